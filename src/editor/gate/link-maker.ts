/** What a `GateLink` needs of the editor: how to connect, how to ask and tell the person. */
import * as vscode from 'vscode';
import { commands } from '../ids.ts';
import type { MakeLink } from './gate-links.ts';
import type { LinkOptions } from './gate-link.ts';
import type { EditorSecrets } from './secrets.ts';

export interface LinkMakerParts {
  dist: string;
  version: string;
  secrets: EditorSecrets;
  log: vscode.LogOutputChannel;
}

export function linkMaker({ dist, version, secrets, log }: LinkMakerParts): MakeLink {
  return (folder, name): LinkOptions => ({
    folder,
    connect: async (start) => {
      const { connectFolder } = await import('./connect.ts');
      return connectFolder({ folder, dist, version, secrets, start, pairing: (code, work) => askToPair(name, code, work) });
    },
    lost: (problem) => void tellLost(folder, name, problem),
    log: (level, text) => log[level](`[${name}] ${text}`),
  });
}

/** Shows the code for as long as the other side thinks about it. */
function askToPair(name: string, code: string, work: (signal: AbortSignal) => Promise<string>): Promise<string> {
  const title = `A terminal or another editor runs the gate of ${name}. Accept this window there if it shows the code ${code}.`;
  const shown = vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, (_, token) => {
    const aborter = new AbortController();
    token.onCancellationRequested(() => aborter.abort());
    return work(aborter.signal);
  });
  return Promise.resolve(shown);
}

async function tellLost(folder: string, name: string, problem: string): Promise<void> {
  const [again, showLog] = ['Connect again', 'Show log'];
  const choice = await vscode.window.showErrorMessage(`The gate of ${name} is not reachable, so no agent can act in it. ${problem}`, again, showLog);
  if (choice === again) await vscode.commands.executeCommand(commands.connect, { kind: 'folder', folder });
  if (choice === showLog) await vscode.commands.executeCommand(commands.showLog);
}
