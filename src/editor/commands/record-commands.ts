/** Commands on recorded runs: reveal, verify, copy the id. */
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Folders } from '../gate/folders.ts';
import type { RunDisk } from '../records/run-disk.ts';
import { verifyInProcess } from '../records/verifier.ts';
import { chooseRun } from './choose.ts';

export interface RecordCommandParts {
  disk: RunDisk;
  folders: Folders;
  /** Where the bundles are. */
  dist: string;
}

export class RecordCommands {
  private readonly parts: RecordCommandParts;

  constructor(parts: RecordCommandParts) {
    this.parts = parts;
  }

  async reveal(argument: unknown): Promise<void> {
    const run = await chooseRun(argument, this.parts.disk, 'Reveal the record of which run?');
    if (run !== undefined) await vscode.commands.executeCommand('revealInExplorer', vscode.Uri.file(join(run.dir, 'record.jsonl')));
  }

  async copyId(argument: unknown): Promise<void> {
    const run = await chooseRun(argument, this.parts.disk, 'Copy the id of which run?');
    if (run !== undefined) await vscode.env.clipboard.writeText(run.run);
  }

  async verify(argument: unknown): Promise<void> {
    const run = await chooseRun(argument, this.parts.disk, 'Verify which run?');
    if (run === undefined) return;
    const live = this.parts.folders.all().some(({ status }) => status.state?.runs.some((each) => each.run === run.run && each.phase !== 'ended'));
    if (live) throw new Error('This run is still live: its record is sealed when it ends, and can be verified then.');
    const printed = await this.verifyCancellably(run.folder, run.dir);
    if (printed === undefined) return;
    const { verdictOf } = await import('../records/verdict.ts');
    const { good, sentence } = verdictOf(printed);
    const report = 'Show report';
    const tell = good ? vscode.window.showInformationMessage : vscode.window.showErrorMessage;
    if ((await tell(sentence, report)) !== report) return;
    const document = await vscode.workspace.openTextDocument({ language: 'json', content: `${JSON.stringify(JSON.parse(printed), null, 2)}\n` });
    await vscode.window.showTextDocument(document, { preview: true });
  }

  /** `undefined`: the person gave up. */
  private async verifyCancellably(folder: string, dir: string): Promise<string | undefined> {
    const aborter = new AbortController();
    return vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: 'Verifying the record', cancellable: true }, async (_, token) => {
      token.onCancellationRequested(() => aborter.abort());
      try {
        return await verifyInProcess(this.parts.dist, folder, dir, aborter.signal);
      } catch (error) {
        if (aborter.signal.aborted) return undefined;
        throw error;
      }
    });
  }
}
