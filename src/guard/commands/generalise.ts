/** The words of a command that matter when a person says that it may always run. */
import { findCommand, programName } from './index.ts';
import { own } from './options.ts';
import type { CommandSpec } from './types.ts';

const MAX_WORD = 2000;
/** Commands of which one word differs each time, and whose other words must stay. `…` stands for that word. */
const shapes: readonly (readonly string[])[] = [
  ['git', 'checkout', '-b', '…'],
  ['git', 'switch', '-c', '…'],
  ['git', 'push', 'origin', '…'],
  ['git', 'push', '-u', 'origin', '…'],
  ['git', 'push', '--set-upstream', 'origin', '…'],
  ['git', 'restore', '--staged', '**'],
];

/**
 * An argv pattern (`**` at the end: any further arguments) for commands like this one: a script of the project, a subcommand, a
 * tool; where no such form is known, the exact words. What follows is safe to leave open only because an option by which such a
 * command would do more is a finding of its own (`command.option`), which a rule must name. Undefined where the words cannot be
 * written as a pattern.
 * @param exact keep every word: for a command with such a finding
 */
export function generalise(argv: readonly (string | undefined)[], exact = false): string[] | undefined {
  const words: string[] = [];
  for (const word of argv) {
    if (word === undefined || word === '' || word.length > MAX_WORD) return undefined;
    words.push(word);
  }
  const [program] = words;
  if (program === undefined) return undefined;
  const name = programName(program) ?? program;
  const spec = findCommand(program);
  const pattern = exact && spec ? words : patternOf(words, program, spec);
  // A star in a word that stays would be a pattern itself.
  if (pattern.some((word, index) => word.includes('*') && word === words[index])) return undefined;
  return [name, ...pattern.slice(1)];
}

function patternOf(words: readonly string[], program: string, spec: CommandSpec | undefined): readonly string[] {
  const shaped = shapes.map((shape) => byShape(words, shape)).find((one) => one !== undefined);
  if (shaped) return shaped;
  if (!spec) return programName(program) === undefined ? words : unknownShape(words);
  const kept = keptWords(words, 1, spec);
  return kept === undefined ? words : [...words.slice(0, kept), '**'];
}

function byShape(words: readonly string[], shape: readonly string[]): string[] | undefined {
  const open = shape.at(-1) === '**';
  if (open ? words.length < shape.length : words.length !== shape.length) return undefined;
  const fixed = open ? shape.slice(0, -1) : shape;
  if (!fixed.every((part, index) => part === '…' || part === words[index])) return undefined;
  return [...fixed.map((part) => (part === '…' ? '*' : part)), ...(open ? ['**'] : [])];
}

/**
 * How many leading words stay before any others are allowed; undefined: only these very words.
 * @param at where the words of `spec` begin
 */
function keptWords(words: readonly string[], at: number, spec: CommandSpec): number | undefined {
  const word = words[at] ?? '';
  const sub = own(spec.sub, word);
  if (sub) return keptWords(words, at + 1, sub);
  // A tool that another program runs: `npx`, `python -m`.
  const tool = toolAt(words, at, spec);
  if (tool !== undefined) {
    const named = findCommand(words[tool] ?? '');
    const inner = named && keptWords(words, tool + 1, named);
    return inner;
  }
  const runner = word.startsWith('-') ? undefined : spec.otherwise;
  const keeps = runner?.keeps ?? spec.keeps;
  if (keeps === undefined) return undefined;
  const length = relative(words, at, spec, runner, keeps);
  if (words.length < length) return undefined;
  // `node --test`: an option that says what is run stands for the script.
  const fixed = words.slice(at, length);
  return fixed.every((one) => !one.startsWith('-') || one === '--test') ? length : undefined;
}

/** `keeps` counts from the program where it stands first, and from the tool where another program runs it. */
function relative(words: readonly string[], at: number, spec: CommandSpec, runner: CommandSpec | undefined, keeps: number): number {
  const depth = runner ? 1 : depthOf(words, at, spec);
  return at - depth + keeps;
}

/** How many words before `at` lead to this specification: the program, and its subcommands. */
function depthOf(words: readonly string[], at: number, spec: CommandSpec): number {
  for (let from = at - 1; from >= 0; from -= 1) {
    let current = findCommand(words[from] ?? '');
    for (let next = from + 1; current && next < at; next += 1) current = own(current.sub, words[next] ?? '');
    if (current === spec) return at - from;
  }
  return at;
}

/** Where the name of the tool stands that this program runs; undefined where it runs none. */
function toolAt(words: readonly string[], at: number, spec: CommandSpec): number | undefined {
  if (spec.rest === 'tool') {
    const flag = words[at] ?? '';
    const isFlag = flag.startsWith('-');
    if (!isFlag) return at;
    return spec.options?.['-m --module'] === 'tool' && /^(?:-m|--module)$/.test(flag)
      ? at + 1
      : plainFlag(flag, spec)
        ? toolAt(words, at + 1, spec)
        : undefined;
  }
  return spec.options?.['-m'] === 'tool' && words[at] === '-m' ? at + 1 : undefined;
}

function plainFlag(flag: string, spec: CommandSpec): boolean {
  return Object.entries(spec.options ?? {}).some(([names, option]) => option === 'none' && names.split(' ').includes(flag));
}

/**
 * A program that the guard does not know: as many words, its subcommands and options as they are, and any text only where there
 * was a number, a text with white space or the path of a file.
 */
function unknownShape(words: readonly string[]): readonly string[] {
  return words.map((word, index) => {
    const [before = ''] = words.slice(index - 1, index);
    if (index === 0 || word.startsWith('-')) return word;
    const isValue = index >= 2 || before.startsWith('-');
    if (isValue && (/\s/.test(word) || /^[#!]?[A-Z]*-?\d+$/.test(word))) return '*';
    const extension = /^[\w./-]*[\w-](\.[a-z]\w{0,5})$/.exec(word)?.[1];
    return isValue && extension !== undefined ? `*${extension}` : word;
  });
}
