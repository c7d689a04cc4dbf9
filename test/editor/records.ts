/** What the suites see of a workspace's records: the files themselves. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';

export interface RawEvent {
  type: string;
  step?: string;
  data: Record<string, unknown>;
}

export function workspacePath(): string {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (folder === undefined) throw new Error('The suite has no workspace.');
  return folder.uri.fsPath;
}

/** The run folders, oldest first. */
export async function runFolders(): Promise<string[]> {
  const runs = join(workspacePath(), '.signalbox', 'runs');
  const months = await readdir(runs).catch(() => []);
  const found = await Promise.all(months.map(async (month) => (await readdir(join(runs, month))).map((run) => join(runs, month, run))));
  return found.flat().sort();
}

/** The whole lines of a record. */
export async function eventsOf(dir: string): Promise<RawEvent[]> {
  const text = await readFile(join(dir, 'record.jsonl'), 'utf8').catch(() => '');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as RawEvent);
}

/** Waits until `look` gives something. @throws {Error} naming `what` when it takes too long. */
export async function until<T>(what: string, look: () => T | undefined | Promise<T | undefined>, patience = 20_000): Promise<T> {
  const end = Date.now() + patience;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`Waited in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
