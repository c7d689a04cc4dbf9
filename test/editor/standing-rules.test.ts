/** Rules in the editor: replay and preview against recorded runs, what each rule has decided, taking one back. Runs were recorded before. */
import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { commands, reportScheme, views } from '../../src/editor/ids.ts';
import { eventsOf, runFolders, until, workspacePath } from './records.ts';

const rules = `{
  "version": 1,
  "rules": [
    { "id": "no-shell", "effect": "deny", "match": { "kind": "exec" }, "reason": "Not in this test." },
    { "id": "spare", "effect": "allow", "match": { "argv": ["npm", "run", "spare"] } },
  ],
}
`;

describe('rules in the editor', () => {
  const file = () => join(workspacePath(), '.signalbox', 'policy.jsonc');
  const uri = () => vscode.Uri.file(file());
  let run: string;

  before(async () => {
    await vscode.extensions.getExtension('signalbox.signalbox')?.activate();
    await mkdir(join(workspacePath(), '.signalbox'), { recursive: true });
    await writeFile(file(), rules);
    run = await until('a run that is sealed', async () => {
      for (const dir of await runFolders()) if ((await eventsOf(dir)).some(({ type }) => type === 'run.sealed')) return dir;
      return undefined;
    });
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(file(), { force: true });
  });

  const report = async (name: string) => {
    const document = await until(`the document ${name}`, () => vscode.workspace.textDocuments.find((each) => each.uri.scheme === reportScheme && each.uri.path.endsWith(`/${name}.md`)));
    return document.getText();
  };
  const row = () => ({ subject: { kind: 'run', folder: workspacePath(), run: basename(run), dir: run } });

  it('replays a recorded run by the current policy, with both reasons', async () => {
    await vscode.commands.executeCommand(commands.replayRun, row());
    const text = await report('replay');
    assert.match(text, /come out differently/);
    assert.match(text, /recorded: \*\*(?:ask|allow)\*\* by `built-in\.[\w-]+` \(built-in\)/);
    assert.match(text, /now: \*\*deny\*\* by `no-shell` \(workspace\)\. Not in this test\./);
  }).timeout(60_000);

  it('previews a policy that is not saved yet', async () => {
    const document = await vscode.workspace.openTextDocument(uri());
    const edit = new vscode.WorkspaceEdit();
    const at = document.positionAt(document.getText().indexOf('"deny"'));
    edit.replace(uri(), new vscode.Range(at, at.translate(0, '"deny"'.length)), '"ask"');
    await vscode.workspace.applyEdit(edit);
    assert.equal(document.isDirty, true);
    await vscode.commands.executeCommand(commands.previewPolicy, uri());
    const text = await report('preview');
    assert.match(text, /by this policy, which is not saved yet/);
    assert.doesNotMatch(text, /now: \*\*deny\*\* by `no-shell`/);
    // Not by reverting: the editor may have saved it by itself meanwhile, or show another document by now.
    const back = new vscode.WorkspaceEdit();
    back.replace(uri(), new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length)), rules);
    await vscode.workspace.applyEdit(back);
    await document.save();
    await until('the file as it was', () => (document.getText() === rules ? true : undefined));
  }).timeout(60_000);

  it('says above each rule what it has decided, and in a hover what it says', async () => {
    await vscode.window.showTextDocument(uri());
    const titles = await until('the lenses', async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri(), 10);
      const found = lenses.map(({ command }) => command?.title ?? '');
      return found.length >= 3 ? found : undefined;
    });
    assert.deepEqual(titles, ['Preview Against Recorded Runs', 'has decided nothing yet', 'has decided nothing yet']);
    const document = await vscode.workspace.openTextDocument(uri());
    const at = document.positionAt(document.getText().indexOf('no-shell') + 1);
    const hovers = await until('the hover', async () => {
      const all = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri(), at);
      const words = all.flatMap(({ contents }) => contents.map((content) => (typeof content === 'string' ? content : content.value)));
      return words.some((each) => each.includes('Denies')) ? words : undefined;
    });
    assert.ok(hovers.some((words) => /Denies shell commands/.test(words.replaceAll('&nbsp;', ' '))), hovers.join('\n'));
  }).timeout(60_000);

  it('says how the policy is doing, from what is recorded', async () => {
    await vscode.commands.executeCommand(commands.showPolicyUse);
    const text = await report('policy');
    assert.match(text, /recorded runs? of this workspace, \d+ decisions/);
    assert.match(text, /\| built-in\.[\w-]+ \| built-in \| \d+ \|/);
    assert.match(text, /`spare` \(workspace, allow\) has decided nothing/);
  });

  it('revokes a rule with one click, and the others stay', async () => {
    await vscode.commands.executeCommand(`${views.rules}.focus`);
    await vscode.commands.executeCommand(commands.revoke, { subject: { kind: 'rule', folder: workspacePath(), path: file(), rule: 'spare' } });
    const left = await readFile(file(), 'utf8');
    assert.doesNotMatch(left, /spare/);
    assert.match(left, /no-shell/);
  });

  it('adds a rule that is on offer to the policy of the folder', async () => {
    const rule = JSON.stringify({ id: 'offered', effect: 'allow', match: { argv: ['npm', 'run', 'offered'] } });
    await vscode.commands.executeCommand(commands.acceptOffer, { subject: { kind: 'offer', folder: workspacePath(), rule } });
    const text = await readFile(file(), 'utf8');
    assert.match(text, /"offered"/);
    assert.match(text, /no-shell/);
    const editor = vscode.window.visibleTextEditors.find(({ document }) => document.uri.fsPath === file());
    assert.match(editor?.document.getText(editor.selection) ?? '', /^\{[^]*"offered"[^]*\}$/, 'it is shown');
  });

  it('makes a rule of the person out of what the guard missed, to be looked at before it is saved', async () => {
    const events = await eventsOf(run);
    const step = events.find(({ type, data }) => type === 'action.proposed' && (data['action'] as { kind: string }).kind === 'exec')?.step ?? '';
    await vscode.commands.executeCommand(commands.markMissed, { ...row(), id: `run:${run}#call:${step}` });
    const document = await until('the policy of the person', () => vscode.workspace.textDocuments.find((each) => each.uri.path.endsWith('/policy.jsonc') && each.uri.fsPath !== file() && each.isDirty));
    assert.match(document.getText(), /"missed-[0-9a-f]{8}"[^]*"effect": "ask"/);
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await rm(document.uri.fsPath);
  }).timeout(60_000);
});
