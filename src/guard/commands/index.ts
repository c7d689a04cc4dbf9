/** Every program that the guard knows, by name. */
import { archives } from './archives.ts';
import { containers } from './docker.ts';
import { git } from './git.ts';
import { reading } from './reading.ts';
import { languages } from './languages.ts';
import { addLooks } from './looks/index.ts';
import { networking } from './network.ts';
import { packages } from './packages.ts';
import { signalbox } from './signalbox.ts';
import { system } from './system.ts';
import { tools } from './tools.ts';
import { wrappers } from './wrappers.ts';
import { writing } from './writing.ts';
import type { CommandSpec } from './types.ts';

const programs = new Map<string, CommandSpec>();
for (const table of [reading, writing, archives, tools, languages, packages, networking, containers, system, wrappers, signalbox, { git }]) {
  for (const [names, spec] of Object.entries(table)) for (const name of names.split(' ')) programs.set(name, spec);
}
addLooks(programs);

const systemFolders = /^(?:\/usr)?(?:\/local)?\/s?bin\/([^/]+)$|^\/opt\/homebrew\/bin\/([^/]+)$/;

/** The name under which a program is known: without the folder where that is one of the system's; undefined for a path elsewhere. */
export function programName(program: string): string | undefined {
  if (!program.includes('/')) return program;
  const match = systemFolders.exec(program);
  return match?.[1] ?? match?.[2];
}

/** Where a project keeps its own copies of tools, which are known by their names. */
const projectFolders = /^(?:\.\/)?(?:node_modules\/\.bin|\.?venv\/bin|vendor\/bin)\/(?=[^/]+$)|^\.\/(?=(?:gradlew|mvnw)$)/;

/** The specifications of such copies: whatever their names promise, they are code of the project. */
const copies = new Map<CommandSpec, CommandSpec>();

function copyOf(spec: CommandSpec): CommandSpec {
  const known = copies.get(spec);
  if (known) return known;
  const copy: CommandSpec = { ...spec, does: [...new Set([...(spec.does ?? []), 'runs-code' as const])], ownCode: true };
  copies.set(spec, copy);
  return copy;
}

export function findCommand(program: string): CommandSpec | undefined {
  const bare = program.replace(projectFolders, '');
  const name = programName(bare);
  const spec = name === undefined ? undefined : programs.get(name);
  return spec && bare !== program ? copyOf(spec) : spec;
}
