/** Everything that only looks, laid over the other tables. */
import type { CommandSpec } from '../types.ts';
import { checking, compiling } from './compilers.ts';
import { lookingGit } from './git-looks.ts';
import { looking } from './look.ts';
import { machineLooks, machines } from './machine.ts';
import { textual } from './text.ts';

/** Puts them into the table of all programs. */
export function addLooks(programs: Map<string, CommandSpec>): void {
  for (const table of [textual, compiling, machines])
    for (const [names, spec] of Object.entries(table)) for (const name of names.split(' ')) programs.set(name, spec);
  for (const table of [checking, machineLooks]) {
    for (const [names, ways] of Object.entries(table)) {
      for (const name of names.split(' ')) {
        programs.set(name, looking(programs.get(name) ?? { does: ['unknown'], uploads: true }, ways));
      }
    }
  }
  const git = programs.get('git');
  if (git) programs.set('git', lookingGit(git));
}
