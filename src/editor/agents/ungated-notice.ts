/** Says once of each run that it was stopped because it was not gated. */
import * as vscode from 'vscode';
import type { LiveRun } from '../../gate/protocol.ts';
import type { FolderState } from '../gate/folders.ts';
import { commands } from '../ids.ts';
import type { SubjectOf } from '../subject.ts';
import { ungatedAdvice } from './words.ts';

const inspect = 'Inspect';
const whatToDo = 'What to do';

export class UngatedNotice {
  private readonly told = new Set<string>();

  draw(folders: readonly FolderState[]): void {
    for (const { path, status } of folders) {
      for (const run of status.state?.runs ?? []) {
        if (run.coverage !== 'not gated' || run.problem === undefined || this.told.has(run.run)) continue;
        this.told.add(run.run);
        void this.tell(path, run);
      }
    }
  }

  private async tell(folder: string, run: LiveRun): Promise<void> {
    const choice = await vscode.window.showErrorMessage(`${run.agent.name}: ${run.problem ?? ''}`, inspect, whatToDo);
    const subject: SubjectOf<'run'> = { kind: 'run', folder, run: run.run, dir: run.folder };
    if (choice === inspect) await vscode.commands.executeCommand(commands.inspectRun, subject);
    if (choice !== whatToDo) return;
    const look = await vscode.window.showInformationMessage(`${run.agent.name} was not gated`, { modal: true, detail: ungatedAdvice(run.agent.name) }, 'Inspect the Run');
    if (look !== undefined) await vscode.commands.executeCommand(commands.inspectRun, subject);
  }
}
