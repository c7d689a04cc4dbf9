/** One `GateLink` for each folder of the workspace that is on disk; none while the workspace is not trusted. */
import * as vscode from 'vscode';
import { Listeners } from '../listeners.ts';
import type { FolderState, Folders } from './folders.ts';
import { GateLink, type LinkOptions } from './gate-link.ts';

export type MakeLink = (folder: string, name: string) => LinkOptions;

export class GateLinks implements Folders {
  private readonly links = new Map<string, GateLink>();
  private readonly changed = new Listeners<void>();
  private readonly added = new Listeners<GateLink>();
  private readonly needs = new Map<GateLink, () => void>();
  private readonly subscriptions: vscode.Disposable[];
  private readonly make: MakeLink;
  private shown = false;

  constructor(make: MakeLink) {
    this.make = make;
    this.subscriptions = [vscode.workspace.onDidChangeWorkspaceFolders(() => this.sync()), vscode.workspace.onDidGrantWorkspaceTrust(() => this.sync())];
    this.sync();
  }

  all(): FolderState[] {
    return workspaceFolders().map(({ name, uri }) => ({ path: uri.fsPath, name, status: this.links.get(uri.fsPath)?.status ?? { phase: 'off' } }));
  }

  onChange(listener: () => void): () => void {
    return this.changed.add(listener);
  }

  /** Calls the listener for each link that there is or will be. */
  each(listener: (link: GateLink) => void): () => void {
    for (const link of this.links.values()) listener(link);
    return this.added.add(listener);
  }

  /** The link of a folder; `undefined` for one that is not open, not on disk, or not trusted. */
  of(folder: string): GateLink | undefined {
    return this.links.get(folder);
  }

  /** Whether something shows the gates' state: then they are connected. */
  show(shown: boolean): void {
    if (shown === this.shown) return;
    this.shown = shown;
    for (const link of this.links.values()) this.hold(link);
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    for (const link of this.links.values()) link.dispose();
    this.links.clear();
    this.changed.clear();
    this.added.clear();
  }

  private sync(): void {
    const wanted = vscode.workspace.isTrusted ? workspaceFolders() : [];
    for (const [path, link] of this.links) {
      if (wanted.some(({ uri }) => uri.fsPath === path)) continue;
      this.needs.delete(link);
      link.dispose();
      this.links.delete(path);
    }
    for (const { uri, name } of wanted) {
      if (this.links.has(uri.fsPath)) continue;
      const link = new GateLink(this.make(uri.fsPath, name));
      this.links.set(uri.fsPath, link);
      link.onChange(() => this.changed.fire());
      this.hold(link);
      this.added.fire(link);
    }
    this.changed.fire();
  }

  private hold(link: GateLink): void {
    const release = this.needs.get(link);
    if (this.shown && release === undefined) this.needs.set(link, link.need());
    if (this.shown || release === undefined) return;
    this.needs.delete(link);
    release();
  }
}

/** The folders that a gate can serve: on disk. */
export function workspaceFolders(): readonly vscode.WorkspaceFolder[] {
  return (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
}
