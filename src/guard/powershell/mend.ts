/**
 * The grammar does not know some words that PowerShell takes in a command: `a,b`, `--`, `--name="x y"`, `./script`, `$PWD/a`. Each is
 * given to it as a word that it knows, of the same length; what it stands for is read from the text itself.
 */

const skipped = /'(?:[^']|'')*'|"(?:[^"`]|`[^]|"")*"|@'\r?\n[^]*?\n'@|@"\r?\n[^]*?\n"@|<#[^]*?#>|(?<=^|\s)#[^\n]*/g;
const word = '[^\\s;|&(){}\'"`,$#@<>]';
const mends: readonly [RegExp, (found: string) => string][] = [
  // `--pretty=format:"%h"`: with a quoted part that holds nothing to expand.
  [new RegExp(`(?<=\\s)--?${word}+[=:](?:'[^'$\`\\n]*'|"[^"$\`\\n]*")${word}*`, 'g'), (found) => 'w'.repeat(found.length)],
  [new RegExp(`(?<=\\s)--${word}*=${word}*`, 'g'), (found) => 'w'.repeat(found.length)],
  [/(?<=\s)--(?=\s|$)/g, () => 'ww'],
  [/(?<=\s)\$(?:\w+|\{[^}\n]*\}|env:\w+)[\\/][^\s;|&(){}'"`,$#@<>]*/gi, (found) => 'w'.repeat(found.length)],
  [/(?<=^|[;|&{(\n]\s*)\.\.?\//g, (found) => `${found.slice(0, -1)}\\`],
  // Several values of one argument; inside of brackets of an expression the grammar knows them.
  [/(?<=[\w.*?\\/'"})\]-])\s*,\s*(?=[\w.*?\\/'"$@(-])/g, (found) => ' '.repeat(found.length)],
];

export function mend(text: string): string {
  let mended = text;
  for (const [pattern, change] of mends) {
    const quoted = pattern.source.includes('\'[^') ? [] : Array.from(mended.matchAll(skipped), (match): [number, number] => [match.index, match.index + match[0].length]);
    mended = mended.replace(pattern, (found: string, ...rest: unknown[]) => {
      const at = rest.find((one): one is number => typeof one === 'number') ?? 0;
      return quoted.some(([start, end]) => at >= start && at < end) ? found : change(found);
    });
  }
  return mended;
}
