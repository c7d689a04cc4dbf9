/** The first run, by clicking, in a real VS Code with the packaged extension: launched, asked about, looked at whole, answered, inspected, verified. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { listRuns } from '../../src/record/list.ts';
import { readRun } from '../support/record.ts';
import { openApp } from './harness/app.ts';
import { eventually } from './harness/eventually.ts';
import { grace } from './harness/patience.ts';

const app = await openApp({ env: { DEMO_PACE: '60' } });
after(() => app.close());
const file = (...names: string[]) => join(app.workspace, ...names);

test('the demo agent is launched from the Agents view, and its first approval calls without stealing focus', async () => {
  await app.activityBar.open('Signalbox');
  const agents = app.tree('Agents');
  await agents.row('Demo agent').waitFor();
  await agents.act('Demo agent', 'Run Agent');
  await app.tree('Approvals').row('node --test').waitFor();
  await eventually(async () => assert.equal(await app.activityBar.badge('Signalbox'), '1'));
  await eventually(async () => assert.equal(await app.statusBar.kind(/waiting/), 'warning'));
  await app.notifications.waitFor(/waits for you/);
  assert.ok((await app.notifications.all(/waits for you/).count()) <= 1, 'one calls for all');
  assert.equal(await app.notifications.dialog().count(), 0);
  await app.terminal.waitFor('I will look at the project first');
  await app.screenshot('first-run-waiting');
});

test('Enter on an untouched prompt approves nothing; the prompt shows the action whole', async () => {
  await app.statusBar.click(/waiting/);
  await app.quickPick.opened();
  await app.quickPick.press('Enter');
  await app.page.waitForTimeout(800);
  await eventually(async () => assert.ok((await app.tree('Approvals').texts()).some((text) => text.includes('node --test')), 'it still waits'));
  await app.quickPick.leave();
  await app.answer('Allow once');
  await app.tree('Approvals').row('test.yml').waitFor();
});

test('an edit is seen whole as a diff before it is approved', async () => {
  const before = readFileSync(file('.github', 'workflows', 'test.yml'), 'utf8');
  await app.answer('See it whole');
  await eventually(async () => {
    const { original, modified } = await app.editors.diff();
    assert.ok(original.length > 0 && modified.length > 0);
    assert.notDeepEqual(original, modified);
  });
  assert.equal(readFileSync(file('.github', 'workflows', 'test.yml'), 'utf8'), before, 'nothing is written yet');
  await app.screenshot('first-run-diff');
  await eventually(async () => {
    const said = await app.quickPick.box.innerText();
    assert.match(said, /asks: Fix the rounding/, 'the prompt names the task');
    assert.ok(said.includes('.github/workflows/test.yml') && !said.includes(app.workspace), said);
  });
  await app.answer('Allow once');
  await eventually(() => assert.notEqual(readFileSync(file('.github', 'workflows', 'test.yml'), 'utf8'), before));
  await eventually(async () => assert.deepEqual((await app.editors.titles()).filter((title) => title.includes('asked by')), [], 'the diff is closed'));
});

test('a window that is reloaded while an approval waits finds it waiting; the terminal attaches anew', async () => {
  await app.tree('Approvals').row('node --test').waitFor();
  await app.reload();
  await app.activityBar.open('Signalbox');
  await app.tree('Approvals').row('node --test').waitFor();
  await app.tree('Runs').act('Fix the rounding', 'Show Terminal');
  await app.terminal.waitFor('Run the tests again');
  await app.page.waitForTimeout(grace);
  await app.tree('Approvals').act('node --test', 'Allow Once');
  await app.tree('Approvals').row('rm -r build').waitFor();
});

test('what is denied with a reason does not happen, and the agent gets the reason', async () => {
  await app.answer('Deny with a reason');
  await app.quickPick.opened('Deny with a reason');
  await app.quickPick.type('keep the old build');
  await app.quickPick.press('Enter');
  await app.terminal.waitFor('keep the old build');
  await eventually(async () => assert.equal(await app.activityBar.badge('Signalbox'), ''));
  assert.ok(existsSync(file('build', 'old.txt')));
});

test('the inspector shows both decisions with their reasons, and the record verifies', async () => {
  const [entry] = await sealed();
  const { calls, report } = await readRun(entry!.folder);
  assert.equal(report.ok, true);
  assert.equal(calls.find((call) => call.title === 'rm -r build')!.decision!.reason, 'keep the old build');
  await app.inspect('Fix the rounding');
  const page = app.webview();
  await page.getByText('What the record answers').waitFor();
  await app.screenshot('inspector-glance');
  await page.getByRole('tab', { name: /Timeline/ }).click();
  await page.getByText('rm -r build').first().click();
  await page.getByText('keep the old build').first().waitFor();
  await app.screenshot('inspector-denied');
  await page.getByText('edit .github/workflows/test.yml').first().click();
  await page.getByText('A person allowed it once.').first().waitFor();
  await app.screenshot('inspector-approved');
  await page.getByRole('button', { name: /verify/i }).first().click();
  await page.getByText('The signature is valid.').waitFor();
  await app.screenshot('inspector-verified');
});

test('one agent runs twice side by side; a click that comes twice stops nothing else; stopping the agent stops what is left', async () => {
  const before = (await sealed()).length;
  const agents = app.tree('Agents');
  const placeOfRun = () => agents.placeOf(agents.row('Demo agent'), 'Run Agent');
  const place = await placeOfRun();
  await agents.act('Demo agent', 'Run Agent');
  await eventually(async () => assert.equal(await app.activityBar.badge('Signalbox'), '1'));
  await agents.act('Demo agent', 'Run Agent');
  await eventually(async () => assert.equal(await app.activityBar.badge('Signalbox'), '2'));
  assert.deepEqual(await placeOfRun(), place, 'Run is where it was, and not Stop');
  await eventually(async () => {
    const asked = (await app.tree('Approvals').texts()).filter((text) => text.startsWith('node --test'));
    assert.equal(asked.length, 2, asked.join('\n'));
    assert.equal(new Set(asked.map((text) => /Demo agent: (\d\d:\d\d:\d\d) Fix/.exec(text)?.[1])).size, 2, asked.join('\n'));
  });
  await app.screenshot('side-by-side');
  await stopTwice();
  await app.quickPick.opened('Stop this run of Demo agent?');
  await app.screenshot('stop-not-meant');
  await app.quickPick.leave();
  await eventually(async () => assert.equal((await sealed()).length, before + 1));
  await eventually(async () => assert.equal(await app.activityBar.badge('Signalbox'), '1', 'the other still waits'));
  await agents.act('Demo agent', 'Stop Runs of This Agent');
  await eventually(async () => assert.equal((await sealed()).length, before + 2));
});

test('a run is a task: it starts from Run Task, and Ctrl+C in its terminal ends it and all it started', async () => {
  const before = (await listRuns(file('.signalbox'))).length;
  await app.palette.run('Tasks: Run Task');
  await app.quickPick.pick('Run Demo agent');
  await app.tree('Approvals').row('node --test').waitFor();
  await eventually(async () => {
    const lines = (await app.terminal.lines()).join('\n');
    assert.ok(lines.includes('Run the tests') && !lines.includes('The run has ended'), `the terminal of this run is in front: ${lines}`);
  });
  await app.terminal.press('Control+C');
  await eventually(async () => assert.equal((await sealed()).length, before + 1));
  const [newest] = await sealed();
  assert.equal((await readRun(newest!.folder)).view.end, 'stopped');
});

/** In the page, because a round trip to it may take longer than a second click counts as one: clicks Stop in the first row of the Runs view as soon as the row that was there has moved on. */
const clickAgain = `new Promise((resolve, reject) => {
  const pane = [...document.querySelectorAll('.part.sidebar .pane')].find((each) => each.querySelector('.pane-header .title')?.textContent === 'Runs');
  const row = (index) => pane.querySelector('.monaco-list-row[data-index="' + index + '"]');
  const observer = new MutationObserver(() => {
    const stop = row(0)?.querySelector('.action-label[aria-label^="Stop Run"]');
    if (!stop || !/stopping|sealing|stopped/.test(row(1)?.textContent)) return;
    observer.disconnect();
    stop.click();
    resolve();
  });
  observer.observe(pane, { subtree: true, childList: true, characterData: true });
  setTimeout(() => reject(new Error('No row has moved.')), 30_000);
})`;

/** Stops the first run, and clicks there again as soon as another has taken its place. */
async function stopTwice(): Promise<void> {
  const runs = app.tree('Runs');
  const first = runs.pane.locator('.monaco-list-row[data-index="0"]');
  await runs.placeOf(first, 'Stop Run');
  await app.page.waitForTimeout(grace);
  const { x, y } = await runs.placeOf(first, 'Stop Run');
  const again = app.page.evaluate(clickAgain);
  await app.page.mouse.click(x, y);
  await again;
}

async function sealed() {
  await eventually(async () => assert.ok((await listRuns(file('.signalbox'))).some((run) => run.sealed)));
  return (await listRuns(file('.signalbox'))).filter((run) => run.sealed);
}
