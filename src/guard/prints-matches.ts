/** `grep -o`, `rg -o -r '$1'`: where all that a pattern matches is a name, so is what is printed. */
import type { Stream } from './shell/simple-command.ts';
import type { Word } from './shell/word.ts';

const first = String.raw`(?:\\[wd](?:\+|\{\d+(?:,\d*)?\})?|\[(?:[A-Za-z0-9_]-[A-Za-z0-9_]|[A-Za-z0-9_]|\\[wd])+\](?:\+|\{\d+(?:,\d*)?\})?|[A-Za-z0-9_])`;
const more = String.raw`(?:\\[wd]|\[(?:[A-Za-z0-9_]-[A-Za-z0-9_]|[A-Za-z0-9_]|\\[wd])+-?\]|[A-Za-z0-9_-])(?:[+*?]|\{\d+(?:,\d*)?\})?`;
/** Of letters, digits and dashes, and no dash comes first. */
const nameOnly = new RegExp(String.raw`^(?:\\b)?${first}(?:${more})*(?:\\b)?$`);
const flags = /^-[oEPiwhINnrR]+$|^--(?:only-matching|no-filename|no-line-number|ignore-case|word-regexp|color=never|no-heading)$/;

/** @returns undefined where nothing is certain */
export function matches(program: string, words: readonly Word[], input: Stream): Stream | undefined {
  const texts = words.map((word) => word.text ?? '');
  if (words.some((word) => word.text === undefined || word.text === '')) return undefined;
  const options: string[] = [];
  const operands: string[] = [];
  let replaced: string | undefined;
  const isRipgrep = program === 'rg';
  for (let at = 0; at < texts.length; at += 1) {
    const text = texts[at] ?? '';
    if (isRipgrep && (text === '-r' || text === '--replace')) replaced = texts[(at += 1)];
    else if (/^(?:-[gt]|--glob|--type|--include)$/.test(text)) at += 1;
    else if (/^--(?:include|exclude|exclude-dir|glob|type)=/.test(text)) continue;
    else if (text.startsWith('-')) options.push(text);
    else operands.push(text);
  }
  const [pattern = '', ...files] = operands;
  const letters = options.filter((option) => !option.startsWith('--')).join('');
  const isOnly = letters.includes('o') || options.includes('--only-matching');
  if (!isOnly || !options.every((option) => flags.test(option)) || (isRipgrep && /[rREh]/.test(letters))) return undefined;
  // Without a name before each match.
  const isBare = letters.includes(isRipgrep ? 'I' : 'h') || options.includes('--no-filename');
  const isOne = files.length === 0 ? input.from !== 'nothing' && !/[rR]/.test(letters) : files.length === 1 && /^[^*?[]+\.\w+$/.test(files[0] ?? '') && !/[rR]/.test(letters);
  if (!isBare && !isOne) return undefined;
  const matched = replaced === undefined ? pattern : group(pattern, replaced);
  if (matched === undefined || !nameOnly.test(matched)) return undefined;
  return letters.includes('n') ? { from: 'unknown', leads: { kind: 'number', until: ':' }, behind: 'name' } : { from: 'name' };
}

/** The text of the group that `$1` stands for, where no group is in another one. */
function group(pattern: string, replacement: string): string | undefined {
  const number = /^\$\{?(\d)\}?$/.exec(replacement)?.[1];
  if (number === undefined || /\\[()\\]|\[[^\]]*[()]|\(\?/.test(pattern) || /\([^)]*\(/.test(pattern)) return undefined;
  return [...pattern.matchAll(/\(([^()]*)\)/g)][Number(number) - 1]?.[1];
}

/** What stands behind the number of the line. */
export function behind(program: string, words: readonly Word[], input: Stream): Stream | undefined {
  const given = words.map((word) => word.text ?? '?').join(' ');
  const cuts = program === 'sed' ? /^(?:-E s\/\^\[0-9\]\+|s\/\^\[0-9\]\*):\/\/$/.test(given) : program === 'cut' && /^-d ?: -f ?2-?$/.test(given);
  return cuts && input.behind === 'name' ? { from: 'name' } : undefined;
}
