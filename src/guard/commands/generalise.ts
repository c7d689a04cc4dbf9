/** The words of a command that matter when a person says that it may always run. */
import { findCommand, programName } from './index.ts';
import { own } from './options.ts';

const managers = new Set(['npm', 'pnpm', 'yarn', 'bun']);
const runScript = new Set(['run', 'run-script']);
const scripts = new Set(['test', 't', 'start', 'build', 'lint']);

/**
 * An argv pattern (`**` at the end: any further arguments) for commands like this one: a script of the project, a subcommand, a
 * tool; where no such form is known, the exact words. Undefined where the words cannot be written as a pattern.
 */
export function generalise(argv: readonly (string | undefined)[]): string[] | undefined {
  const words: string[] = [];
  for (const word of argv) {
    if (word === undefined || word === '' || word.length > 2000) return undefined;
    words.push(word);
  }
  const [program] = words;
  if (program === undefined) return undefined;
  const kept = keptWords(words, program);
  const pattern = kept === undefined ? words : [...words.slice(0, kept), '**'];
  if ((kept === undefined ? pattern : pattern.slice(0, -1)).some((word) => word.includes('*'))) return undefined;
  return [programName(program) ?? program, ...pattern.slice(1)];
}

/** How many leading words stay before any others are allowed; undefined: only these very words. */
function keptWords(words: readonly string[], program: string): number | undefined {
  const name = programName(program);
  if (name !== undefined && managers.has(name)) {
    const length = runScript.has(words[1] ?? '') ? 3 : scripts.has(words[1] ?? '') ? 2 : undefined;
    if (length === undefined || words.slice(1, length).some((word) => word.startsWith('-'))) return undefined;
    // What follows `--` goes to the script; an option before it could change what runs.
    return words[length] === '--' ? length + 1 : undefined;
  }
  if (name === undefined) return undefined;
  const spec = findCommand(program);
  const keeps = own(spec?.sub, words[1] ?? '')?.keeps ?? spec?.keeps;
  if (keeps === undefined || words.length < keeps || words.slice(1, keeps).some((word) => word.startsWith('-'))) return undefined;
  return keeps;
}
