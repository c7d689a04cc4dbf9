/** Watches for runs that come and go under `.signalbox`, and for its file of added agents, in all folders of the workspace. */
import * as vscode from 'vscode';
import { workspaceFolders } from '../gate/gate-links.ts';

/** Changes that come in quick succession are told once, in ms. */
const PACE = 400;

export class RecordWatcher {
  private readonly onRuns: (folder: string) => void;
  private readonly onAgents: () => void;
  private readonly watchers = new Map<string, vscode.Disposable>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly subscription: vscode.Disposable;

  /** @param onRuns hears of each folder whose runs have changed, and once of each at the start. @param onAgents hears that a file of added agents has changed */
  constructor(onRuns: (folder: string) => void, onAgents: () => void) {
    this.onRuns = onRuns;
    this.onAgents = onAgents;
    this.subscription = vscode.workspace.onDidChangeWorkspaceFolders(() => this.start());
  }

  /** Watches the folders that are open now. */
  start(): void {
    const folders = workspaceFolders();
    for (const [path, watcher] of this.watchers) {
      if (folders.some(({ uri }) => uri.fsPath === path)) continue;
      watcher.dispose();
      this.watchers.delete(path);
    }
    for (const { uri } of folders) {
      if (this.watchers.has(uri.fsPath)) continue;
      const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(uri, '.signalbox/{runs,runs/*,runs/*/*,runs/*/*/*.json*}'), false, true, false);
      const note = () => this.note(uri.fsPath);
      const added = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(uri, '.signalbox/agents.json'));
      const agents = [added, added.onDidCreate(this.onAgents), added.onDidChange(this.onAgents), added.onDidDelete(this.onAgents)];
      this.watchers.set(uri.fsPath, vscode.Disposable.from(watcher, watcher.onDidCreate(note), watcher.onDidDelete(note), ...agents));
      note();
    }
  }

  dispose(): void {
    this.subscription.dispose();
    for (const watcher of this.watchers.values()) watcher.dispose();
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  private note(folder: string): void {
    if (this.timers.has(folder)) return;
    const tell = () => {
      this.timers.delete(folder);
      this.onRuns(folder);
    };
    this.timers.set(folder, setTimeout(tell, PACE));
  }
}
