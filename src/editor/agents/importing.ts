/** *Import a Transcript*: a session that an agent has kept becomes a record, and is shown. */
import * as vscode from 'vscode';
import type { RunTarget } from '../inspector/access.ts';
import { folderFor, type AgentParts } from './choose-agent.ts';
import { emptyWords, transcriptItems } from './words.ts';

export interface ImportParts extends AgentParts {
  inspect: (target: RunTarget) => Promise<void>;
}

export class ImportCommand {
  private readonly parts: ImportParts;

  constructor(parts: ImportParts) {
    this.parts = parts;
  }

  async run(argument: unknown): Promise<void> {
    const at = await folderFor(argument, this.parts.links);
    if (at === undefined) return;
    const { folder, link } = at;
    const path = folder.uri.fsPath;
    const found = await cancellable('Looking for transcripts', (signal) => link.request('transcripts/list', {}, signal));
    if (found === undefined) return;
    if (found.transcripts.length === 0) return void vscode.window.showInformationMessage(emptyWords(folder.name, found.searched));
    const names = new Map((await this.parts.agents(path)).map(({ id, name }) => [id, name]));
    const picked = await vscode.window.showQuickPick(transcriptItems(found, names, Date.now()), {
      title: `Import which session in “${folder.name}”?`,
      placeHolder: 'It becomes a record of what the agent says it did; nothing of it was gated.',
      matchOnDescription: true,
      matchOnDetail: true,
    });
    if (picked === undefined) return;
    const { agent, file } = picked.transcript;
    const imported = await cancellable('Importing the transcript', (signal) => link.request('transcripts/import', { agent, file }, signal));
    if (imported !== undefined) await this.parts.inspect({ folder: path, run: imported.run, dir: imported.folder });
  }
}

/** `undefined`: the person gave up. */
async function cancellable<T>(title: string, work: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
  const aborter = new AbortController();
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, async (_, token) => {
    token.onCancellationRequested(() => aborter.abort());
    try {
      return await work(aborter.signal);
    } catch (error) {
      if (aborter.signal.aborted) return undefined;
      throw error;
    }
  });
}
