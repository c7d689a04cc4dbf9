/** Everything about agents but their runs, by clicking: added and removed, hooks put in and taken out, a transcript imported. */
import assert from 'node:assert/strict';
import { exec } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { after, test } from 'node:test';
import { openApp } from './harness/app.ts';
import { eventually } from './harness/eventually.ts';
import { brief } from './harness/patience.ts';

const settings = '{\n  // mine\n  "model": "some-model"\n}\n';
/** What stands for an agent here: one whose hooks do not call. It says that it has done something, and goes on. */
const deaf = `#!${process.execPath}
const say = (line) => console.log(JSON.stringify(line));
say({ type: 'system', subtype: 'init', session_id: 'c-2', model: 'some-model' });
say({ type: 'assistant', message: { content: [{ type: 'tool_use', id: 't1', name: 'Bash', input: { command: 'rm -r build' } }] } });
say({ type: 'user', message: { content: [{ type: 'tool_result', tool_use_id: 't1', content: 'done' }] } });
setInterval(() => {}, 1000);
`;
let home = '';
const app = await openApp({
  env: ({ folder, workspace }) => {
    home = join(folder, 'home');
    const bin = join(folder, 'bin');
    for (const made of [home, bin, join(home, '.claude', 'projects', 'work')]) mkdirSync(made, { recursive: true });
    // To be found, an agent needs no more than a program and a version.
    writeFileSync(join(bin, 'claude'), deaf, { mode: 0o755 });
    writeFileSync(join(bin, 'package.json'), JSON.stringify({ name: '@anthropic-ai/claude-code', version: '2.1.330' }));
    writeFileSync(join(home, '.claude', 'settings.json'), settings);
    writeFileSync(join(home, '.claude', 'projects', 'work', 'c-1.jsonl'), transcript(workspace));
    return { HOME: home, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` };
  },
});
after(() => app.close());
const agents = app.tree('Agents');
const ownSettings = () => readFileSync(join(home, '.claude', 'settings.json'), 'utf8');
const registry = () => join(app.workspace, '.signalbox', 'agents.json');

function transcript(cwd: string): string {
  const line = (second: number, type: string, message: object) => JSON.stringify({ type, timestamp: `2026-05-04T10:00:0${second}.000Z`, sessionId: 'c-1', cwd, version: '2.1.330', message });
  return [
    line(0, 'user', { role: 'user', content: 'Look at the notes of last week' }),
    line(1, 'assistant', { id: 'm1', model: 'some-model', usage: { input_tokens: 10, output_tokens: 5, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 }, content: [{ type: 'tool_use', id: 't1', name: 'Bash', input: { command: 'cat NOTES.md' } }] }),
    line(2, 'user', { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: 'Nothing there.' }] }),
  ].join('\n');
}

test('what would be changed is said before: the hooks go in on a yes, and Undo takes exactly them out', async () => {
  await app.activityBar.open('Signalbox');
  await agents.row('Claude Code').waitFor();
  await agents.pickFromMenu('Claude Code', 'Gate This Agent Here');
  const dialog = app.notifications.dialog();
  await dialog.getByText('~/.claude/settings.json').waitFor();
  await app.screenshot('gate-here-modal');
  assert.equal(ownSettings(), settings, 'nothing is changed yet');
  await app.notifications.pressInDialog('Put In the Hooks');
  await agents.row('gated in terminals').waitFor();
  assert.match(ownSettings(), /\/hooks\/claude"/);
  await app.screenshot('gated-here');
  await app.notifications.press(/is gated in this folder from now on/, 'Undo');
  await eventually(() => assert.equal(ownSettings(), settings));
  await eventually(async () => assert.equal((await agents.texts()).some((text) => text.includes('gated in')), false));
});

test('a session that a person starts alone is a run, asks here, and is inspected as what it is', async () => {
  await agents.pickFromMenu('Claude Code', 'Gate This Agent Here');
  await app.notifications.pressInDialog('Put In the Hooks');
  await agents.row('gated in terminals').waitFor();
  const [command] = /[^"]*\/hooks\/claude(?=")/.exec(ownSettings())!;
  const told = (event: string, more: object = {}) => hookOf(command, { hook_event_name: event, session_id: 's-1', cwd: app.workspace, transcript_path: '', ...more });
  await told('SessionStart', { source: 'startup' });
  await told('UserPromptSubmit', { prompt: 'Remove the old build.' });
  const asked = told('PreToolUse', { tool_name: 'Bash', tool_use_id: 't-1', tool_input: { command: 'rm -r build' } });
  await app.tree('Approvals').row('rm -r build').waitFor();
  await app.tree('Approvals').act('rm -r build', 'Deny');
  assert.match(await asked, /"permissionDecision":"deny"/);
  await told('SessionEnd', { reason: 'other' });
  await app.tree('Runs').row(/Remove the old build.*gated in part/).waitFor();
  await app.inspect('Remove the old build');
  await app.webview().getByText('started by the person alone').waitFor();
  await app.screenshot('own-session');
  await agents.pickFromMenu('Claude Code', 'Remove Its Hooks');
  await eventually(() => assert.equal(ownSettings(), settings));
});

test('an agent that is not installed is offered with its command, which nobody runs', async () => {
  await agents.expand('Not installed');
  await agents.row('Gemini CLI').waitFor();
  await app.screenshot('not-installed');
  await agents.act('Gemini CLI', 'Install in a Terminal');
  await eventually(async () => assert.match((await app.terminal.lines()).join(''), /npm install -g @google\/gemini-cli@latest/));
  await app.page.waitForTimeout(500);
  assert.equal((await app.terminal.lines()).some((line) => /added|npm (ERR|error)/.test(line)), false);
});

test('an agent is added by its command line, runs, and is removed', async () => {
  const demo = join(app.scratch.extensions, 'signalbox.signalbox-0.1.0', 'dist', 'demo-agent.js');
  await app.palette.run('Signalbox: Add an Agent…');
  for (const [index, text] of ['My agent', `"${process.execPath}" "${demo}"`, 'PATH'].entries()) {
    await app.quickPick.opened(`Add an Agent (${index + 1} of 3)`);
    await app.quickPick.type(text);
    await app.quickPick.press('Enter');
  }
  await agents.row('My agent').waitFor();
  const { agents: added } = JSON.parse(readFileSync(registry(), 'utf8')) as { agents: object[] };
  assert.deepEqual(added, [{ id: 'my-agent', name: 'My agent', command: process.execPath, args: [demo], env: ['PATH'] }]);
  await agents.act('My agent', 'Run Agent');
  await app.quickPick.opened('My agent');
  await app.quickPick.type('Fix the rounding.');
  await app.quickPick.press('Enter');
  await app.tree('Approvals').row('node --test').waitFor();
  await agents.act('My agent', 'Stop Runs of This Agent');
  await app.tree('Runs').row(/My agent.*stopped/).waitFor();
  await agents.act('My agent', 'Run Agent');
  await app.quickPick.opened('My agent');
  await app.quickPick.items('Fix the rounding.').waitFor();
  await eventually(async () => assert.equal(await app.quickPick.items().count(), 1, 'what it was told before is offered'));
  await app.screenshot('recent-prompts');
  await app.quickPick.leave();
  await agents.pickFromMenu('My agent', 'Remove Agent');
  await app.notifications.pressInDialog('Remove');
  await agents.row('My agent').waitFor({ state: 'hidden' });
});

test('a file of added agents that is broken says so, and opens', async () => {
  writeFileSync(registry(), '{ "version": 1, ');
  await agents.row('has a mistake').waitFor();
  await eventually(async () => {
    await agents.click('has a mistake');
    await app.editors.tab('agents.json').waitFor({ timeout: 2 * brief });
  });
  await app.screenshot('agents-file-mistake');
  writeFileSync(registry(), '{ "version": 1, "agents": [] }');
  await agents.row('has a mistake').waitFor({ state: 'hidden' });
});

test('a transcript becomes a record that claims no more than it knows', async () => {
  await app.palette.run('Signalbox: Import a Transcript…');
  await app.quickPick.opened('Import which session');
  await eventually(async () => assert.match((await app.quickPick.texts())[0] ?? '', /Look at the notes of last week Claude Code, .*c-1\.jsonl/));
  await app.screenshot('import-transcript');
  await app.quickPick.pick('Look at the notes');
  const page = app.webview();
  await page.getByText('imported from a transcript').waitFor();
  await page.getByText('Nothing of it was gated').waitFor();
  await page.getByText('some-model').first().waitFor();
  await app.screenshot('imported-glance');
  await page.getByRole('tab', { name: /Timeline/ }).click();
  await page.getByText('cat NOTES.md').first().click();
  await page.getByText('Nothing is known of who decided it').waitFor();
  await app.screenshot('imported-timeline');
  await page.getByRole('button', { name: /verify/i }).first().click();
  await page.getByText('The signature is valid.').waitFor({ timeout: 30_000 });
});

test('a run that is not gated is stopped; one notification says so, and what to do', async () => {
  await agents.act('Claude Code', 'Run Agent');
  await app.quickPick.opened('Claude Code');
  await app.quickPick.type('Tidy up.');
  await app.quickPick.press('Enter');
  const told = app.notifications.all(/This run is not gated, so it was stopped/);
  await app.notifications.waitFor(/This run is not gated, so it was stopped/);
  await app.screenshot('not-gated');
  await app.notifications.press(/This run is not gated/, 'What to do');
  await app.notifications.dialog().getByText('Update Claude Code').waitFor();
  await app.screenshot('not-gated-advice');
  await app.notifications.pressInDialog('Inspect the Run');
  await app.editors.tab('Run: Tidy up.').waitFor();
  await app.webview().getByText('not-gated').first().waitFor();
  await app.screenshot('not-gated-inspected');
  await app.tree('Runs').row(/Tidy up/).waitFor();
  await eventually(async () => assert.equal(await told.count(), 0, 'it is said once'));
});

/** Runs a hook as the agent does: its command line in a shell, the payload on standard input. Gives what it prints. */
function hookOf(command: string, payload: object): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = exec(command, { cwd: app.workspace, env: { ...process.env, ...app.scratch.env, HOME: home } }, (error, stdout) => (error ? reject(error) : resolve(stdout)));
    child.stdin!.end(JSON.stringify(payload));
  });
}
