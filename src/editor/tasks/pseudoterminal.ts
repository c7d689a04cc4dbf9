/** A `RunScreen` as a terminal of the editor. */
import * as vscode from 'vscode';
import { RunScreen, type ScreenOptions } from './run-screen.ts';

export type TerminalOptions = Omit<ScreenOptions, 'write' | 'exit'>;

/** Keeps track of the terminals of this window, so that its end stops none of their runs. */
export class RunTerminals {
  private readonly open = new Set<RunScreen>();

  create(options: TerminalOptions): vscode.Pseudoterminal {
    const write = new vscode.EventEmitter<string>();
    const exit = new vscode.EventEmitter<number>();
    const screen = new RunScreen({
      ...options,
      write: (text) => write.fire(text),
      exit: (code) => exit.fire(code),
    });
    this.open.add(screen);
    return {
      onDidWrite: write.event,
      onDidClose: exit.event,
      open: () => void screen.open(),
      handleInput: (data) => screen.input(data),
      close: () => screen.close(),
    };
  }

  dispose(): void {
    for (const screen of this.open) screen.dispose();
    this.open.clear();
  }
}
