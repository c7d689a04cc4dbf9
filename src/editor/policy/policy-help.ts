/** In policy files: what each rule says in words, what it has decided, and a preview of the whole file against what is recorded. */
import * as vscode from 'vscode';
import type { OutlinedRule } from '../../policy/outline.ts';
import { commands } from '../ids.ts';
import { useWords } from '../views/rules-model.ts';
import type { PolicyHistory } from './history.ts';

const selector: vscode.DocumentSelector = { language: 'jsonc', scheme: 'file', pattern: '**/{.signalbox,signalbox,Signalbox}/policy.jsonc' };

export class PolicyHelp implements vscode.CodeLensProvider, vscode.HoverProvider {
  readonly onDidChangeCodeLenses: vscode.Event<void>;
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly history: PolicyHistory;
  private readonly registrations: vscode.Disposable[];
  private readonly stop: () => void;

  constructor(history: PolicyHistory) {
    this.history = history;
    this.onDidChangeCodeLenses = this.changed.event;
    this.stop = history.onChange(() => this.changed.fire());
    this.registrations = [vscode.languages.registerCodeLensProvider(selector, this), vscode.languages.registerHoverProvider(selector, this)];
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const { outlinePolicy } = await import('../../policy/outline.ts');
    const { rules, start = 0 } = outlinePolicy(document.getText());
    const { layer, folders } = whereIs(document);
    const histories = await Promise.all(folders.map((folder) => this.history.of(folder)));
    const { RuleTally } = await import('../../record/view-rules.ts');
    const all = new RuleTally();
    for (const { tally } of histories) all.merge(tally);
    const rangeAt = (from: number) => new vscode.Range(document.positionAt(from), document.positionAt(from));
    const lenses = rules.map((rule) => new vscode.CodeLens(rangeAt(rule.start), { title: useWords(all.use(rule.id, layer)), command: commands.showPolicyUse, arguments: [] }));
    if (layer === 'user') return lenses;
    return [new vscode.CodeLens(rangeAt(start), { title: 'Preview Against Recorded Runs', command: commands.previewPolicy, arguments: [document.uri] }), ...lenses];
  }

  async provideHover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | undefined> {
    const [{ outlinePolicy }, { explainReach, explainRule }] = await Promise.all([import('../../policy/outline.ts'), import('../../policy/explain.ts')]);
    const offset = document.offsetAt(position);
    const rule = outlinePolicy(document.getText()).rules.find(({ start, end }) => start <= offset && offset < end);
    if (rule === undefined) return undefined;
    return new vscode.Hover(hoverText(rule, explainRule(rule), explainReach(rule)), new vscode.Range(document.positionAt(rule.start), document.positionAt(rule.end)));
  }

  dispose(): void {
    this.stop();
    for (const registration of this.registrations) registration.dispose();
    this.changed.dispose();
  }
}

/** The file comes from a repository: no link and no command of it is alive in the hover. */
function hoverText({ id }: OutlinedRule, words: string, reach: string): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.appendMarkdown('**Rule** ').appendText(id).appendMarkdown('\n\n').appendText(words.replaceAll('`', '')).appendMarkdown('\n\n').appendText(reach);
  return text;
}

function whereIs(document: vscode.TextDocument): { layer: 'user' | 'workspace'; folders: string[] } {
  const folder = vscode.workspace.getWorkspaceFolder(document.uri);
  if (folder !== undefined) return { layer: 'workspace', folders: [folder.uri.fsPath] };
  return { layer: 'user', folders: (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath) };
}
