/** What the shell still knows of its variables after a built-in command that sets some. */
import type { Input } from './simple-command.ts';
import { forgetVariables, withVariable, type ShellState } from './state.ts';
import { LISTED, type Word } from './word.ts';

/** `find … | while read -r file`: the one variable holds what was listed. Of any other command, nothing is known. */
export function afterSetting(name: string, rest: readonly Word[], input: Input, state: ShellState): ShellState {
  const forgotten = forgetVariables(state);
  if (name !== 'read' || input.from !== 'listed') return forgotten;
  const [variable, ...more] = rest.filter((word) => !word.prefix.startsWith('-'));
  const plain = rest.every((word) => !word.prefix.startsWith('-') || word.text === '-r');
  if (!plain || more.length > 0 || !/^\w+$/.test(variable?.text ?? '')) return forgotten;
  return withVariable(forgotten, variable?.text ?? '', LISTED);
}
