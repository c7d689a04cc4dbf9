/** The runs of a workspace, by looking at the folders alone. */
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from './disk.ts';
import { MONTH, RECEIPT_FILE, RECORD_FILE, RUN_ID, RUNS_FOLDER } from './paths.ts';

export interface RunEntry {
  run: string;
  /** Absolute when `signalboxFolder` was. */
  folder: string;
  /** Whether there is a receipt; whether it is good, `verifyRun` says. */
  sealed: boolean;
}

/** The runs under the folder `.signalbox`, newest first. Names that are none of ours, and links, are not followed. Empty without the folder. */
export async function listRuns(signalboxFolder: string): Promise<RunEntry[]> {
  const runs = join(signalboxFolder, RUNS_FOLDER);
  const found: RunEntry[] = [];
  for (const path of [signalboxFolder, runs]) if (!(await isFolder(path))) return [];
  for (const month of await folders(runs, MONTH)) {
    for (const run of await folders(join(runs, month), RUN_ID)) {
      const folder = join(runs, month, run);
      const [record, receipt] = await Promise.all([isFile(join(folder, RECORD_FILE)), isFile(join(folder, RECEIPT_FILE))]);
      if (record || receipt) found.push({ run, folder, sealed: receipt });
    }
  }
  return found.sort((a, b) => (a.run < b.run ? 1 : a.run > b.run ? -1 : a.folder < b.folder ? 1 : -1));
}

async function folders(parent: string, name: RegExp): Promise<string[]> {
  const entries = await readdir(parent, { withFileTypes: true }).catch(absent);
  return entries.filter((entry) => entry.isDirectory() && name.test(entry.name)).map((entry) => entry.name);
}

/** A folder that went away while it was being looked at holds nothing. */
function absent(error: unknown): [] {
  if (codeOf(error) === 'ENOENT') return [];
  throw error;
}

async function isFolder(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined))?.isDirectory() ?? false;
}

async function isFile(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined))?.isFile() ?? false;
}
