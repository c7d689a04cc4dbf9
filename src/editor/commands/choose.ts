/** Asks the person what a command is for, when it was not called on a row. */
import * as vscode from 'vscode';
import type { Folders } from '../gate/folders.ts';
import { workspaceFolders } from '../gate/gate-links.ts';
import { subjectOf, type SubjectOf } from '../subject.ts';
import type { RunDisk } from '../records/run-disk.ts';
import type { RunHead } from '../views/run-rows.ts';

/** The folder that the argument names, the only one, or the one that the person picks. */
export async function chooseFolder(argument: unknown): Promise<vscode.WorkspaceFolder | undefined> {
  const named = subjectOf('folder', argument) ?? subjectOf('agent', argument) ?? subjectOf('run', argument) ?? subjectOf('file', argument);
  const folders = workspaceFolders();
  if (named !== undefined) return folders.find(({ uri }) => uri.fsPath === named.folder);
  if (folders.length === 0) throw new Error('Open a folder on disk first.');
  if (folders.length === 1) return folders[0];
  const picked = await vscode.window.showQuickPick(
    folders.map((folder) => ({ label: folder.name, description: folder.uri.fsPath, folder })),
    { title: 'Which folder?' },
  );
  return picked?.folder;
}

/** The live run that the argument names, the only one, or the one that the person picks. */
export async function chooseLiveRun(argument: unknown, folders: Folders, what: string): Promise<SubjectOf<'run'> | undefined> {
  const named = subjectOf('run', argument);
  if (named !== undefined) return named;
  const live = folders.all().flatMap(({ path, status }) =>
    (status.state?.runs ?? []).filter((run) => run.phase !== 'ended').map((run) => ({
      label: run.title || run.agent.name,
      description: `${run.agent.name}, ${run.phase}`,
      subject: { kind: 'run', folder: path, run: run.run, dir: run.folder } satisfies SubjectOf<'run'>,
    })),
  );
  if (live.length === 0) throw new Error('No run is live.');
  if (live.length === 1) return live[0]?.subject;
  return (await vscode.window.showQuickPick(live, { title: what }))?.subject;
}

/**
 * The run that the argument names, or one of the newest that the person picks.
 * @param fits which runs the command is for. @param none said where there is no such run
 */
export async function chooseRun(
  argument: unknown,
  disk: RunDisk,
  what: string,
  fits: (head: RunHead) => boolean = () => true,
  none = 'No runs are recorded in this folder.',
): Promise<SubjectOf<'run'> | undefined> {
  const named = subjectOf('run', argument);
  if (named !== undefined) return named;
  const folder = await chooseFolder(argument);
  if (folder === undefined) return undefined;
  const newest = (await disk.list(folder.uri.fsPath)).slice(0, 100);
  const heads = await Promise.all(newest.map(async (each) => ({ each, head: await disk.head(each) })));
  const items = heads
    .filter(({ head }) => fits(head))
    .map(({ each, head }) => {
      const subject: SubjectOf<'run'> = { kind: 'run', folder: folder.uri.fsPath, run: each.run, dir: each.folder };
      return { label: head.title || head.agent || each.run, description: [head.agent, head.unreadable ?? head.end ?? 'not sealed'].filter(Boolean).join(', '), detail: each.run, subject };
    });
  if (items.length === 0) throw new Error(none);
  return (await vscode.window.showQuickPick(items, { title: what, matchOnDetail: true }))?.subject;
}
