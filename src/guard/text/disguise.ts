/** Words in a simple disguise: letters moved by 13 (rot13), written backwards, or with digits in the place of letters. */

interface Disguised {
  start: number;
  end: number;
  how: string;
  decode: (run: string) => string;
}

/** Around a word that gives the disguise away so much is read. */
const AROUND = 200;
/** So many of them in a text. */
const MAX_FOUND = 50;
const digits: Record<string, string> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', '@': 'a', $: 's', '!': 'i' };

const kinds: { how: string; signs: readonly string[]; decode: (run: string) => string }[] = [
  // instruction, previous, assistant, environ, system prompt, the user, your rules
  { how: 'rot13', signs: ['afgehpgvba', 'erivbhf', 'ffvfgnag', 'aivebazrag', 'lfgrz cebzcg', 'gur hfre', 'lbhe ehyrf'], decode: (run) => run.replace(/[a-z]/gi, (one) => String.fromCharCode(one.charCodeAt(0) + (one.toLowerCase() < 'n' ? 13 : -13))) },
  { how: 'reversed letters', signs: ['snoitcurtsni', 'suoiverp', 'tnatsissa', 'tpmorp metsys'], decode: (run) => Array.from(run).reverse().join('') },
  { how: 'digits for letters', signs: ['gn0r', '1gnor', 'pr3v', 'v1ous', 'ct1on', 'cti0n', 'ct10n', 'syst3m', 'f0rg', 'r3veal', 's3cr', 'pr0mpt', '1nstr'], decode: (run) => run.replace(/[a-z0-9@$!]*[a-z][a-z0-9@$!]*/gi, (word) => word.replace(/[013457@$]|!(?=\w)/g, (one) => digits[one] ?? one)) },
];

/** Places in a text where something is written so; none overlaps another of its kind. */
export function disguised(text: string): Disguised[] {
  const found: Disguised[] = [];
  for (const { how, signs, decode } of kinds) {
    for (const sign of signs) {
      let last = 0;
      for (let at = text.indexOf(sign); at >= 0 && found.length < MAX_FOUND; at = text.indexOf(sign, last)) {
        const start = Math.max(last, at - AROUND);
        last = Math.min(text.length, at + sign.length + AROUND);
        found.push({ start, end: last, how, decode });
      }
    }
  }
  return found;
}
