/**
 * The switch of a repository that turns all hooks of Copilot CLI off, those of a launch included, once the person trusts the folder.
 * Only these files have it (tested with 1.0.102): neither `.github/hooks` nor the person's own settings do.
 */
import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse } from 'jsonc-parser';
import { field } from './tools.ts';

const MAX_FILE = 4 * 1024 * 1024;
const FILES = ['.github/copilot/settings.json', '.github/copilot/settings.local.json', '.claude/settings.json', '.claude/settings.local.json'];

/** @returns the files that have it set, absolute. */
export async function hookSwitches(cwd: string): Promise<string[]> {
  const files = (await foldersUp(cwd)).flatMap((folder) => FILES.map((name) => join(folder, name)));
  const off = await Promise.all(files.map(isOff));
  return files.filter((_, index) => off[index]);
}

/** The folder and those above it, up to that of the repository. */
async function foldersUp(cwd: string): Promise<string[]> {
  const folders: string[] = [];
  for (let folder = cwd; ; folder = dirname(folder)) {
    folders.push(folder);
    if (dirname(folder) === folder || (await stat(join(folder, '.git')).catch(() => undefined)) !== undefined) return folders;
  }
}

async function isOff(file: string): Promise<boolean> {
  try {
    if ((await stat(file)).size > MAX_FILE) return false;
    return field(parse(await readFile(file, 'utf8')), 'disableAllHooks') === true;
  } catch {
    return false;
  }
}
