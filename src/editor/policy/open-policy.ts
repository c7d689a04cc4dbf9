/** Opens the policy of a folder; makes one only after asking. */
import * as vscode from 'vscode';
import { subjectOf } from '../subject.ts';
import { chooseFolder } from '../commands/choose.ts';
import { policyTemplate } from './policy-template.ts';

export async function openPolicy(argument: unknown): Promise<void> {
  const file = subjectOf('file', argument);
  if (file !== undefined) return show(vscode.Uri.file(file.path), file.line);
  const rule = subjectOf('rule', argument);
  if (rule !== undefined) return showRule(vscode.Uri.file(rule.path), rule.rule);
  const folder = await chooseFolder(argument);
  if (folder === undefined) return;
  const uri = vscode.Uri.joinPath(folder.uri, '.signalbox', 'policy.jsonc');
  if (!(await exists(uri))) {
    const create = 'Create';
    const choice = await vscode.window.showInformationMessage(`${folder.name} has no policy of its own: the built-in one asks about what is risky. Create .signalbox/policy.jsonc?`, create);
    if (choice !== create) return;
    if (!(await exists(uri))) await vscode.workspace.fs.writeFile(uri, Buffer.from(policyTemplate));
  }
  await show(uri, undefined);
}

/** Opens a policy file with one of its rules selected. */
export async function showRule(uri: vscode.Uri, id: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const { outlinePolicy } = await import('../../policy/outline.ts');
  const rule = outlinePolicy(document.getText()).rules.find((each) => each.id === id);
  const selection = rule === undefined ? undefined : new vscode.Range(document.positionAt(rule.start), document.positionAt(rule.end));
  await vscode.window.showTextDocument(document, selection === undefined ? {} : { selection });
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

async function show(uri: vscode.Uri, line: number | undefined): Promise<void> {
  const at = line === undefined ? undefined : new vscode.Position(Math.max(0, line - 1), 0);
  await vscode.window.showTextDocument(uri, at === undefined ? {} : { selection: new vscode.Range(at, at) });
}
