/** Changes to policy files, through the editor's own documents: unsaved text is kept, and every change can be undone. */
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { showRule } from './open-policy.ts';

/**
 * Adds a rule to a policy file, which is made where there is none, and shows it.
 * @param save false: it is left for the person to look at and save.
 */
export async function addRuleTo(path: string, rule: string, save: boolean): Promise<void> {
  const { addRule } = await import('../../policy/edit.ts');
  const document = await openOrMake(path);
  await replaceText(document, addRule(document.getText(), rule));
  if (save && !(await document.save())) throw new Error(`${path} cannot be saved.`);
  const { id } = JSON.parse(rule) as { id: string };
  await showRule(document.uri, id);
}

/** @returns whether there was such a rule. */
export async function removeRuleFrom(path: string, id: string): Promise<boolean> {
  const { removeRule } = await import('../../policy/edit.ts');
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(path));
  const wasDirty = document.isDirty;
  const text = removeRule(document.getText(), id);
  if (text === undefined) return false;
  await replaceText(document, text);
  // What somebody else is in the middle of writing is theirs to save; then it is shown.
  if (wasDirty) await vscode.window.showTextDocument(document);
  else if (!(await document.save())) throw new Error(`${path} cannot be saved.`);
  return true;
}

async function openOrMake(path: string): Promise<vscode.TextDocument> {
  const uri = vscode.Uri.file(path);
  try {
    await vscode.workspace.fs.stat(uri);
  } catch {
    await vscode.workspace.fs.createDirectory(vscode.Uri.file(dirname(path)));
    await vscode.workspace.fs.writeFile(uri, Buffer.from('{\n  "version": 1,\n  "rules": []\n}\n'));
  }
  return vscode.workspace.openTextDocument(uri);
}

async function replaceText(document: vscode.TextDocument, text: string): Promise<void> {
  if (text === document.getText()) return;
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length)), text);
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error(`${document.uri.fsPath} cannot be changed.`);
}
