/**
 * Five runs of real agents at once in one window of a real VS Code, by clicking. Each asks for something of its own and is answered in
 * another way, in an order other than theirs; one is stopped while it waits. The agents are those of `SIGNALBOX_TEST_AGENTS`, five
 * of all without it; where there are fewer, some run twice.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { catalog } from '../../src/agents/catalog.ts';
import { listRuns } from '../../src/record/list.ts';
import { ensureAgent, type InstalledAgent } from '../agents/lab/install.ts';
import { ScriptedModel } from '../agents/lab/model.ts';
import { moves, type Call, type Moves } from '../agents/lab/moves.ts';
import { selectedAgents } from '../agents/lab/versions.ts';
import { livingOf, processesWith, withDescendants } from '../support/processes.ts';
import { readRun, type ReadRun } from '../support/record.ts';
import { openAppWith } from './harness/agents.ts';
import { eventually } from './harness/eventually.ts';
import { grace } from './harness/patience.ts';

const marks = ['amber', 'birch', 'cedar', 'delta', 'ember'] as const;
type Mark = (typeof marks)[number];

let workspace = '';
const inside = (...names: string[]) => join(workspace, ...names);
const workflow = () => inside('.github', 'workflows', 'test.yml');
const promptOf = (mark: Mark) => `Do the work called ${mark}.`;
const doneWith = (mark: Mark) => `That was all of ${mark}.`;
const append = (name: string) => `echo ${name} >> ${name}.txt`;
const shared = append('shared');
const edit = 'edit .github/workflows/test.yml';
const reasons = { amber: 'One file of amber is enough.', birch: 'The birch stays as it is.' };

/** What each calls, one after the other. */
const wishes: Record<Mark, (its: Moves) => Call[]> = {
  amber: (its) => [its.shell(append('amber')), its.shell(append('amber-more'))],
  birch: (its) => [its.shell(append('birch')), its.shell(shared)],
  // Some agents change no file that they have not read.
  cedar: (its) => [its.read(workflow()), its.edit(workflow(), 'node-version: 18', 'node-version: 24'), its.shell(append('cedar'))],
  delta: (its) => [its.shell(append('delta'))],
  ember: (its) => [its.shell(shared), its.shell(shared)],
};
/** What each is asked about first, as the Approvals view names it. */
const first: Record<Mark, string> = { amber: append('amber'), birch: append('birch'), cedar: edit, delta: append('delta'), ember: shared };
/** What it asks about after that; those that are not here end. */
const next: Partial<Record<Mark, string>> = { amber: append('amber-more'), birch: shared, cedar: append('cedar') };
/** What is recorded of the calls that were asked about: title, end, answer, its channel and its reason. */
const answered: Record<Mark, (string | undefined)[][]> = {
  amber: [[append('amber'), 'succeeded', 'allow-once', 'tree', undefined], [append('amber-more'), 'denied', 'deny', 'quick-pick', reasons.amber]],
  birch: [[append('birch'), 'denied', 'deny', 'tree', reasons.birch], [shared, 'succeeded', 'allow-once', 'quick-pick', undefined]],
  cedar: [[edit, 'succeeded', 'allow-once', 'quick-pick', undefined], [append('cedar'), 'denied', 'deny', 'tree', undefined]],
  delta: [[append('delta'), 'denied', undefined, undefined, undefined]],
  ember: [[shared, 'succeeded', 'allow-run', 'quick-pick', undefined]],
};

// Cline asks only for a part of what it does.
const selected = selectedAgents().filter((name) => name !== 'cline').slice(0, marks.length);
const installed: InstalledAgent[] = [];
for (const name of selected) installed.push(await ensureAgent(name, { newest: process.env['SIGNALBOX_TEST_NEWEST'] === '1' }));
const agents = Object.fromEntries(marks.map((mark, index) => [mark, installed[index % installed.length]!])) as Record<Mark, InstalledAgent>;
const nameOf = (mark: Mark) => catalog.find(({ id }) => id === agents[mark].name)!.name;

const model = new ScriptedModel({
  main: [],
  subagents: Object.fromEntries(marks.map((mark) => {
    const calls = () => wishes[mark](moves[agents[mark].name]);
    return [`called ${mark}`, [...calls().map((_, index) => () => ({ calls: [calls()[index]!] })), { say: doneWith(mark) }]];
  })),
});
const { url } = await model.start();
const app = await openAppWith(installed, url);
workspace = app.workspace;
const before = readdirSync(workspace);
after(async () => {
  const left = await app.close();
  await model.close();
  assert.deepEqual(installed.filter(({ bin }) => left.some((command) => command.includes(bin))).map(({ name }) => name), [], 'nothing of the agents is left');
});
const approvals = app.tree('Approvals');
const runs = app.tree('Runs');

test('five runs are launched from the Agents view, and five approvals wait', async () => {
  await app.activityBar.open('Signalbox');
  const view = app.tree('Agents');
  for (const mark of marks) {
    await view.row(nameOf(mark)).waitFor();
    await view.act(nameOf(mark), 'Run Agent');
    await app.quickPick.opened(nameOf(mark));
    await app.quickPick.type(promptOf(mark));
    await app.quickPick.press('Enter');
    await app.quickPick.closed();
  }
  await eventually(async () => {
    const texts = await approvals.texts();
    assert.equal(texts.length, marks.length, texts.join('\n'));
    for (const mark of marks) assert.equal(texts.filter((text) => text.startsWith(first[mark]) && text.includes(nameOf(mark))).length, 1, `${mark} in ${texts.join('\n')}`);
  }, 90_000);
  await eventually(async () => assert.equal(await app.activityBar.badge('Signalbox'), `${marks.length}`));
  assert.deepEqual(added(), [], 'nothing is done yet');
  await app.screenshot('five-agents-waiting');
});

test('each is answered in another way, in the opposite order; stopping one ends its processes and no other', async () => {
  const answer: Record<Mark, () => Promise<void>> = {
    amber: () => approvals.act(row('amber', first.amber), 'Allow Once'),
    birch: () => denyWithReason('birch', first.birch, reasons.birch),
    cedar: async () => {
      const open = () => approvals.click(row('cedar', first.cedar));
      await app.answer('See it whole', open);
      await eventually(async () => assert.ok((await app.editors.diff()).modified.some((line) => line.includes('24'))));
      await app.screenshot('five-agents-diff');
      await app.answer('Allow once', open);
    },
    delta: stopDelta,
    ember: () => app.answer('Allow for this run', () => approvals.click(row('ember', first.ember))),
  };
  const came = await approvals.texts();
  for (const text of came.toReversed()) {
    const mark = marks.find((each) => row(each, first[each]).test(text))!;
    await app.page.waitForTimeout(grace);
    const more = (await approvals.texts()).length > 1;
    await answer[mark]();
    await approvals.row(row(mark, first[mark])).waitFor({ state: 'hidden' });
    // The prompt goes on to what else waits, over what is done next.
    if (more && (mark === 'cedar' || mark === 'ember')) await app.quickPick.opened();
    await app.quickPick.leave();
    await goneOn(mark);
    await app.quickPick.leave();
    await app.screenshot(`five-agents-${mark}`);
  }
});

test('what they ask for next is answered likewise: what was allowed for a run counts in no other', async () => {
  await eventually(async () => {
    const texts = await approvals.texts();
    const asked = marks.flatMap((mark) => (next[mark] === undefined ? [] : [row(mark, next[mark])]));
    assert.ok(texts.length === asked.length && asked.every((one) => texts.some((text) => one.test(text))), texts.join('\n'));
  }, 60_000);
  await app.page.waitForTimeout(grace);
  await approvals.act(row('cedar', append('cedar')), 'Deny');
  await approvals.row(row('cedar', append('cedar'))).waitFor({ state: 'hidden' });
  await app.statusBar.click(/2 waiting/);
  await app.quickPick.choose(row('birch', shared));
  await app.quickPick.opened(`${nameOf('birch')} asks`);
  await app.quickPick.choose('Allow once');
  // The prompt goes on to the last that waits.
  await app.quickPick.opened(`${nameOf('amber')} asks`);
  await app.quickPick.choose('Deny with a reason');
  await giveReason(reasons.amber);
  await eventually(async () => assert.deepEqual((await listRuns(inside('.signalbox'))).map(({ sealed }) => sealed), marks.map(() => true)), 60_000);
  await eventually(async () => assert.equal(await app.activityBar.badge('Signalbox'), ''));
});

test('the files are what was allowed, and each record holds its own decisions and no other', async () => {
  assert.deepEqual(added(), ['amber.txt', 'shared.txt']);
  assert.equal(readFileSync(inside('amber.txt'), 'utf8'), 'amber\n');
  assert.equal(readFileSync(inside('shared.txt'), 'utf8'), 'shared\n'.repeat(3), 'twice by ember, once by birch');
  assert.match(readFileSync(workflow(), 'utf8'), /node-version: 24/);
  const seen: string[] = [];
  for (const mark of marks) {
    const { run, events, view, calls, report, data } = await recordOf(mark);
    const who = `${mark}: ${JSON.stringify(data('fault.noted'))}`;
    assert.deepEqual([view.agent.id, view.end, view.coverage], [agents[mark].name, mark === 'delta' ? 'stopped' : 'completed', 'complete'], who);
    assert.deepEqual([report.ok, report.sealed, report.integrity, report.signature.status], [true, true, { ok: true, problems: [] }, 'valid'], who);
    const asked = calls.filter(({ approval }) => approval !== undefined);
    assert.deepEqual(asked.map(({ title, state, approval }) => [title, state, approval!.answer?.kind, approval!.answer?.channel, approval!.answer?.reason]), answered[mark], who);
    assert.deepEqual([data('approval.requested').length, data('grant.given').length], [answered[mark].length, mark === 'ember' ? 1 : 0], who);
    assert.equal(calls.length, wishes[mark](moves[agents[mark].name]).length, who);
    // The files that others change while it runs are its effects too, as far as anybody can tell.
    const own = JSON.stringify(events.filter(({ type }) => type !== 'effect.observed'));
    for (const other of marks) assert.equal(own.includes(other), other === mark, `${other} in the record of ${mark}`);
    await eventually(() => assert.deepEqual(processesWith(run), [], who));
    seen.push(...asked.map(({ approval }) => approval!.id));
  }
  assert.equal(new Set(seen).size, 8);
  for (const [mark, reason] of Object.entries(reasons)) {
    const told = marks.filter((each) => model.toolResults(`called ${each}`).some(({ text }) => text.includes(reason)));
    assert.deepEqual(told, [mark], 'the model of that run alone is told the reason');
  }
});

test('each record is verified in the window, and shown as it was', async () => {
  for (const mark of marks) {
    await runs.pickFromMenu(promptOf(mark), 'Verify Record');
    await app.notifications.waitFor(/The record verifies\. Every byte is as it was sealed\. The signature is valid\./);
    await app.notifications.dismiss('The record verifies.');
  }
  await app.inspect(promptOf('birch'));
  const page = app.webview();
  await page.getByRole('tab', { name: /Timeline/ }).click();
  await page.getByText(append('birch')).first().click();
  await page.getByText(reasons.birch).first().waitFor();
  assert.equal(await page.getByText('amber').count(), 0);
  await app.screenshot('five-agents-inspected');
});

/** A row or an item: what an agent asks for, and which agent it is. */
function row(mark: Mark, title: string): RegExp {
  return new RegExp(`${title.replaceAll('.', String.raw`\.`)}.*${nameOf(mark)}`);
}

/** Files and folders of the workspace that were not there at first. */
function added(): string[] {
  return readdirSync(workspace).filter((name) => !before.includes(name) && name !== '.signalbox').toSorted();
}

async function denyWithReason(mark: Mark, title: string, reason: string): Promise<void> {
  await approvals.pickFromMenu(row(mark, title), 'Deny with a Reason');
  await giveReason(reason);
}

async function giveReason(reason: string): Promise<void> {
  await app.quickPick.opened('Deny with a reason');
  await app.quickPick.type(reason);
  await app.quickPick.press('Enter');
}

/** Waits for what comes of an answer: that the run asks about what is next, or ends. Until then rows may move under the pointer. */
async function goneOn(mark: Mark): Promise<void> {
  const asked = next[mark];
  if (asked !== undefined) return approvals.row(row(mark, asked)).waitFor();
  await eventually(async () => {
    const { run } = await recordOf(mark);
    assert.ok((await listRuns(inside('.signalbox'))).some((each) => each.run === run && each.sealed), `${mark} has ended`);
  });
  await runs.row(promptOf(mark)).filter({ hasNotText: /running|waiting|stopping|sealing/ }).waitFor();
}

async function stopDelta(): Promise<void> {
  const texts = await approvals.texts();
  const others = marks.filter((mark) => mark !== 'delta' && texts.some((text) => row(mark, first[mark]).test(text)));
  /** Those that stay: what an agent starts for a moment ends by itself. */
  const processesOf = async (mark: Mark) => {
    const found = withDescendants(processesWith((await recordOf(mark)).run));
    await app.page.waitForTimeout(500);
    return livingOf(found);
  };
  const own = await processesOf('delta');
  const theirs = await Promise.all(others.map(processesOf));
  for (const pids of [own, ...theirs]) assert.ok(pids.length > 0);
  await runs.act(promptOf('delta'), 'Stop Run');
  await eventually(async () => {
    // Where rows have just moved, it asks back.
    if (await app.quickPick.items('Stop this run').first().isVisible()) await app.quickPick.choose('Stop this run');
    assert.deepEqual(livingOf(own), []);
  });
  assert.deepEqual(theirs.map(livingOf), theirs, 'those that wait go on waiting');
}

async function recordOf(mark: Mark): Promise<ReadRun & { run: string }> {
  for (const { run, folder } of await listRuns(inside('.signalbox'))) {
    const read = await readRun(folder);
    if (read.view.title === promptOf(mark)) return { run, ...read };
  }
  throw new Error(`There is no record of ${mark}.`);
}
