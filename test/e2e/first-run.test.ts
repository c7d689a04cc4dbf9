/** The first run, by clicking, in a real VS Code with the packaged extension: launched, asked about, looked at whole, answered, inspected, verified. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { listRuns } from '../../src/record/list.ts';
import { readRun } from '../support/record.ts';
import { openApp, patience } from './harness/app.ts';
import { eventually } from './harness/eventually.ts';

const app = await openApp({ env: { DEMO_PACE: '60' } });
after(() => app.close());
/** Longer than the prompt ignores what a hand was already doing when it appeared. */
const grace = 900;
const file = (...names: string[]) => join(app.workspace, ...names);

test('the demo agent is launched from the Agents view, and its first approval calls without stealing focus', { timeout: 90_000 }, async () => {
  await app.activityBar.open('Signalbox');
  const agents = app.tree('Agents');
  await agents.row('Demo agent').waitFor({ timeout: patience });
  await agents.act('Demo agent', 'Run Agent');
  await app.tree('Approvals').row('node --test').waitFor({ timeout: patience });
  await eventually(async () => assert.equal(await app.activityBar.badge('Signalbox'), '1'));
  assert.equal(await app.statusBar.kind(/waiting/), 'warning');
  await eventually(async () => assert.equal(await app.notifications.all(/waits for you/).count(), 1));
  assert.equal(await app.notifications.dialog().count(), 0);
  await app.terminal.waitFor('I will look at the project first');
  await app.screenshot('first-run-waiting');
});

test('Enter on an untouched prompt approves nothing; the prompt shows the action whole', { timeout: 90_000 }, async () => {
  await app.statusBar.click(/waiting/);
  await app.quickPick.opened();
  await app.quickPick.press('Enter');
  await app.page.waitForTimeout(800);
  assert.ok((await app.tree('Approvals').texts()).some((text) => text.includes('node --test')), 'it still waits');
  await app.page.keyboard.press('Escape');
  await app.quickPick.closed();
  await choose('Allow once');
  await app.tree('Approvals').row('test.yml').waitFor({ timeout: patience });
});

test('an edit is seen whole as a diff before it is approved', { timeout: 90_000 }, async () => {
  const before = readFileSync(file('.github', 'workflows', 'test.yml'), 'utf8');
  await choose('See it whole');
  await eventually(async () => {
    const { original, modified } = await app.editors.diff();
    assert.ok(original.length > 0 && modified.length > 0);
    assert.notDeepEqual(original, modified);
  });
  assert.equal(readFileSync(file('.github', 'workflows', 'test.yml'), 'utf8'), before, 'nothing is written yet');
  await app.screenshot('first-run-diff');
  const said = await app.quickPick.box.innerText();
  assert.match(said, /asks: Fix the rounding/, 'the prompt names the task');
  assert.ok(said.includes('.github/workflows/test.yml') && !said.includes(app.workspace), said);
  await choose('Allow once');
  await eventually(() => assert.notEqual(readFileSync(file('.github', 'workflows', 'test.yml'), 'utf8'), before), patience);
  await eventually(async () => assert.deepEqual((await app.editors.titles()).filter((title) => title.includes('asked by')), [], 'the diff is closed'), patience);
});

test('a window that is reloaded while an approval waits finds it waiting; the terminal attaches anew', { timeout: 120_000 }, async () => {
  await app.tree('Approvals').row('node --test').waitFor({ timeout: patience });
  await app.reload();
  await app.activityBar.open('Signalbox');
  await app.tree('Approvals').row('node --test').waitFor({ timeout: patience });
  await app.tree('Runs').act('Fix the rounding', 'Show Terminal');
  await app.terminal.waitFor('Run the tests again');
  await app.tree('Approvals').act('node --test', 'Allow Once');
  await app.tree('Approvals').row('rm -r build').waitFor({ timeout: patience });
});

test('what is denied with a reason does not happen, and the agent gets the reason', { timeout: 90_000 }, async () => {
  await choose('Deny with a reason');
  await app.quickPick.opened('Deny with a reason');
  await app.quickPick.type('keep the old build');
  await app.quickPick.press('Enter');
  await app.terminal.waitFor('keep the old build');
  await eventually(async () => assert.equal(await app.activityBar.badge('Signalbox'), ''));
  assert.ok(existsSync(file('build', 'old.txt')));
});

test('the inspector shows both decisions with their reasons, and the record verifies', { timeout: 120_000 }, async () => {
  const [entry] = await sealed();
  const { calls, report } = await readRun(entry!.folder);
  assert.equal(report.ok, true);
  assert.equal(calls.find((call) => call.title === 'rm -r build')!.decision!.reason, 'keep the old build');
  await app.inspect('Fix the rounding');
  const page = app.webview();
  await page.getByText('What the record answers').waitFor({ timeout: patience });
  await app.screenshot('inspector-glance');
  await page.getByRole('tab', { name: /Timeline/ }).click();
  await page.getByText('rm -r build').first().click({ timeout: patience });
  await page.getByText('keep the old build').first().waitFor({ timeout: patience });
  await app.screenshot('inspector-denied');
  await page.getByText('edit .github/workflows/test.yml').first().click();
  await page.getByText('A person allowed it once.').first().waitFor({ timeout: patience });
  await app.screenshot('inspector-approved');
  await page.getByRole('button', { name: /verify/i }).first().click();
  await page.getByText(/valid/i).first().waitFor({ timeout: 30_000 });
  await app.screenshot('inspector-verified');
});

test('one agent runs twice side by side; a click that comes twice stops nothing else; stopping the agent stops what is left', { timeout: 90_000 }, async () => {
  const before = (await sealed()).length;
  const agents = app.tree('Agents');
  const run = agents.row('Demo agent').locator('.actions .action-label[aria-label^="Run Agent"]');
  await agents.row('Demo agent').hover();
  const place = await run.boundingBox();
  await agents.act('Demo agent', 'Run Agent');
  await eventually(async () => assert.equal(await app.activityBar.badge('Signalbox'), '1'), patience);
  await agents.act('Demo agent', 'Run Agent');
  await eventually(async () => assert.equal(await app.activityBar.badge('Signalbox'), '2'), patience);
  assert.deepEqual(await run.boundingBox(), place, 'Run is where it was, and not Stop');
  const asked = (await app.tree('Approvals').texts()).filter((text) => text.startsWith('node --test'));
  assert.equal(new Set(asked.map((text) => /Demo agent: (\d\d:\d\d:\d\d) Fix/.exec(text)?.[1])).size, 2, asked.join('\n'));
  await app.screenshot('side-by-side');
  await stopTwice();
  await app.quickPick.opened('Stop this run of Demo agent?');
  await app.screenshot('stop-not-meant');
  await app.page.keyboard.press('Escape');
  await eventually(async () => assert.equal((await sealed()).length, before + 1), patience);
  assert.equal(await app.activityBar.badge('Signalbox'), '1', 'the other still waits');
  await agents.act('Demo agent', 'Stop Runs of This Agent');
  await eventually(async () => assert.equal((await sealed()).length, before + 2), patience);
});

test('a run is a task: it starts from Run Task, and Ctrl+C in its terminal ends it and all it started', { timeout: 90_000 }, async () => {
  const before = (await listRuns(file('.signalbox'))).length;
  await app.palette.run('Tasks: Run Task');
  await app.quickPick.pick('Run Demo agent');
  await app.tree('Approvals').row('node --test').waitFor({ timeout: patience });
  await app.terminal.press('Control+C');
  await eventually(async () => assert.equal((await sealed()).length, before + 1), patience);
  const [newest] = await sealed();
  assert.equal((await readRun(newest!.folder)).view.end, 'stopped');
});

/** Stops the first run, and clicks there again as soon as another has taken its place. */
async function stopTwice(): Promise<void> {
  const at = (index: number) => app.tree('Runs').pane.locator(`.monaco-list-row[data-index="${index}"]`);
  await at(0).hover();
  const box = (await at(0).locator('.actions .action-label[aria-label^="Stop Run"]').boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await app.page.waitForTimeout(grace);
  await app.page.mouse.click(x, y);
  await at(1).filter({ hasText: /stopping|sealing|stopped/ }).waitFor({ timeout: patience });
  await app.page.mouse.click(x, y);
}

/** Opens the prompt from the status bar, unless it is open, and picks an answer as slowly as a person does. */
async function choose(answer: string): Promise<void> {
  if (!(await app.quickPick.items('See it whole').first().isVisible())) await app.statusBar.click(/waiting/);
  await app.quickPick.opened();
  await app.page.waitForTimeout(grace);
  await app.quickPick.pick(answer);
}

async function sealed() {
  await eventually(async () => assert.ok((await listRuns(file('.signalbox'))).some((run) => run.sealed)), patience);
  return (await listRuns(file('.signalbox'))).filter((run) => run.sealed);
}
