/**
 * A real agent, by clicking, in a real VS Code: Gemini CLI, with a model that follows a script, is launched from the Agents view; an edit is
 * approved after its diff was seen, a command is denied with a reason that the agent then answers to, the run is inspected and verified.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { listRuns } from '../../src/record/list.ts';
import { ensureAgent } from '../agents/lab/install.ts';
import { ScriptedModel } from '../agents/lab/model.ts';
import { moves } from '../agents/lab/moves.ts';
import { readRun } from '../support/record.ts';
import { openAppWith } from './harness/agents.ts';
import { eventually } from './harness/eventually.ts';

const { read, edit, shell } = moves.gemini;
const reason = 'The old build is still needed: leave it.';
const goodbye = 'Nothing is left to do.';
const answer = 'Understood: the old build stays where it is.';

const agent = await ensureAgent('gemini');
let workspace = '';
const inside = (...names: string[]) => join(workspace, ...names);
const workflow = () => inside('.github', 'workflows', 'test.yml');
const task = 'Test on a newer Node, then clean up.';
const model = new ScriptedModel([
  () => ({ say: 'I will look at the workflow first.', calls: [read(workflow())] }),
  () => ({ calls: [edit(workflow(), 'node-version: 18', 'node-version: 24')] }),
  { calls: [shell('rm -r build')] },
  // What it says next depends on what it was told about the command.
  ({ toolResults }) => ({ say: toolResults.at(-1)?.text.includes(reason) === true ? answer : 'I removed the old build.' }),
  { say: goodbye },
]);
const { url } = await model.start();

const app = await openAppWith([agent], url);
workspace = app.workspace;
after(async () => {
  const left = await app.close();
  await model.close();
  assert.deepEqual(left.filter((command) => command.includes('gemini')), [], 'nothing of the agent is left');
});

test('the Agents view shows the agent that is installed, and the others apart', async () => {
  await app.activityBar.open('Signalbox');
  const agents = app.tree('Agents');
  await agents.row('Gemini CLI').waitFor();
  await eventually(async () => {
    const texts = await agents.texts();
    assert.match(texts.find((text) => text.startsWith('Gemini CLI')) ?? '', new RegExp(`Gemini CLI ${agent.version.replaceAll('.', '\\.')}`));
    assert.equal(texts.findIndex((text) => text.startsWith('Not installed')), texts.length - 1);
  });
  await app.screenshot('agents-view');
});

test('it is launched from the Agents view, and told what to do', async () => {
  await app.tree('Agents').act('Gemini CLI', 'Run Agent');
  await app.quickPick.opened('Gemini CLI');
  await app.quickPick.type(task);
  await app.screenshot('real-agent-prompt');
  await app.quickPick.press('Enter');
  await app.tree('Approvals').row('test.yml').waitFor({ timeout: 60_000 });
});

test('its edit is seen as a diff before it is approved, and is made then', async () => {
  const before = readFileSync(workflow(), 'utf8');
  await app.answer('See it whole');
  await eventually(async () => {
    const { original, modified } = await app.editors.diff();
    assert.ok(original.some((line) => line.includes('18')));
    assert.ok(modified.some((line) => line.includes('24')));
  });
  assert.equal(readFileSync(workflow(), 'utf8'), before, 'nothing is written yet');
  await app.screenshot('real-agent-diff');
  await app.answer('Allow once');
  await eventually(() => assert.match(readFileSync(workflow(), 'utf8'), /node-version: 24/));
});

test('its command is denied with a reason, which the model gets and the agent answers to', async () => {
  await app.tree('Approvals').row('rm -r build').waitFor();
  await app.answer('Deny with a reason');
  await app.quickPick.opened('Deny with a reason');
  await app.quickPick.type(reason);
  await app.quickPick.press('Enter');
  await app.terminal.waitFor(answer);
  assert.ok(existsSync(inside('build', 'old.txt')), 'it did not happen');
  assert.ok(model.requests.some(({ toolResults }) => toolResults.some(({ text }) => text.includes(reason))), 'the reason reached the model');
  await app.screenshot('real-agent-denied');
});

test('its run is inspected, and the record verifies with a good signature', async () => {
  await eventually(async () => assert.ok((await listRuns(inside('.signalbox'))).every((run) => run.sealed)), 60_000);
  const [entry] = await listRuns(inside('.signalbox'));
  const { calls, report, view } = await readRun(entry!.folder);
  assert.deepEqual([report.ok, view.end, view.coverage], [true, 'completed', 'complete']);
  assert.equal(calls.find(({ title }) => title === 'rm -r build')!.decision!.reason, reason);
  await app.tree('Runs').row(task).waitFor();
  await app.inspect(task);
  const page = app.webview();
  await page.getByText('every call that was seen went through the gate').waitFor();
  await app.screenshot('real-agent-glance');
  await page.getByRole('button', { name: /verify/i }).first().click();
  await page.getByText('The signature is valid.').waitFor({ timeout: 30_000 });
  await app.screenshot('real-agent-verified');
  await page.getByRole('tab', { name: /Timeline/ }).click();
  await page.getByText('rm -r build').first().click();
  await page.getByText(reason).first().waitFor();
  await page.getByText(answer).first().waitFor();
  await app.screenshot('real-agent-timeline');
});

test('its session goes on in another run, which knows what was said', async () => {
  const { run } = (await listRuns(inside('.signalbox')))[0]!;
  // The gate forgets an ended run after a while; either row offers it.
  await app.tree('Runs').pickFromMenu(task, 'Continue This Run');
  await app.quickPick.opened('Gemini CLI');
  await app.quickPick.items(task).waitFor();
  await eventually(async () => assert.equal(await app.quickPick.items().count(), 1, 'what it was told before is offered'));
  await app.quickPick.type('And now?');
  await app.quickPick.items('say this').waitFor();
  await app.screenshot('real-agent-continue');
  await app.quickPick.press('Enter');
  await app.terminal.waitFor(goodbye);
  const last = model.requests.findLast(({ script }) => script === 'main')!;
  assert.ok(last.firstUserText.includes(task) && last.userText.includes('And now?'), JSON.stringify([last.firstUserText, last.userText]));
  await eventually(async () => {
    const runs = await listRuns(inside('.signalbox'));
    assert.deepEqual([runs.length, runs.every(({ sealed }) => sealed)], [2, true]);
    assert.notEqual(runs[0]!.run, run);
  });
});
