/** What is left of listed paths where a program cuts them: parts of paths that lead neither up nor elsewhere lead so neither. */
import type { Stream } from './shell/simple-command.ts';
import type { Word } from './shell/word.ts';

const below: Stream = { from: 'listed', below: true };
const condition = String.raw`(?:(?:NR|NF|\$\d+) *(?:[<>]=?|[=!]=) *(?:\d+|"\w*")|!?/[\w^$.\\-]+/)`;
const conditions = `(?:${condition}(?: *(?:&&|\\|\\|) *${condition})* *)?`;

/** `NR<=10 {print $2}`: which field is printed, for lines that are chosen. */
export const printsField = new RegExp(String.raw`^${conditions}\{ *print \$(\d) *;? *\}$`);
/** `$2>0`: lines that are chosen, as they are. */
export const choosesLines = new RegExp(String.raw`^(?:-F ?\S )?${condition}(?: *(?:&&|\\|\\|) *${condition})*$`);
const printsPart = new RegExp(String.raw`^-F ?/ ${conditions}\{ *print \$(?:\d|NF)(?: ?"/" ?\$\d)* *;? *\}$`);

const cuts = /^-d ?\/ -f ?\d[\d,-]*$|^-f ?\d[\d,-]* -d ?\/$/;
/** A slash at the end, what is behind the last or the first, the folder that a path starts from, or an ending goes. */
const edits = /^(?:-E )?s([#|,])(?:\/\$\1\1|\/\.\*\$?\1\1|\/\[\^\/\]\*\$\1\1|\^\\\.\/\1\1|\^?refs\/(?:tags|heads|remotes)\/\1\1|\^\.\*\/\1\1|\.\*\/\1\1)$|^s\/(?:\\\/\$|\\\/\.\*|\^\\\.\\\/|\.\*\\\/|\\\.\w+\$)\/\/$/;
/** The one slash that there is. */
const oneSlash = /^s([#|,])\/\$?\1\1g?$|^s\/\\\/\$?\/\/g?$/;

/** @returns undefined where nothing is certain */
export function partsOfPaths(program: string, words: readonly Word[], input: Stream): Stream | undefined {
  if (input.from !== 'listed' || input.below !== true) return undefined;
  const given = words.map((word) => word.text ?? '?').join(' ');
  if (program === 'sed' && input.leads?.until === '/' && oneSlash.test(given)) return below;
  if (program === 'tr' && input.leads?.until === '/' && given === '-d /') return below;
  if (input.relative !== true) return undefined;
  const isPart = program === 'cut' ? cuts.test(given) : program === 'sed' ? edits.test(given) : /^g?awk$/.test(program) && printsPart.test(given);
  return isPart ? { ...below, relative: true } : undefined;
}

/** What is known of paths that a command lists besides that they are such. */
export function listing(name: string, words: readonly Word[]): Pick<Stream, 'relative' | 'leads'> {
  const given = words.map((word) => word.text ?? '?').join(' ');
  const relative = words.every((word) => word.text !== undefined && !/^[/~]/.test(word.text)) && !/\/\//.test(given);
  const flat = name === 'ls' && /^(?:-1 )?(?:-d|-1d|-d1) (?:-- )?\*\/$/.test(given);
  return { ...(relative && { relative }), ...(flat && { leads: { kind: 'name', until: '/' } }) };
}
