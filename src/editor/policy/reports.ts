/** Read-only documents about the policy. */
import * as vscode from 'vscode';
import { reportScheme } from '../ids.ts';

/** Documents whose text is kept; the oldest is forgotten first. */
const MAX_REPORTS = 50;

export class Reports implements vscode.TextDocumentContentProvider {
  private readonly texts = new Map<string, string>();
  private readonly registration: vscode.Disposable;
  private last = 0;

  constructor() {
    this.registration = vscode.workspace.registerTextDocumentContentProvider(reportScheme, this);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.path) ?? 'This report is not kept any more. Make it again.\n';
  }

  /** @param name of the document, without an ending. @param text in Markdown. */
  async show(name: string, text: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme: reportScheme, path: `/${++this.last}/${name}.md` });
    this.texts.set(uri.path, text);
    const [oldest] = this.texts.keys();
    if (this.texts.size > MAX_REPORTS && oldest !== undefined) this.texts.delete(oldest);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
  }

  dispose(): void {
    this.registration.dispose();
    this.texts.clear();
  }
}
