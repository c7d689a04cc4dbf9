/** What keeps several runs at once apart: whose an approval is, which row was clicked, what is still open, whose a change may be. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { isAimed } from '../../../src/editor/commands/aim.ts';
import { insideFolder } from '../../../src/editor/gate/inside.ts';
import { taskOf } from '../../../src/editor/gate/task.ts';
import { questionsIn, Waited, waitingIn } from '../../../src/editor/gate/waiting.ts';
import { commands } from '../../../src/editor/ids.ts';
import { OpenInputs } from '../../../src/editor/open-inputs.ts';
import { ApprovalsModel } from '../../../src/editor/views/approvals-model.ts';
import type { Row } from '../../../src/editor/views/node.ts';
import { rowsUnder, stepRows } from '../../../src/editor/views/run-rows.ts';
import { RunsModel } from '../../../src/editor/views/runs-model.ts';
import type { RunView } from '../../../src/record/view.ts';
import { approvalOf, FolderStates, liveRunOf, questionOf, stateOf } from './states.ts';

const root = join(import.meta.dirname, '..', '..', '..');

describe('the task of an approval', () => {
  const two = [liveRunOf({ run: 'a', title: 'Fix the tests' }), liveRunOf({ run: 'b', title: 'Write the docs' })];

  it('is what its run was told, shortened, with nothing hidden', () => {
    assert.deepEqual(['a', 'b', 'gone'].map((run) => taskOf(run, two)), ['Fix the tests', 'Write the docs', '']);
    const long = taskOf('run-1', [liveRunOf({ title: `Fix\n${'everything '.repeat(20)}` })]);
    assert.match(long, /^Fix everything .*…$/);
    assert.equal(long.length, 48);
    assert.doesNotMatch(taskOf('run-1', [liveRunOf({ title: 'a\u202eb' })]), /\u202e/);
  });

  it('says when the run began where another of its agent was told the same, and only there', () => {
    const alike = [...two, liveRunOf({ run: 'c', title: 'Fix the tests', startedAt: '2026-11-22T10:01:30.000Z' }), liveRunOf({ run: 'd', title: 'Fix the tests', agent: { id: 'other', name: 'Other' } })];
    const tasks = ['a', 'b', 'c', 'd'].map((run) => taskOf(run, alike));
    assert.match(tasks[0]!, /^\d\d:\d\d:00 Fix the tests$/);
    assert.match(tasks[2]!, /^\d\d:\d\d:30 Fix the tests$/);
    assert.deepEqual([tasks[1], tasks[3]], ['Write the docs', 'Fix the tests']);
  });

  it('is in its row: two runs of one agent that ask for the same do not look alike', () => {
    const folders = new FolderStates();
    const model = new ApprovalsModel(folders, () => Date.parse('2026-11-22T10:02:00.000Z'));
    folders.set({ path: '/w', state: stateOf({ runs: two, approvals: [approvalOf({ id: '1', run: 'a' }), approvalOf({ id: '2', run: 'b' })] }) });
    const rows = model.children(undefined);
    assert.deepEqual(rows.map(({ label, description }) => [label, description]), [
      ['npm publish', 'Demo agent: Fix the tests, 2 min'],
      ['npm publish', 'Demo agent: Write the docs, 2 min'],
    ]);
    assert.match(rows[1]?.tooltip ?? '', /Asked by Demo agent: Write the docs\n/);
    assert.match(rows[1]?.spoken ?? '', /for the task Write the docs$/);
    assert.deepEqual(waitingIn(folders.all()).map(({ task }) => task), ['Fix the tests', 'Write the docs']);
  });
});

describe('the task of a question', () => {
  it('is in its row, and where it is shown whole: two runs of one agent that ask the same do not look alike', () => {
    const folders = new FolderStates();
    const model = new ApprovalsModel(folders, () => Date.parse('2026-11-22T10:02:00.000Z'));
    const runs = [liveRunOf({ run: 'a', title: 'Fix the tests' }), liveRunOf({ run: 'b', title: 'Write the \u202edocs' })];
    folders.set({ path: '/w', state: stateOf({ runs, questions: [questionOf({ id: '1', run: 'a' }), questionOf({ id: '2', run: 'b' }), questionOf({ id: '3', run: 'gone' })] }) });
    const rows = model.children(undefined);
    assert.deepEqual(rows.map(({ label, description }) => [label, description]), [
      ['Which colour?', 'Demo agent: Fix the tests, 2 min'],
      ['Which colour?', 'Demo agent: Write the \\u202edocs, 2 min'],
      ['Which colour?', 'Demo agent, 2 min'],
    ]);
    assert.match(rows[0]?.tooltip ?? '', /^Demo agent: Fix the tests asks:\n/);
    assert.equal(rows[0]?.spoken, 'Demo agent asks: Which colour?, waiting 2 min, for the task Fix the tests');
    assert.deepEqual(questionsIn(folders.all()).map(({ task }) => task), ['Fix the tests', 'Write the \\u202edocs', '']);
  });
});

describe('paths of the workspace in a sentence', () => {
  it('are shown as they stand in the folder', () => {
    assert.equal(insideFolder('edits /w/app/.github/x.yml: a workflow; reads “/w/app/a.txt” (/w/app/b.txt)', '/w/app'), 'edits .github/x.yml: a workflow; reads “a.txt” (b.txt)');
    assert.equal(insideFolder(String.raw`edits C:\w\app\a.txt`, String.raw`C:\w\app`), 'edits a.txt');
    assert.equal(insideFolder('edits /w (1)/a.txt', '/w (1)/'), 'edits a.txt');
  });

  it('and no others', () => {
    for (const text of ['reads /w/apple/a.txt', 'reads /other/w/app/a.txt', 'reads /w/app/../a.txt', 'reads /w/app//etc/passwd', 'deletes /w/app', 'deletes /w/app/', 'reads ~/w/app/a.txt']) {
      assert.equal(insideFolder(text, '/w/app'), text);
    }
    assert.equal(insideFolder('reads /etc/passwd', '/'), 'reads /etc/passwd');
  });
});

describe('what waited', () => {
  it('is over when it does not wait any more, once; not while its gate is out of reach', () => {
    const folders = new FolderStates();
    const waited = new Waited();
    folders.set({ path: '/w', state: stateOf({ approvals: [approvalOf({ id: 'a' }), approvalOf({ id: 'b' })], questions: [questionOf({ id: 'q' })] }) });
    assert.deepEqual(waited.settled(folders.all()), []);
    folders.set({ path: '/w', state: stateOf({ approvals: [approvalOf({ id: 'b' })], questions: [questionOf({ id: 'q' })] }) });
    assert.deepEqual(waited.settled(folders.all()), ['a']);
    folders.set({ path: '/w', status: { phase: 'lost', problem: 'no socket' } });
    assert.deepEqual(waited.settled(folders.all()), []);
    folders.set({ path: '/w', state: stateOf() });
    assert.deepEqual(waited.settled(folders.all()), ['b', 'q']);
    assert.deepEqual(waited.settled(folders.all()), []);
  });
});

describe('inputs that are open', () => {
  it('are gone back to, and nothing opens over them, until the last is done', async () => {
    let focused = 0;
    const inputs = new OpenInputs(() => focused++);
    assert.equal(inputs.goBack(), false);
    let finish: (text: string) => void = () => undefined;
    const held = inputs.hold(() => new Promise<string>((resolve) => (finish = resolve)));
    const failed = assert.rejects(inputs.hold(() => Promise.reject(new Error('closed'))), /closed/);
    assert.deepEqual([inputs.any, inputs.goBack(), focused], [true, true, 1]);
    finish('a reason');
    assert.equal(await held, 'a reason');
    await failed;
    assert.deepEqual([inputs.any, inputs.goBack(), focused], [false, false, 1]);
  });
});

describe('a click in the Runs tree', () => {
  const live = (run: string, startedAt: string, phase: 'running' | 'waiting' | 'stopping' = 'running') => liveRunOf({ run, title: run, folder: `/${run}`, startedAt, phase });

  it('counts as meant for its row only when the rows have not just moved', async () => {
    let time = 10_000;
    const folders = new FolderStates();
    const view = { turns: [], effects: [], faults: [] } as unknown as RunView;
    const model = new RunsModel(folders, { list: () => Promise.resolve([]), head: () => Promise.reject(new Error('none')), view: () => Promise.resolve(view) }, () => time);
    const runs = [live('old', '2026-11-22T09:00:00.000Z'), live('new', '2026-11-22T10:00:00.000Z')];
    const order = async () => (await model.children(undefined)).map(({ label }) => label);
    folders.set({ path: '/w', state: stateOf({ runs: [{ ...runs[0]!, phase: 'waiting' }, runs[1]!] }) });
    assert.deepEqual(await order(), ['old', 'new']);
    time += 5000;
    await order();
    assert.equal(isAimed(model.movedAt('/new'), time), true, 'drawn again in the same order');
    folders.set({ path: '/w', state: stateOf({ runs: [{ ...runs[0]!, phase: 'stopping' }, runs[1]!] }) });
    assert.deepEqual(await order(), ['new', 'old'], 'it was stopped, and waits no more');
    time += 300;
    assert.equal(isAimed(model.movedAt('/new'), time), false, 'the second click of a double click');
    time += 300;
    assert.equal(isAimed(model.movedAt('/new'), time), true);
  });

  it('is not meant for a run that calls of the run above it have pushed down', async () => {
    let time = 10_000;
    const folders = new FolderStates();
    const turns: unknown[] = [];
    const view = { turns, effects: [], faults: [] } as unknown as RunView;
    const model = new RunsModel(folders, { list: () => Promise.resolve([]), head: () => Promise.reject(new Error('none')), view: () => Promise.resolve(view) }, () => time);
    folders.set({ path: '/w', state: stateOf({ runs: [live('below', '2026-11-22T09:00:00.000Z'), live('above', '2026-11-22T10:00:00.000Z')] }) });
    const [above] = await model.children(undefined);
    time += 5000;
    turns.push({ input: 'Go on', calls: [] });
    assert.equal((await model.children(above)).length, 1);
    assert.equal(isAimed(model.movedAt('/below'), time), false);
    assert.equal(isAimed(model.movedAt('/above'), time), true, 'its own row stays where it is');
  });
});

describe('a row of the Agents view', () => {
  it('has Run at its end, where it stays when the others come and go', () => {
    const { contributes } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { contributes: { menus: Record<string, { command: string; when: string; group: string }[]> } };
    const inline = contributes.menus['view/item/context']!.filter(({ when, group }) => when.includes('view == signalbox.agents') && group.startsWith('inline@'));
    const place = (command: string) => Number(inline.find((entry) => entry.command === command)?.group.split('@')[1]);
    assert.ok(place(commands.stopAgent) < place(commands.runAgent), 'a second click on Run must not stop what it has started');
  });
});

describe('changes of a run', () => {
  const subject = { kind: 'run', folder: '/w', run: 'r', dir: '/d' } as const;
  const effect = { path: 'a.txt', change: 'modified' as const, before: 'a', after: 'b' };
  const rows = (beside: string[] | undefined): [Row, Row] => {
    const view = { turns: [], faults: [], effects: [effect], beside } as unknown as RunView;
    const [all] = stepRows(view, subject);
    const [one] = rowsUnder(view, all!, subject);
    return [all!, one!];
  };

  it('may be those of others that were at work at the same time, and it says so', () => {
    const [all, one] = rows(['b', 'c']);
    assert.equal(all.description, 'while 2 other runs were at work');
    assert.match(one.tooltip ?? '', /2 other runs were at work: it may be theirs/);
    const [alone, own] = rows(undefined);
    assert.equal(alone.description, undefined);
    assert.doesNotMatch(own.tooltip ?? '', /theirs/);
  });
});
