/** What the shell still knows of its variables after a built-in command that sets some. */
import { likelyAfter } from './likely-after.ts';
import { asArgument, withPositional } from './nodes.ts';
import type { SimpleCommand, Stream } from './simple-command.ts';
import { forgetVariables, withVariable, type ShellState } from './state.ts';
import { BELOW, LISTED, NAME, NUMBER, type Marked, type Word } from './word.ts';

/** @param rest the words behind its name */
export function afterBuiltin(name: string, rest: readonly Word[], { input, assignments }: SimpleCommand, state: ShellState): ShellState {
  if (name === 'set') return afterSet(rest, state);
  if (name === 'shift') return afterShift(rest, state);
  if (state.guess === true) return likelyAfter(name, rest, input, state, assignments.find((one) => one.name === 'IFS')?.value.text);
  const first = rest[0];
  if (name === 'printf') return first !== undefined && first.text !== '-v' && first.prefix !== '' && !'-v'.startsWith(first.prefix) ? state : named(rest[1], state, undefined);
  const ifs = assignments.find((one) => one.name === 'IFS');
  const parted = ifs === undefined ? state.variables.has('IFS') : !/^[ \t\n]*$/.test(ifs.value.text ?? '-');
  // `IFS=: read -r file line`: what stands before the first colon.
  const upTo = input.leads !== undefined && input.leads.until === ifs?.value.text ? { ...input, leads: { ...input.leads, until: ' ' } } : undefined;
  if (name === 'read') return afterRead(rest, upTo ?? (parted ? { from: 'unknown' } : input), ifs?.value.text === '', state);
  if (name === 'mapfile' || name === 'readarray') return afterMapfile(rest, input, state);
  return forgetVariables(state);
}

/** The state after a variable whose name is told was set; where that is not known, no value is. */
function named(word: Word | undefined, state: ShellState, value: Marked | undefined): ShellState {
  return /^[A-Za-z_]\w*$/.test(word?.text ?? '') ? withVariable(state, word?.text ?? '', value) : forgetVariables(state);
}

function afterSet(rest: readonly Word[], state: ShellState): ShellState {
  const at = rest.findIndex((word) => !/^[-+][A-Za-z]+$/.test(word.text ?? ''));
  const word = rest[at];
  if (word === undefined || (rest[at - 1]?.text?.endsWith('o') === true && /^[a-z]+$/.test(word.text ?? '') && at === rest.length - 1)) return state;
  if (word.text !== '--' && word.text === undefined && word.prefix === '') return withPositional(state, undefined);
  return withPositional(state, rest.slice(word.text === '--' ? at + 1 : at).map(asArgument));
}

function afterShift(rest: readonly Word[], state: ShellState): ShellState {
  const count = rest.length === 0 ? 1 : Number(rest[0]?.text ?? Number.NaN);
  const all = state.variables.get('@');
  if (all === undefined || !Number.isInteger(count)) return withPositional(state, undefined);
  const parts = [...all.marks.matchAll(/[^s]+/g)].map(({ 0: marks, index }) => ({ ...all, text: all.text.slice(index, index + marks.length), marks }));
  return withPositional(state, parts.slice(count));
}

const takesWord = new Set('dnNptui'.split(''));

/** `find … | while read -r file`: the one variable holds what was listed. */
function afterRead(rest: readonly Word[], input: Stream, whole: boolean, state: ShellState): ShellState {
  const names: Word[] = [];
  let kind = input;
  for (let at = 0; at < rest.length; at += 1) {
    const word = rest[at] as Word;
    const options = /^-([a-zA-Z]+)(.*)$/.exec(word.text ?? '')?.[1];
    if (options === undefined) {
      names.push(word);
      continue;
    }
    const taking = options.split('').findIndex((letter) => takesWord.has(letter));
    const letter = options[taking] ?? '';
    const value = taking >= 0 && taking === options.length - 1 && /^-[a-zA-Z]+$/.test(word.text ?? '') ? rest[(at += 1)]?.text : undefined;
    // Less than a line, or more.
    if (/[nNu]/.test(letter) || (letter === 'd' && value !== '' && value !== '\0')) kind = { from: 'unknown' };
    if (/[aAk]/.test(options)) return forgetVariables(state);
  }
  const value = names.length > 1 ? leading(kind) : valueOf(kind, whole);
  if (names.length === 0) return withVariable(state, 'REPLY', value);
  return names.reduce((next, word, index) => named(word, next, index === 0 ? value : undefined), state);
}

/** The value of a line that such a stream has. */
function valueOf(stream: Stream, whole: boolean): Marked | undefined {
  if (stream.from === 'listed') return stream.below === true ? BELOW : LISTED;
  if (stream.from === 'name') return NAME;
  if (stream.from === 'number') return NUMBER;
  const lines = stream.from === 'text' ? stream.text.split('\n') : [];
  const isPlain = (line: string): boolean => line === '' || (/^\w[\w./-]*$/.test(line) && !/(?:^|\/)\./.test(line));
  if (lines.length > 0 && lines.every((line) => /^\d*$/.test(line))) return NUMBER;
  return lines.length > 0 && !whole && lines.every(isPlain) ? NAME : undefined;
}

function leading({ from, leads }: Stream): Marked | undefined {
  if (from === 'name') return NAME;
  if (from === 'number' || (leads?.kind === 'number' && leads.until === ' ')) return NUMBER;
  return leads?.kind === 'name' && leads.until === ' ' ? NAME : undefined;
}

function afterMapfile(rest: readonly Word[], input: Stream, state: ShellState): ShellState {
  const name = rest.length > 0 ? rest.at(-1) : undefined;
  const plain = rest.slice(0, -1).every((word) => word.text === '-t' || word.text === '-d' || word.text === '' || word.text === '\0' || word.text === '-td');
  if (!plain || !/^[A-Za-z_]\w*$/.test(name?.text ?? '')) return forgetVariables(state);
  return withVariable(state, `${name?.text ?? ''}[@]`, valueOf(input, false));
}
