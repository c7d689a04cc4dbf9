/** Registers the commands: one table with every id, so that a missing one does not compile. */
import * as vscode from 'vscode';
import { commands, type CommandId } from '../ids.ts';
import { GateUnreachable } from '../gate/gate-link.ts';

/** What a command does with its argument, which can be anything: see `subjectOf`. */
export type Handler = (argument: unknown) => unknown;
export type CommandTable = Record<CommandId, Handler>;

/** A command that fails says so; where the gate could not be reached, that was said already. */
export function registerCommands(table: CommandTable, log: vscode.LogOutputChannel): vscode.Disposable {
  const registrations = (Object.keys(table) as CommandId[]).map((id) =>
    vscode.commands.registerCommand(id, async (argument: unknown) => {
      try {
        await table[id](argument);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        log.error(`${id}: ${message}`);
        if (error instanceof GateUnreachable) return;
        const choice = await vscode.window.showErrorMessage(`Signalbox: ${message}`, 'Show log');
        if (choice !== undefined) await vscode.commands.executeCommand(commands.showLog);
      }
    }),
  );
  return vscode.Disposable.from(...registrations);
}
