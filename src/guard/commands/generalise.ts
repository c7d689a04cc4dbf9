/** The words of a command that matter when a person says that it may always run. */
import { findCommand, programName } from './index.ts';
import { familyOf, fits, together, type Words } from './families.ts';
import { own, weighty } from './options.ts';
import type { CommandSpec } from './types.ts';

const MAX_WORD = 2000;
/** Stands for a path that is not known; no word can be that. */
const PATH = '\0';
/** What is more at once nobody reads. */
export const MAX_WIDE = 16;
/** Scripts whose first word says what they do. */
const dispatchers = /(?:^|\/)(?:manage|cli|console|artisan|tasks|ctl)(?:\.\w+)?$/;
/** What they do is said by their input, which no pattern is about. */
const readers = /^(?:psql|mysql|mariadb|sqlite3?|duckdb|mongosh?|redis-cli|ssh|sftp|ftp|nc|telnet|at|batch|crontab|bc|dc|ed|ex)$/;
const enters = /^(?:docker|podman|nerdctl|kubectl|oc|lxc|nsenter|docker-compose)$/;

/** Patterns for one command: the one for it alone, and all that are offered together with it. */
export interface Patterns {
  narrow: string[];
  wide: string[][];
}

/**
 * Argv patterns (`**` at the end: any further arguments) for commands like this one: a script of the project, a subcommand, a
 * tool; where no such form is known, the exact words. What follows is safe to leave open only because an option by which such a
 * command would do more is a finding of its own (`command.option`), which a rule must name. Undefined where the words cannot be
 * written as a pattern, or do not say what is run.
 * @param exact keep every word: for a command with such a finding
 * @param listed indexes of words that are unknown and can only be paths: where any further arguments may stand, so may they
 */
export function generalise(argv: readonly (string | undefined)[], exact = false, listed: readonly number[] = []): Patterns | undefined {
  const words: string[] = [];
  for (const [at, given] of argv.entries()) {
    const word = given ?? (listed.includes(at) ? PATH : undefined);
    if (word === undefined || word === '' || word.length > MAX_WORD) return undefined;
    words.push(word);
  }
  const [program] = words;
  if (program === undefined) return undefined;
  words[0] = programName(program) ?? program;
  const spec = findCommand(program);
  const family = exact && spec ? undefined : familyOf(words, narrowed);
  const alone = exact && spec ? (isFed(words) ? undefined : words) : (family?.find((pattern) => fits(words, pattern)) ?? narrowed(words));
  if (alone === undefined) return undefined;
  const wide = widened(alone, family ?? [alone]);
  // A star in a word that stays would be a pattern itself.
  const isPlain = (pattern: Words): boolean => !pattern.includes(PATH) && pattern.every((part, index) => !part.includes('*') || part !== words[index] || (part === '**' && pattern !== words));
  return [alone, ...wide].every(isPlain) ? { narrow: [...alone], wide: wide.map((pattern) => [...pattern]) } : undefined;
}

/** With the subcommands that are taken for one another, where that stays readable. */
function widened(alone: Words, family: readonly Words[]): readonly Words[] {
  const spellings = family.flatMap((pattern) => (pattern.at(-1) === '**' ? together(pattern) : [pattern]));
  const all = [...new Map(spellings.map((pattern) => [pattern.join('\0'), pattern])).values()];
  if (all.length <= MAX_WIDE) return all;
  const some = alone.at(-1) === '**' ? together(alone) : [alone];
  return some.length <= MAX_WIDE && some.length > 1 ? some : family.length <= MAX_WIDE ? family : [alone];
}

/** It runs what comes on its input. */
function isFed(words: Words): boolean {
  const [program = '', ...rest] = words;
  const name = programName(program) ?? program;
  if (enters.test(name)) return rest.some((word) => /^(?:exec|run|attach)$/.test(word));
  if (readers.test(name)) return !rest.some((word) => /^-[A-Za-z]*[ce]$|^--(?:command|execute|eval)/.test(word));
  const inner = rest.findIndex((word) => findCommand(word)?.stdin !== undefined);
  if (inner >= 0 && /^(?:uv|poetry|pdm|npx|pnpm|yarn|npm|bunx|uvx|hatch|pipenv|bundle)$/.test(name)) return isFed(rest.slice(inner));
  return findCommand(program)?.stdin !== undefined && (rest.includes('-') || !rest.some((word) => !word.startsWith('-') || /^-\w*[cepVh]$|^--(?:eval|print|version|help|test)$/.test(word)));
}

function narrowed(words: Words): Words | undefined {
  const [program = ''] = words;
  if (isFed(words)) return undefined;
  const spec = findCommand(program);
  if (!spec) return programName(program) === undefined ? words : unknownShape(words);
  const kept = keptWords(words, 1, spec);
  if (kept === undefined) return words;
  const more = words.slice(kept);
  if (spec.stops && dispatchers.test(words[kept - 1] ?? '')) {
    if (!/^[a-z][\w:-]*$/i.test(more[0] ?? '') || weighty.test(more[0] ?? '')) return words;
    return [...words.slice(0, kept + 1), '**'];
  }
  return spec.stops && more.some((word) => /^[a-z][\w:-]*$/i.test(word) && weighty.test(word)) ? words : [...words.slice(0, kept), '**'];
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
  if (spec.rest === 'tool' || spec.rest === 'project') {
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
