/**
 * A text as a model reads it: look-alike letters as the letters they look like (Unicode TS 39), without marks and without what cannot
 * be seen. Offsets lead back to the text as it came.
 */

export interface Folded {
  text: string;
  /** The offset in the original text of an offset in `text`. */
  at(offset: number): number;
}

/** Zero-width and other characters that take no room and join nothing. */
export const INVISIBLE = '\\u00ad\\u034f\\u061c\\u115f\\u1160\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064\\u2066-\\u206f\\ufe00-\\ufe0f\\ufeff';
const lookAlike: Record<string, string> = {};
for (const [latin, others] of Object.entries({
  a: 'аαɑ', b: 'ЬƄ', c: 'сϲƈ', d: 'ԁɗ', e: 'еєεҽ', f: 'ƒ', g: 'ɡԍɢ', h: 'һнʜ', i: 'іɩιıɪ', j: 'јʝ', k: 'кκ', l: 'ӏⅼʟ', m: 'мⅿ', n: 'ոпη',
  o: 'оοσօ', p: 'рρ', q: 'ԛ', r: 'гʀɾ', s: 'ѕꜱ', t: 'тτ', u: 'υսᴜ', v: 'ѵνᴠ', w: 'ѡԝᴡ', x: 'хχ', y: 'уүγʏ', z: 'ᴢ',
  A: 'АΑ', B: 'ВΒ', C: 'СϹ', E: 'ЕΕ', H: 'НΗ', I: 'ІΙ', J: 'Ј', K: 'КΚ', M: 'МΜ', N: 'Ν', O: 'ОΟ', P: 'РΡ', S: 'Ѕ', T: 'ТΤ', X: 'ХΧ', Y: 'ҮΥ', Z: 'Ζ',
})) for (const other of others) lookAlike[other] = latin;

/** So many letters in front of a foreign one are taken for its word. */
const LONG_WORD = 60;
/** So many words are not made anew each time. */
const MAX_SEEN = 5000;
const letters = 'A-Za-z\\u00c0-\\u04ff\\u0500-\\u0587\\u1d00-\\u1dbf\\u1e00-\\u1eff\\u2100-\\u214f\\u2160-\\u217f\\ua700-\\ua7ff\\uff21-\\uff3a\\uff41-\\uff5a\\u{1d400}-\\u{1d7ff}\\u0300-\\u036f';
const foreign = new RegExp(`[^\\x00-\\x7f][${letters}${INVISIBLE}\\u{e0000}-\\u{e007f}]*`, 'gu');
const invisible = new RegExp(`[${INVISIBLE}\\u{e0000}-\\u{e007f}]`, 'gu');
const hasLatin = /[A-Za-z\u00c0-\u024f\uff21-\uff5a\u{1d400}-\u{1d7ff}]/u;

/** A word as it looks. Words that are written in another script throughout stay as they are. */
function foldWord(word: string): string {
  const seen = word.replace(invisible, '');
  if (!hasLatin.test(seen)) return seen;
  let folded = '';
  for (const character of seen.normalize('NFKD')) folded += lookAlike[character] ?? character;
  return folded.replace(/\p{M}/gu, '');
}

export function fold(text: string): Folded {
  if (/^[\t-\r -~]*$/.test(text)) return { text, at: (offset) => offset };
  const parts: string[] = [];
  const from: number[] = [0];
  const to: number[] = [0];
  let length = 0;
  let last = 0;
  const seen = new Map<string, string>();
  for (const match of text.matchAll(foreign)) {
    let start = match.index;
    while (start > last && match.index - start < LONG_WORD && isLetter(text.charCodeAt(start - 1))) start -= 1;
    const end = match.index + match[0].length;
    const word = text.slice(start, end);
    const folded = seen.get(word) ?? foldWord(word);
    if (word.length < LONG_WORD && seen.size < MAX_SEEN) seen.set(word, folded);
    if (folded === word) continue;
    parts.push(text.slice(last, start), folded);
    length += start - last;
    from.push(length, length + folded.length);
    to.push(start, end);
    length += folded.length;
    last = end;
  }
  parts.push(text.slice(last));
  return { text: parts.join(''), at: (offset) => originalAt(from, to, offset) };
}

function isLetter(code: number): boolean {
  const lower = code | 32;
  return lower >= 97 && lower <= 122;
}

function originalAt(from: readonly number[], to: readonly number[], offset: number): number {
  let low = 0;
  let high = from.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((from[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return (to[low] ?? 0) + offset - (from[low] ?? 0);
}
