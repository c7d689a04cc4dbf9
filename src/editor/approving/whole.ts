/** *See it whole*: read-only documents and diffs of what waits for an answer. */
import * as vscode from 'vscode';
import type { Approval } from '../../model/approval.ts';
import { approvalScheme } from '../ids.ts';
import { approvalOf, diffsOf, documentOf, ruleDocumentOf, type WholeDocument } from './whole-text.ts';

/** Documents whose text is kept; the oldest is forgotten first. */
const MAX_DOCUMENTS = 200;

export class WholeDocuments implements vscode.TextDocumentContentProvider {
  private readonly texts = new Map<string, string>();
  private readonly registration: vscode.Disposable;

  constructor() {
    this.registration = vscode.workspace.registerTextDocumentContentProvider(approvalScheme, this);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.path) ?? 'This approval is not waiting any more. What was shown is in the record of its run.\n';
  }

  /** Opens what the approval shows. The focus stays where it is. */
  async open(approval: Approval): Promise<void> {
    const { presentation } = approval;
    if (presentation.form === 'document') return this.show(this.keep(documentOf(approval, presentation)), presentation.language);
    const diffs = diffsOf(approval, presentation);
    const [only] = diffs;
    if (only === undefined) return;
    if (diffs.length === 1) {
      await vscode.commands.executeCommand('vscode.diff', this.keep(only.before), this.keep(only.after), only.title, { preserveFocus: true, preview: true });
      return;
    }
    const files = diffs.map(({ file, before, after }) => [vscode.Uri.from({ scheme: approvalScheme, path: `/${file.replace(/^[\\/]+/, '')}` }), this.keep(before), this.keep(after)]);
    await vscode.commands.executeCommand('vscode.changes', `${approval.title} (asked by ${approval.agent})`, files);
  }

  /** Opens the rule that *always allow* would add. */
  async openRule(approval: Approval): Promise<void> {
    const document = ruleDocumentOf(approval);
    if (document !== undefined) await this.show(this.keep(document), 'jsonc');
  }

  /** Opens any text about what waits under an address of its own. */
  async openText(document: WholeDocument): Promise<void> {
    await this.show(this.keep(document), 'plaintext');
  }

  /** Closes the tabs of what does not wait any more, unless the person has pinned them. The focus stays where it is. */
  async close(ids: readonly string[]): Promise<void> {
    const over = new Set(ids);
    const shows = (tab: vscode.Tab) => urisOf(tab.input).some(({ scheme, path }) => scheme === approvalScheme && over.has(approvalOf(path) ?? ''));
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter((tab) => !tab.isPinned && !tab.isDirty && shows(tab));
    if (tabs.length > 0) await vscode.window.tabGroups.close(tabs, true);
  }

  dispose(): void {
    this.registration.dispose();
    this.texts.clear();
  }

  private keep({ path, text }: WholeDocument): vscode.Uri {
    this.texts.delete(path);
    this.texts.set(path, text);
    const [oldest] = this.texts.keys();
    if (this.texts.size > MAX_DOCUMENTS && oldest !== undefined) this.texts.delete(oldest);
    return vscode.Uri.from({ scheme: approvalScheme, path });
  }

  private async show(uri: vscode.Uri, language: string): Promise<void> {
    const document = await vscode.workspace.openTextDocument(uri);
    const known = await vscode.languages.getLanguages();
    if (known.includes(language) && document.languageId !== language) await vscode.languages.setTextDocumentLanguage(document, language);
    await vscode.window.showTextDocument(document, { preserveFocus: true, preview: true });
  }
}

/** What a tab shows. A diff of several files is there, but not yet in the typings of the API. */
function urisOf(input: unknown): vscode.Uri[] {
  if (input instanceof vscode.TabInputText) return [input.uri];
  if (input instanceof vscode.TabInputTextDiff) return [input.modified];
  if (typeof input !== 'object' || input === null || !('textDiffs' in input) || !Array.isArray(input.textDiffs)) return [];
  return (input.textDiffs as { modified?: unknown }[]).flatMap(({ modified }) => (modified instanceof vscode.Uri ? [modified] : []));
}
