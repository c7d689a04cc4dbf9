/** A call that was done without a decision, or against it, is noticed: whoever tells of it, in whatever order, and however it ended. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { Approvals } from '../../../src/gate/approvals.ts';
import { Asking } from '../../../src/gate/asking.ts';
import { Pipeline, type PipelineRun } from '../../../src/gate/pipeline.ts';
import { PolicyStore } from '../../../src/gate/policy-store.ts';
import { Questions } from '../../../src/gate/questions.ts';
import type { Proposal } from '../../../src/gate/run-gate.ts';
import { createGuard } from '../../../src/guard/guard.ts';
import type { Outcome } from '../../../src/model/outcome.ts';
import { RecordWriter } from '../../../src/record/writer.ts';
import { readRecord } from '../../../src/record/reader.ts';
import { GatedRun, type UngatedCall } from '../../../src/runs/gated-run.ts';
import { Transcript } from '../../../src/runs/transcript.ts';
import { dist } from '../../support/workspace.ts';
import { options, started, temporaryFolder } from '../record/sample.ts';

const guard = await createGuard(join(dist, 'wasm'));
const now = (): Date => new Date();

interface Bench {
  gated: GatedRun;
  /** What was noticed, each `TITLE HOW`. */
  ungated: string[];
  approvals: Approvals;
  /** What the record tells, each `TYPE` or `TYPE STATUS`. */
  told: () => Promise<string[]>;
}

async function bench(context: TestContext): Promise<Bench> {
  const root = await temporaryFolder(context);
  const own = options();
  const writer = await RecordWriter.create(join(root, 'run'), own);
  context.after(() => writer.close());
  await writer.append(started());
  const scope = { roots: [root], home: root };
  const policies = new PolicyStore({ user: join(root, 'user.json'), workspace: join(root, 'workspace.json') }, scope, () => undefined);
  const approvals = new Approvals(() => undefined, now);
  let last = 0;
  const parts = { policies, attended: () => true, now, newId: () => `id${(last += 1)}` };
  const pipeline = new Pipeline({ ...parts, guard, guardContext: { ...scope, platform: process.platform, realpath: (path) => path }, approvals });
  const asking = new Asking({ ...parts, questions: new Questions(() => undefined, now) });
  const run: PipelineRun = {
    id: 'run', agent: { id: 'agent', name: 'Agent' }, cwd: root, approve: 'ask', trusted: true, writer, redactor: own.redactor, grants: [],
    signal: new AbortController().signal, waiting: () => undefined,
  };
  const ungated: string[] = [];
  const onUngated = ({ title, how }: UngatedCall): void => void ungated.push(`${title} ${how ?? 'untold'}`);
  const onBroken = (error: Error): void => assert.fail(error);
  const gated = new GatedRun({ pipeline, asking, run, transcript: new Transcript((text) => text), now, onRecorded: () => undefined, onBroken, onUngated });
  const told = async (): Promise<string[]> => (await readRecord(join(root, 'run'))).events.slice(1).map(({ type, data }) => ('status' in data ? `${type} ${String(data.status)}` : type));
  return { gated, ungated, approvals, told };
}

function call(door: string, command = 'npm install left-pad'): Proposal {
  return { action: { kind: 'exec', command, cwd: '/project' }, title: command, door, tool: 'Bash' };
}

const succeeded: Outcome = { status: 'succeeded', basis: 'reported', exitCode: 0 };
const ended: Outcome = { status: 'unknown', basis: 'reported' };
const failed: Outcome = { status: 'failed', basis: 'reported' };

test('two doors tell at once of a call that none proposed', async (context) => {
  const { gated, ungated, told } = await bench(context);
  await Promise.all([gated.finishCall(call('hook'), ended), gated.finishCall(call('lines'), succeeded)]);
  assert.ok(ungated.length > 0);
  assert.deepEqual(gated.counts, { decided: 0, unasked: 1 });
  assert.deepEqual(await told(), ['action.proposed', 'guard.assessed', 'action.finished succeeded']);
});

for (const [what, outcome] of Object.entries({ 'succeeded': succeeded, 'failed as a command': { ...failed, exitCode: 1 }, 'ended, nobody knows how': ended })) {
  test(`a call that none proposed: it ${what}`, async (context) => {
    const { gated, ungated } = await bench(context);
    await gated.finishCall(call('hook'), outcome);
    assert.deepEqual(ungated, ['npm install left-pad untold']);
  });

  test(`a call that was denied: it ${what}`, async (context) => {
    const { gated, ungated, told } = await bench(context);
    const { decision } = await gated.propose(call('hook'), AbortSignal.abort());
    assert.equal(decision.verdict, 'deny');
    await gated.finishCall(call('lines'), outcome);
    assert.deepEqual(ungated, ['npm install left-pad denied']);
    assert.ok((await told()).includes('fault.noted'));
  });

  test(`a call that waits for a person: it ${what}`, async (context) => {
    const { gated, ungated, approvals, told } = await bench(context);
    const hook = new AbortController();
    const proposed = gated.propose(call('hook'), hook.signal);
    while (approvals.list().length === 0) await new Promise((resolve) => setImmediate(resolve));
    const finished = gated.finishCall(call('lines'), outcome);
    assert.deepEqual(ungated, ['npm install left-pad early'], 'at once');
    hook.abort();
    assert.equal((await proposed).decision.verdict, 'deny');
    await finished;
    const types = await told();
    assert.ok(!types.slice(0, types.indexOf('action.decided')).some((type) => type.startsWith('action.finished')), types.join());
  });
}

for (const [what, outcome] of Object.entries({ 'failed without a word of a command': failed, 'was refused by the agent itself': { ...failed, exitCode: 1, begun: false as const }, 'was not heard of again': { ...ended, basis: 'unobserved' as const } })) {
  test(`a call that none proposed and that may not have been done is no reason: it ${what}`, async (context) => {
    const { gated, ungated } = await bench(context);
    await gated.finishCall(call('lines'), outcome);
    assert.deepEqual(ungated, []);
  });
}

test('a call that was allowed and done is none', async (context) => {
  const { gated, ungated } = await bench(context);
  assert.equal((await gated.propose(call('hook', 'echo hello'))).decision.verdict, 'allow');
  await Promise.all([gated.finishCall(call('hook', 'echo hello'), ended), gated.finishCall(call('lines', 'echo hello'), { ...failed, exitCode: 2 })]);
  assert.deepEqual(ungated, []);
  assert.deepEqual(gated.counts, { decided: 1, unasked: 0 });
});
