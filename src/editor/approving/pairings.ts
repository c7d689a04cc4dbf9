/** Terminals and other editors that ask to be operators of a gate: one notification each, with the code that both sides show. */
import * as vscode from 'vscode';
import type { FolderState } from '../gate/folders.ts';
import type { GateLink } from '../gate/gate-link.ts';

const accept = 'Accept';
const refuse = 'Refuse';

export class PairingRequests {
  private readonly links: { of(folder: string): GateLink | undefined };
  private readonly shown = new Set<string>();

  constructor(links: { of(folder: string): GateLink | undefined }) {
    this.links = links;
  }

  draw(folders: readonly FolderState[]): void {
    for (const { path, status } of folders) {
      for (const { id, client, code } of status.state?.pairings ?? []) {
        if (this.shown.has(id)) continue;
        this.shown.add(id);
        const text = `${client.name} (process ${client.pid}) asks to launch runs and to answer approvals here. Accept only if it shows the code ${code}.`;
        void vscode.window.showWarningMessage(text, accept, refuse).then((choice) => {
          if (choice !== undefined) void this.answer(path, id, choice === accept);
        });
      }
    }
  }

  async answer(folder: string, id: string, accepted: boolean): Promise<void> {
    try {
      await this.links.of(folder)?.request('pair/answer', { id, accept: accepted });
    } catch (error) {
      void vscode.window.showWarningMessage(`Signalbox: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
