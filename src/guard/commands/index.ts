/** Every program that the guard knows, by name. */
import { git } from './git.ts';
import { reading } from './reading.ts';
import { running } from './running.ts';
import { wrappers } from './wrappers.ts';
import { writing } from './writing.ts';
import type { CommandSpec } from './types.ts';

const programs = new Map<string, CommandSpec>();
for (const table of [reading, writing, running, wrappers, { git }]) {
  for (const [names, spec] of Object.entries(table)) for (const name of names.split(' ')) programs.set(name, spec);
}

const systemFolders = /^(?:\/usr)?(?:\/local)?\/s?bin\/([^/]+)$|^\/opt\/homebrew\/bin\/([^/]+)$/;

/** The name under which a program is known: without the folder where that is one of the system's; undefined for a path elsewhere. */
export function programName(program: string): string | undefined {
  if (!program.includes('/')) return program;
  const match = systemFolders.exec(program);
  return match?.[1] ?? match?.[2];
}

export function findCommand(program: string): CommandSpec | undefined {
  const name = programName(program);
  return name === undefined ? undefined : programs.get(name);
}
