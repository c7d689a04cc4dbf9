/** What a built-in command most likely leaves in the shell's variables. Only for looking at what must not happen. */
import { formatted } from '../likely-output.ts';
import type { Input } from './simple-command.ts';
import { withVariable, type ShellState } from './state.ts';
import { marked, type Word } from './word.ts';

/** Where guesses are made, a variable that is told of keeps its value, and `read` and `printf -v` set what they are given. */
export function likelyAfter(name: string, rest: readonly Word[], input: Input, state: ShellState, ifs?: string): ShellState {
  const given = input.from === 'text' || input.from === 'lines' ? input.text.trim() : '';
  const texts = rest.map((word) => word.text ?? '');
  if (name === 'printf' && texts[0] === '-v') return withVariable(state, texts[1] ?? '', marked(formatted(texts) ?? ''));
  const names = texts.filter((text) => /^[A-Za-z_]\w*$/.test(text));
  if (name === 'mapfile' || name === 'readarray') return withVariable(state, names[0] ?? 'MAPFILE', marked(given));
  if (name !== 'read' || given === '') return state;
  const [first, ...more] = names.length > 0 ? names : ['REPLY'];
  if (more.length === 0) return withVariable(state, first ?? 'REPLY', marked(given));
  const separators = (ifs ?? '').trim();
  const parts = separators === '' ? given.split(/\s+/) : (given.split('\n')[0] ?? '').split(new RegExp(`[${separators.replace(/[\]\\^-]/g, '\\$&')}]`));
  return names.reduce((next, one, index) => withVariable(next, one, marked(index === names.length - 1 ? parts.slice(index).join(' ') : (parts[index] ?? ''))), state);
}

/** The variables that were read from what holds secrets, or from the network. */
export function withOrigins(state: ShellState, rest: readonly Word[], origins: readonly string[]): ShellState {
  const names = rest.flatMap(({ text }) => (/^[A-Za-z_]\w*$/.test(text ?? '') ? [text ?? ''] : []));
  return (names.length > 0 ? names : ['REPLY', 'MAPFILE']).reduce((next, name) => withVariable(next, name, { text: '?', marks: 'd', variables: [...origins] }), state);
}
