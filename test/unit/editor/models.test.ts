import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RunView, ToolCallView } from '../../../src/record/view.ts';
import type { AgentStatus } from '../../../src/gate/protocol.ts';
import { AgentsModel } from '../../../src/editor/views/agents-model.ts';
import { ApprovalsModel, approvalTooltip } from '../../../src/editor/views/approvals-model.ts';
import type { Row } from '../../../src/editor/views/node.ts';
import { outcomeOf, rowsUnder, stepRows } from '../../../src/editor/views/run-rows.ts';
import { RunsModel, type RunOnDisk, type RunRecords } from '../../../src/editor/views/runs-model.ts';
import { approvalOf, FolderStates, liveRunOf, questionOf, stateOf } from './states.ts';

const now = () => Date.parse('2026-11-22T10:02:00.000Z');
const labels = (rows: readonly Row[]) => rows.map(({ label }) => label);

describe('the Approvals tree', () => {
  it('lists what waits, first in first out, with its age and bound to its digest', () => {
    const folders = new FolderStates();
    const model = new ApprovalsModel(folders, now);
    folders.set({ path: '/w', state: stateOf({ approvals: [approvalOf({ id: 'b', title: 'second', requestedAt: '2026-11-22T10:01:00.000Z' }), approvalOf({ id: 'a', title: 'first' })] }) });
    const rows = model.children(undefined);
    assert.deepEqual(labels(rows), ['first', 'second']);
    assert.equal(rows[0]?.description, 'Demo agent, 2 min');
    assert.deepEqual(rows[0]?.subject, { kind: 'approval', folder: '/w', approval: 'a', digest: approvalOf().digest });
  });

  it('lists what agents ask before what they want to do; all of it is in the tooltip, with nothing hidden', () => {
    const folders = new FolderStates();
    const model = new ApprovalsModel(folders, now);
    const long = questionOf({ id: 'long', requestedAt: '2026-11-22T10:01:00.000Z', asked: { mode: 'url', message: `Sign in\n${'and again '.repeat(50)}\u202e`, url: 'https://login.example.org/a?b=c', host: 'login.example.org' } });
    folders.set({ path: '/w', state: stateOf({ approvals: [approvalOf()], questions: [long, questionOf()] }) });
    const rows = model.children(undefined);
    assert.deepEqual(rows.map(({ label, description, context }) => [label.slice(0, 30), description, context]), [['Which colour?', 'Demo agent, 2 min', 'question'], ['Sign in and again and again an', 'Demo agent, 1 min', 'question'], ['npm publish', 'Demo agent, 2 min', 'approval']]);
    assert.deepEqual(rows[0]?.subject, { kind: 'question', folder: '/w', question: 'question-1' });
    assert.match(rows[1]?.tooltip ?? '', /login\.example\.org:\nhttps:\/\/login\.example\.org\/a\?b=c/);
    assert.doesNotMatch(rows[1]?.tooltip ?? '', /\u202e/);
  });

  it('has a level for folders only when there are several', () => {
    const folders = new FolderStates();
    const model = new ApprovalsModel(folders, now);
    folders.set({ path: '/a', state: stateOf({ approvals: [approvalOf()] }) }, { path: '/b', state: stateOf() });
    const top = model.children(undefined);
    assert.deepEqual(labels(top), ['a']);
    assert.deepEqual(labels(model.children(top[0])), ['npm publish']);
  });

  it('shows terminals that ask to be operators with their code', () => {
    const folders = new FolderStates();
    const model = new ApprovalsModel(folders, now);
    const pairing = { id: 'p', client: { kind: 'terminal' as const, name: 'signalbox run', version: '1', pid: 7 }, code: '123-456', requestedAt: '2026-11-22T10:00:00.000Z' };
    folders.set({ path: '/w', state: stateOf({ pairings: [pairing] }) });
    assert.match(model.children(undefined)[0]?.spoken ?? '', /123-456/);
  });

  it('says when rows moved, and draws only then', () => {
    const folders = new FolderStates();
    let time = 1000;
    const model = new ApprovalsModel(folders, () => time);
    let drawn = 0;
    model.onChange(() => drawn++);
    folders.set({ path: '/w', state: stateOf({ approvals: [approvalOf()] }) });
    time = 5000;
    folders.set({ path: '/w', state: stateOf({ approvals: [approvalOf()], revision: 2 }) });
    assert.equal(drawn, 1);
    assert.equal(model.movedAt, 1000);
    folders.set({ path: '/w', state: stateOf() });
    assert.equal(model.movedAt, 5000);
  });

  it('draws ages anew only when they read differently', () => {
    const folders = new FolderStates();
    let time = now();
    const model = new ApprovalsModel(folders, () => time);
    folders.set({ path: '/w', state: stateOf({ approvals: [approvalOf(), approvalOf({ id: 'later', requestedAt: '2026-11-22T10:01:30.000Z' })] }) });
    const rows = model.children(undefined);
    model.tick();
    const drawn: (Row | undefined)[] = [];
    model.onChange((row) => drawn.push(row));
    time += 1000;
    model.tick();
    assert.deepEqual(drawn, []);
    time += 5000;
    model.tick();
    assert.deepEqual([drawn.length, drawn[0] === rows[1], rows[1]?.description], [1, true, 'Demo agent, 35 s'], 'the row that reads differently, and not the one above it');
    time += 60_000;
    model.tick();
    assert.deepEqual([drawn.length, rows[0]?.description], [3, 'Demo agent, 3 min']);
    assert.deepEqual(model.children(undefined), rows);
  });

  it('tells the whole action, or says that there is more', () => {
    assert.match(approvalTooltip(approvalOf()), /npm publish\n/);
    const long = approvalOf({ presentation: { form: 'document', title: 't', language: 'plaintext', text: 'x'.repeat(10_000) } });
    assert.match(approvalTooltip(long), /see it whole before you answer/);
  });
});

describe('the Agents tree', () => {
  const demo: AgentStatus = { id: 'demo', name: 'Demo agent', description: 'A demonstration', version: '1.0', state: 'ready' };
  const missing: AgentStatus = { id: 'other', name: 'Other', description: 'Another', state: 'missing', problem: 'Install it with npm.' };

  it('shows each agent with version, state and what to do', async () => {
    const folders = new FolderStates();
    const model = new AgentsModel({ folders, list: () => Promise.resolve([demo, missing]) });
    folders.set({ path: '/w', state: stateOf({ runs: [liveRunOf()] }) });
    const rows = await model.children(undefined);
    assert.deepEqual(rows.map(({ label, description, context }) => [label, description, context]), [
      ['Demo agent', '1.0, running', 'agent-ready-live'],
      ['Not installed', '1', 'missing-agents'],
    ]);
    const [row] = await model.children(rows[1]);
    assert.equal(row?.label, 'Other');
    assert.match(row.tooltip ?? '', /Install it with npm/);
  });

  it('puts the ready first and the missing last; those of the workspace stay in sight', async () => {
    const folders = new FolderStates();
    const old: AgentStatus = { id: 'old', name: 'Old', description: '', state: 'broken', problem: 'Update it.', install: 'npm install -g old' };
    const own: AgentStatus = { id: 'own', name: 'Own', description: '', state: 'missing', added: true };
    const model = new AgentsModel({ folders, list: () => Promise.resolve([missing, old, own, demo, { ...missing, id: 'far', name: 'Far', homepage: 'https://far.example' }]) });
    folders.set({ path: '/w', state: stateOf() });
    const rows = await model.children(undefined);
    assert.deepEqual(labels(rows), ['Demo agent', 'Old', 'Own', 'Not installed']);
    assert.deepEqual(rows.map(({ context }) => context), ['agent-ready', 'agent-broken-installable', 'agent-missing-added', 'missing-agents']);
    assert.deepEqual((await model.children(rows[3])).map(({ label, context }) => [label, context]), [['Other', 'agent-missing'], ['Far', 'agent-missing-page']]);
  });

  it('says which are gated when they are started alone, and offers it where it can be had', async () => {
    const folders = new FolderStates();
    const agents: AgentStatus[] = [{ ...demo, id: 'a', gatedHere: true }, { ...demo, id: 'b', gatedHere: false }, { ...demo, id: 'c', state: 'broken', gatedHere: true }, { ...demo, id: 'd', state: 'broken', gatedHere: false }];
    const model = new AgentsModel({ folders, list: () => Promise.resolve(agents) });
    folders.set({ path: '/w', state: stateOf() });
    const rows = await model.children(undefined);
    assert.deepEqual(rows.map(({ context }) => context), ['agent-ready-gated', 'agent-ready-ungated', 'agent-broken-gated', 'agent-broken']);
    assert.equal(rows[0]?.description, '1.0, gated in terminals');
    assert.equal(rows[1]?.description, '1.0');
  });

  it('shows a file of added agents that cannot be read, and opens it', async () => {
    const folders = new FolderStates();
    const mistake: AgentStatus = { id: 'workspace-agents', name: 'Agents of this workspace', description: '', state: 'broken', problem: 'It is not JSON.', file: '/w/.signalbox/agents.json' };
    const model = new AgentsModel({ folders, list: () => Promise.resolve([demo, mistake]) });
    folders.set({ path: '/w', state: stateOf() });
    const row = (await model.children(undefined))[1];
    assert.deepEqual([row?.context, row?.description, row?.command?.id], ['agents-file', 'It is not JSON.', 'signalbox.openAgentsFile']);
    assert.deepEqual(row?.subject, { kind: 'file', folder: '/w', path: '/w/.signalbox/agents.json' });
  });

  it('says that the gate is lost, and that the policy has a mistake', async () => {
    const folders = new FolderStates();
    const model = new AgentsModel({ folders, list: () => Promise.resolve([demo]) });
    folders.set({ path: '/w', status: { phase: 'lost', problem: 'no socket' } });
    assert.deepEqual((await model.children(undefined)).map(({ context }) => context), ['lost']);
    folders.set({ path: '/w', state: stateOf({ policy: { digest: '', posture: 'ask', problems: [{ file: '/w/.signalbox/policy.jsonc', line: 4, message: 'Unknown field.' }] } }) });
    const [problem, agent] = await model.children(undefined);
    assert.equal(problem?.context, 'policy-problem');
    assert.deepEqual(problem.subject, { kind: 'file', folder: '/w', path: '/w/.signalbox/policy.jsonc', line: 4 });
    assert.equal(agent?.label, 'Demo agent');
  });

  it('draws an agent anew when its runs went on, as the row that the editor knows, and no other', async () => {
    const folders = new FolderStates();
    const model = new AgentsModel({ folders, list: () => Promise.resolve([demo, { ...demo, id: 'b', name: 'B' }]) });
    folders.set({ path: '/w', state: stateOf() });
    const rows = await model.children(undefined);
    const drawn: (Row | undefined)[] = [];
    model.onChange((row) => drawn.push(row));
    folders.set({ path: '/w', state: stateOf({ revision: 2, runs: [liveRunOf({ phase: 'waiting' })] }) });
    assert.deepEqual(drawn, [rows[0]]);
    assert.deepEqual([rows[0]?.description, rows[0]?.context], ['1.0, waiting for you', 'agent-ready-live']);
    folders.set({ path: '/w', state: stateOf({ revision: 3, runs: [liveRunOf({ phase: 'waiting', events: 9 })] }) });
    assert.equal(drawn.length, 1);
    folders.set({ path: '/w', state: stateOf({ revision: 4, runs: [liveRunOf({ phase: 'ended', end: 'completed' })] }) });
    assert.deepEqual([drawn.length, rows[0]?.description], [2, '1.0']);
  });

  it('asks the gate once, and again after a refresh or a failure', async () => {
    const folders = new FolderStates();
    let asked = 0;
    const model = new AgentsModel({
      folders,
      list: () => (++asked === 1 ? Promise.reject(new Error('gone')) : Promise.resolve([demo])),
    });
    folders.set({ path: '/w', state: stateOf() });
    assert.deepEqual(await model.children(undefined), []);
    assert.equal((await model.children(undefined)).length, 1);
    await model.children(undefined);
    assert.equal(asked, 2);
    model.refresh();
    await model.children(undefined);
    assert.equal(asked, 3);
  });
});

function callOf(change: Partial<ToolCallView> = {}): ToolCallView {
  return {
    form: 'tool-call',
    step: 's1',
    title: 'npm test',
    door: 'acp',
    action: { kind: 'exec', command: 'npm test', cwd: '/w' },
    digest: 'd',
    basis: 'mediated',
    findings: [],
    state: 'succeeded',
    startedAt: '',
    events: [],
    children: [],
    ...change,
  };
}

function viewOf(change: Partial<RunView> = {}): RunView {
  return {
    run: 'run-1',
    agent: { id: 'demo', name: 'Demo agent' },
    person: 'P',
    title: 'Fix the tests',
    startedAt: '2026-11-22T09:00:00.000Z',
    started: {} as RunView['started'],
    turns: [],
    effects: [],
    evidence: [],
    faults: [],
    counts: { calls: 0, allowed: 0, denied: 0, unasked: 0, waiting: 0, failed: 0 },
    events: 1,
    lastEventAt: '',
    ...change,
  };
}

class Records implements RunRecords {
  heads = 0;
  views = 0;
  readonly runs: RunOnDisk[];
  current: RunView = viewOf();

  constructor(count: number) {
    this.runs = Array.from({ length: count }, (_, index) => ({ run: `recorded-${index}`, folder: `/w/runs/recorded-${index}` }));
  }

  list(): Promise<RunOnDisk[]> {
    return Promise.resolve(this.runs);
  }

  head({ run }: RunOnDisk) {
    this.heads++;
    return Promise.resolve({ run, agent: 'Demo agent', title: run, startedAt: '2026-11-22T09:00:00.000Z', ...(run === 'recorded-1' ? {} : { end: 'completed' as const }) });
  }

  view() {
    this.views++;
    return Promise.resolve(this.current);
  }
}

describe('the Runs tree', () => {
  it('puts waiting runs on top, then live ones, then recorded ones, newest first, and reads no record for it', async () => {
    const folders = new FolderStates();
    const records = new Records(2);
    const model = new RunsModel(folders, records, now);
    const runs = [
      liveRunOf({ run: 'old', title: 'old', folder: '/old', startedAt: '2026-11-22T09:00:00.000Z' }),
      liveRunOf({ run: 'new', title: 'new', folder: '/new', startedAt: '2026-11-22T10:00:00.000Z' }),
      liveRunOf({ run: 'asks', title: 'asks', folder: '/asks', startedAt: '2026-11-22T08:00:00.000Z', phase: 'waiting' }),
    ];
    folders.set({ path: '/w', state: stateOf({ runs, approvals: [approvalOf({ run: 'asks', requestedAt: '2026-11-22T10:01:00.000Z' })] }) });
    const rows = await model.children(undefined);
    assert.deepEqual(labels(rows), ['asks', 'new', 'old', 'recorded-0', 'recorded-1']);
    assert.equal(rows[0]?.description, 'Demo agent, waiting for you 1 min');
    assert.match(rows[4]?.description ?? '', /not sealed/);
    assert.equal(records.views, 0);
  });

  it('does not show a live run twice', async () => {
    const folders = new FolderStates();
    const model = new RunsModel(folders, new Records(1), now);
    folders.set({ path: '/w', state: stateOf({ runs: [liveRunOf({ run: 'recorded-0' })] }) });
    assert.equal((await model.children(undefined)).length, 1);
  });

  it('draws a page at a time', async () => {
    const folders = new FolderStates();
    const records = new Records(120);
    const model = new RunsModel(folders, records, now);
    folders.set({ path: '/w' });
    const first = await model.children(undefined);
    assert.equal(first.length, 51);
    assert.equal(records.heads, 50);
    assert.equal(first.at(-1)?.label, '70 older');
    const second = await model.children(first.at(-1));
    assert.equal(second.length, 51);
    const third = await model.children(second.at(-1));
    assert.equal(third.length, 20);
    assert.equal(third.at(-1)?.label, 'recorded-119');
  });

  it('draws a run anew when it went on, as the row that the editor knows', async () => {
    const folders = new FolderStates();
    const model = new RunsModel(folders, new Records(0), now);
    folders.set({ path: '/w', state: stateOf({ runs: [liveRunOf()] }) });
    const [row] = await model.children(undefined);
    const changes: (Row | undefined)[] = [];
    model.onChange((changed) => changes.push(changed));
    folders.set({ path: '/w', state: stateOf({ runs: [liveRunOf({ events: 4 })] }) });
    assert.equal(changes.length, 0, 'folded, it looks as before');
    await model.children(row);
    folders.set({ path: '/w', state: stateOf({ runs: [liveRunOf({ events: 5 })] }) });
    assert.equal(changes.length, 1);
    assert.equal(changes[0], row);
    folders.set({ path: '/w', state: stateOf({ runs: [liveRunOf({ events: 5, phase: 'sealing' })] }) });
    assert.equal(changes[1], undefined);
  });

  it('shows turns, calls, subagents, changes and problems under a run', async () => {
    const folders = new FolderStates();
    const records = new Records(1);
    const child = callOf({ step: 's2', title: 'cat a', state: 'denied', decision: { verdict: 'deny', by: 'rule', rule: { id: 'no-cat', text: '', layer: 'user' }, reason: 'no', policyDigest: '', guardVersion: '' } });
    records.current = viewOf({
      turns: [{ form: 'turn', step: 't1', input: 'Fix it\nplease', startedAt: '', endedAt: '', endReason: 'end_turn', messages: [], plan: [], questions: [], calls: [callOf({ children: [child] })], events: [] }],
      effects: [{ path: 'a.txt', change: 'created', before: null, after: 'x' }],
      faults: [{ code: 'torn', message: 'It was torn.', at: '' }],
    });
    const model = new RunsModel(folders, records, now);
    folders.set({ path: '/w' });
    const [run] = await model.children(undefined);
    const under = await model.children(run);
    assert.deepEqual(labels(under), ['It was torn.', 'Fix it', '1 file changed']);
    const calls = await model.children(under[1]);
    assert.deepEqual(labels(calls), ['npm test']);
    const [denied] = await model.children(calls[0]);
    assert.equal(denied?.description, 'denied, by rule no-cat');
    assert.deepEqual(labels(await model.children(under[2])), ['a.txt']);
    assert.equal(stepRows(records.current, { kind: 'run', folder: '/w', run: 'r', dir: '/d' }).length, 3);
    assert.ok(run);
    assert.deepEqual(rowsUnder(records.current, { ...run, id: '/d#nonsense' }, { kind: 'run', folder: '/w', run: 'r', dir: '/d' }), []);
  });

  it('tells rejected, failed, timed out, unknown and unasked apart', () => {
    const states = ['denied', 'failed', 'timed_out', 'unknown', 'cancelled', 'succeeded'] as const;
    const said = states.map((state) => outcomeOf(callOf({ state })));
    assert.equal(new Set(said).size, states.length);
    assert.equal(outcomeOf(callOf({ basis: 'reported' })), 'done, the agent did not ask');
    assert.equal(outcomeOf(callOf({ state: 'failed', exitCode: 2 })), 'failed (2)');
  });

  it('says why a record cannot be read', async () => {
    const folders = new FolderStates();
    const records = new Records(1);
    records.view = () => Promise.reject(new Error('line 3 is torn'));
    const model = new RunsModel(folders, records, now);
    folders.set({ path: '/w' });
    const [run] = await model.children(undefined);
    assert.equal((await model.children(run))[0]?.description, 'line 3 is torn');
  });
});
