/** What a command prints, as far as that can be told. */
import type { CommandSpec } from './commands/types.ts';
import { kindOf, kindOfWord } from './prints.ts';
import { listing } from './prints-paths.ts';
import { namesCredentials } from './findings/path-classes.ts';
import { taint, type Stream } from './shell/simple-command.ts';
import type { Word } from './shell/word.ts';

/** Programs that give on some lines of their input, unchanged. */
const passing = new Set(['cat', 'head', 'tail', 'sort', 'uniq', 'grep', 'egrep', 'fgrep', 'rg', 'tee', 'tac']);

export interface Printing {
  /** Name of the program, and how its words were read. */
  name: string;
  spec: CommandSpec;
  rest: readonly Word[];
  input: Stream;
  /** All that it lists lies in the folders of the workspace. */
  inside: boolean;
  readsFiles: boolean;
  /** Folders that it was told to look into. */
  under: readonly string[];
  /** The folder that it runs in, where there is only one; and the top of the repository. */
  cwd: string | undefined;
  repository: string | undefined;
}

export function printed({ name, spec, rest, input, inside, readsFiles, under, cwd, repository }: Printing): Stream {
  const { lists } = spec;
  // `git ls-files -s`: the path is the last of each line.
  const isFirst = name !== 'git' || !rest.some(({ text }) => text === '-s' || text === '--stage');
  if (isFirst && (lists instanceof RegExp ? rest.some((word) => lists.test(word.text ?? '')) : lists))
    return inside && !chooses(rest) ? { from: 'listed', under, below: !leadsUp(name, rest), ...listing(name, rest) } : { from: 'unknown', under };
  if (spec.echoes && rest.every((word) => word.text !== undefined && !word.glob)) return echoed(name, rest);
  const decoded = readsFiles ? undefined : decode(name, rest, input);
  if (decoded !== undefined) return taint({ from: 'unknown', perhaps: decoded }, input);
  const counts = name === 'seq' ? counted(rest) : undefined;
  if (counts !== undefined && counts.from === 'text') return counts;
  if (spec.echoes) {
    const kinds = rest.slice(name === 'printf' ? 1 : 0).map(kindOfWord);
    const [first] = kinds;
    if (first && (name === 'echo' || /^%s(?:\\n|\\0)?$/.test(rest[0]?.text ?? '')) && kinds.every((one) => one?.from === first.from)) return { ...first, below: kinds.every((one) => one?.below === true) };
  }
  const kind = kindOf(name, rest, input);
  if (kind) return taint({ ...kind, under: input.under ?? [] }, input);
  const given = rest.map((word) => word.text).join(' ');
  if (name === 'pwd' && cwd !== undefined && /^(?:-[LP])?$/.test(given)) return { from: 'text', text: `${cwd}\n` };
  if (name === 'mktemp' && /^(?:-d|--directory)(?: -q)?(?: -t [\w.-]+)?$/.test(given)) return { from: 'unknown', fresh: true };
  if (name === 'git' && repository !== undefined && given === 'rev-parse --show-toplevel' && inside) return { from: 'text', text: `${repository}\n` };
  if (input.from === 'listed' && chooses(rest)) return { ...input, from: 'unknown' };
  if (passing.has(name) && !readsFiles) return input.from === 'nothing' ? { from: 'unknown' } : passedOn(name, rest, input);
  return taint({ from: 'unknown', under: input.under ?? [] }, input);
}

/** Some of what is listed may begin with `..`. */
function leadsUp(name: string, words: readonly Word[]): boolean {
  if (words.some((word) => /(?:^|\/)\.\.(?:\/|$)/.test(word.text ?? ''))) return true;
  return /^(?:ls|dir|vdir|exa|eza|lsd)$/.test(name) && words.some((word) => /^-\w*[af]|^--all/.test(word.text ?? ''));
}

/** `cat` gives all of a text; of what others leave of it, only where it came from is known. */
function passedOn(name: string, rest: readonly Word[], input: Stream): Stream {
  if (input.from !== 'text' || (name === 'cat' && rest.every((word) => word.text === '-')) || name === 'tee') return input;
  return taint({ from: 'lines', text: input.text }, input);
}

/** The text that `echo` or `printf` prints, where it has no escapes. */
function echoed(name: string, words: readonly Word[]): Stream {
  if (name === 'printf') {
    const [format, ...values] = words.map((word) => word.text ?? '');
    if (format === undefined) return { from: 'nothing' };
    const text = format.replaceAll('\\n', '\n').replace(/\\0(?![0-7])/g, '\n');
    if (/%[^s]/.test(text) || text.includes('\\')) return { from: 'unknown' };
    if (!text.includes('%s')) return values.length === 0 ? { from: 'text', text } : { from: 'unknown' };
    if (text.split('%s').length > 2) return { from: 'unknown' };
    return { from: 'text', text: (values.length > 0 ? values : ['']).map((value) => text.replace('%s', () => value)).join('') };
  }
  const operands = /^-[neE]+$/.test(words[0]?.text ?? '') ? words.slice(1) : words;
  const text = operands.map((word) => word.text).join(' ');
  return text.includes('\\') ? { from: 'unknown' } : { from: 'text', text: `${text}\n` };
}

/** Of the files that are there, those that hold credentials. */
function chooses(words: readonly Word[]): boolean {
  return words.some((word) => namesCredentials(word.text ?? ''));
}

/** A known text that was written so that nobody can read it. */
function decode(name: string, words: readonly Word[], input: Stream): string | undefined {
  if (input.from !== 'text') return undefined;
  const given = words.map((word) => word.text ?? '').join(' ');
  if (name === 'rev') return input.text.split('\n').map((line) => Array.from(line).reverse().join('')).join('\n');
  if (name === 'base64' && /^(?:-\w*[dD]\w*|--decode)\b/.test(given)) return Buffer.from(input.text, 'base64').toString();
  if (name === 'openssl' && /\bbase64\b|\benc\b.* -(?:a|base64)\b/.test(given) && / -d\b/.test(given)) return Buffer.from(input.text, 'base64').toString();
  if (name === 'xxd' && /-\w*r/.test(given) && /-\w*p/.test(given)) return Buffer.from(input.text.replace(/\s/g, ''), 'hex').toString();
  return undefined;
}

const MAX_COUNT = 40;

function counted(words: readonly Word[]): Stream {
  const given = words.map((word) => (/^\d{1,6}$/.test(word.text ?? '') ? Number(word.text) : NaN));
  const [from, step, to] = given.length === 1 ? [1, 1, given[0]] : given.length === 2 ? [given[0], 1, given[1]] : given;
  if (given.length > 3 || from === undefined || step === undefined || to === undefined || !(step > 0) || !((to - from) / step < MAX_COUNT))
    return { from: 'unknown' };
  const values: number[] = [];
  for (let value = from; value <= to; value += step) values.push(value);
  return { from: 'text', text: values.map((value) => `${value}\n`).join('') };
}
