/**
 * The settings of one launch of Gemini CLI. It takes settings of the system only from files of the administrator's (root's, all the way
 * up), so hooks come in as the person's own settings: a folder in the place of their `.gemini` (GEMINI_CLI_HOME) with the settings and
 * the hooks, and links to all else.
 */
import { copyFile, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import { field } from './tools.ts';

/** What the launch has of its own. */
const OWN = ['settings.json', 'trustedFolders.json'];
/** Where the agent keeps sessions; there before its first start, so that what it keeps is still there for the next. */
const KEPT = ['tmp', 'history'];

type Settings = Record<string, unknown>;

export interface GeminiHome {
  /** For GEMINI_CLI_HOME. */
  home: string;
  /** No folder is trusted in it, see `gemini.ts`. */
  trustedFolders: string;
  /** The person's own settings. */
  settings: Settings;
  /** Writes the settings of a turn. */
  write(settings: Settings): void;
}

/**
 * @param own the home folder that the agent would use
 * @param dir private folder of the launch
 * @throws {Error} when the person's settings cannot be read: what they forbid would be forgotten
 */
export async function prepareHome(own: string, dir: string): Promise<GeminiHome> {
  const real = join(own, '.gemini');
  const home = join(dir, 'home');
  const made = join(home, '.gemini');
  await mkdir(made, { recursive: true, mode: 0o700 });
  for (const name of KEPT) await mkdir(join(real, name), { recursive: true });
  for (const name of await readdir(real)) if (!OWN.includes(name)) await stand(join(real, name), join(made, name));
  // Skills of the person's. Keys in a file are read from nowhere else where a folder is not trusted.
  await stand(join(own, '.agents'), join(home, '.agents'));
  await stand(join(real, '.env'), join(home, '.env'));
  await stand(join(own, '.env'), join(home, '.env'));
  const trustedFolders = join(made, 'trustedFolders.json');
  await writeFile(trustedFolders, '{}', { mode: 0o600 });
  const file = join(made, 'settings.json');
  return {
    home,
    trustedFolders,
    settings: await readSettings(join(real, 'settings.json')),
    write: (settings) => writeFileSync(file, JSON.stringify(settings, null, 2), { mode: 0o600 }),
  };
}

/** Settings of a file; none where there is no file. @throws {Error} where it is no object. */
export async function readSettings(file: string): Promise<Settings> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new Error(`${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
  const value: unknown = parse(text, [], { allowTrailingComma: true });
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`${file} is not an object of settings. Correct it or remove it.`);
  return value as Settings;
}

/** An object under a name in settings; an empty one where there is none. */
export function section(settings: unknown, name: string): Settings {
  const value = field(settings, name);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Settings) : {};
}

/** Puts a link where nothing is yet; a copy of a file where the system lets people make no links. Nothing where there is nothing. */
async function stand(from: string, to: string): Promise<void> {
  const found = await stat(from).catch(() => undefined);
  if (found === undefined) return;
  try {
    await symlink(from, to, found.isDirectory() ? 'junction' : 'file');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    if (found.isDirectory()) throw error;
    await copyFile(from, to);
  }
}
