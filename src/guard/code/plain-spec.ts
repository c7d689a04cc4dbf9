/** The meaning of a program that is given as text and only computes, prints, and reads files that are named. */
import { posix } from 'node:path';
import type { CommandSpec } from '../commands/types.ts';
import type { Doubted } from '../one-command.ts';
import type { SimpleCommand } from '../shell/simple-command.ts';
import { staticWord } from '../shell/word.ts';
import { plainProgram } from './plain-code.ts';

/** @param name of the interpreter @returns undefined where it may do more, or something in its folder may be taken for a module */
export function plainSpec({ command, state, context }: Doubted, name: string): CommandSpec | undefined {
  const { input, words, start, end } = command;
  const rest = words.slice(1).map((word) => (word.glob ? undefined : word.text));
  const plain = plainProgram(name, rest, input.from === 'text' && input.network !== true ? input.text : undefined);
  if (!plain || state.lost || (plain.computes === true && !isAsWritten(command))) return undefined;
  const folders = state.cwds.flatMap((cwd) => (plain.imports ? [cwd] : plain.reads.map((file) => posix.resolve(cwd, posix.dirname(file)))));
  const others = [...new Set(folders)].map((folder) => context.shadowing?.(folder));
  if (!others.every((names) => names?.length === 0)) return undefined;
  return { read: (_, report) => plain.reads.forEach((file) => report.touch('read', staticWord(file, start, end))) };
}

const substitution = /\$\((?!\()|`/g;

/** Nothing of it was put together by other commands: who reads the line reads the program. */
function isAsWritten({ input, text, words }: SimpleCommand): boolean {
  const isOnInput = !words.some((word) => /^(?:-[a-z]*[cep]|--eval|--print)$/.test(word.text ?? ''));
  if (isOnInput) return input.written === true;
  const program = words.map((word) => word.text ?? '').join(' ');
  return (text.match(substitution)?.length ?? 0) <= (program.match(substitution)?.length ?? 0);
}
