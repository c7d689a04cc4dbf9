/** The policy of the folder in the editor: mistakes where they stand, help while typing. */
import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { policyTemplate } from '../../src/editor/policy/policy-template.ts';
import { views } from '../../src/editor/ids.ts';
import { until, workspacePath } from './records.ts';

describe('the policy in the editor', () => {
  const file = () => join(workspacePath(), '.signalbox', 'policy.jsonc');
  const uri = () => vscode.Uri.file(file());
  const problems = () => vscode.languages.getDiagnostics(uri()).filter(({ source }) => source === 'Signalbox');

  before(async () => {
    await mkdir(join(workspacePath(), '.signalbox'), { recursive: true });
    await vscode.commands.executeCommand(`${views.agents}.focus`);
  });
  after(() => rm(file(), { force: true }));

  it('shows a mistake where it stands, until it is corrected', async () => {
    await writeFile(file(), '{\n  "version": 1,\n  "rules": [{ "id": "x", "effect": "perhaps" }]\n}\n');
    const [problem] = await until('a diagnostic', () => (problems().length > 0 ? problems() : undefined));
    assert.equal(problem?.range.start.line, 2);
    assert.match(problem.message, /last good policy stays in force/);
    await writeFile(file(), policyTemplate);
    await until('no diagnostic any more', () => (problems().length === 0 ? true : undefined));
  });

  it('is JSON with comments, with a schema that knows its fields', async () => {
    await writeFile(file(), '{\n  "version": 1,\n  \n}\n');
    const document = await vscode.workspace.openTextDocument(uri());
    assert.equal(document.languageId, 'jsonc');
    const offered = await until('completion', async () => {
      const list = await vscode.commands.executeCommand<vscode.CompletionList>('vscode.executeCompletionItemProvider', uri(), new vscode.Position(2, 2));
      const labels = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
      return labels.some((label) => label.includes('rules')) ? labels : undefined;
    });
    assert.ok(offered.some((label) => label.includes('posture')));
  });
});
