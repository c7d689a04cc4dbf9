/** Approvals through the sockets of a real gate: who answers first, what is too late, and what happens when nobody is there. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, test } from 'node:test';
import type { GateConnection } from '../../src/gate/client-types.ts';
import type { AnswerResult } from '../../src/gate/protocol.ts';
import type { Approval } from '../../src/model/approval.ts';
import { answerAll } from '../support/drive.ts';
import { eventually } from '../support/eventually.ts';
import { TestGate, until } from '../support/gate.ts';
import { readRun } from '../support/record.ts';
import { testWorkspace } from '../support/workspace.ts';

const gates: TestGate[] = [];
after(() => Promise.all(gates.map((gate) => gate.end())));

function newGate(more: ConstructorParameters<typeof TestGate>[1] = {}): TestGate {
  const gate = new TestGate(testWorkspace(), more);
  gates.push(gate);
  return gate;
}

const first = (connection: GateConnection) => until(connection, ({ approvals }) => approvals[0]);

function answerOnce(connection: GateConnection, { id, digest }: Approval, answer: 'allow-once' | 'deny'): Promise<AnswerResult> {
  return connection.request('approval/answer', { approval: id, digest, answer, channel: 'other' });
}

test('two windows and a terminal: the first answer counts, the others see that it is gone', async () => {
  const gate = newGate();
  const [one, two, terminal] = [await gate.connect('window 1'), await gate.connect('window 2'), await gate.connect('terminal', 'terminal')];
  const { run, folder } = await one.request('run/launch', { agent: 'demo', trusted: true });
  const approval = await first(two);
  const results = await Promise.all([answerOnce(one, approval, 'allow-once'), answerOnce(two, approval, 'deny'), answerOnce(terminal, approval, 'deny')]);
  assert.equal(results.filter(({ accepted }) => accepted).length, 1);
  for (const window of [one, two, terminal]) await until(window, ({ approvals }) => (approvals.some(({ id }) => id === approval.id) ? undefined : true));
  await answerAll(terminal, run, () => ({ answer: 'deny' }));
  const { report, events } = await readRun(folder);
  assert.equal(report.ok, true);
  const answers = events.filter((event) => event.type === 'approval.answered' && event.data.approval === approval.id);
  assert.equal(answers.length, 1);
  const decided = events.find((event) => event.type === 'decision.made' && event.data.approval === approval.id);
  const winner = results.findIndex(({ accepted }) => accepted);
  assert.equal(decided?.type === 'decision.made' && decided.data.verdict, winner === 0 ? 'allow' : 'deny');
});

test('an answer for another digest, for something gone, or given again, releases nothing', async () => {
  const gate = newGate();
  const operator = await gate.connect();
  const { run, folder } = await operator.request('run/launch', { agent: 'demo', trusted: true });
  const tests = await first(operator);
  const wrong = await operator.request('approval/answer', { approval: tests.id, digest: 'f'.repeat(64), answer: 'allow-once', channel: 'other' });
  assert.deepEqual(wrong.accepted || wrong.why, 'digest');
  assert.equal(operator.state.approvals[0]?.id, tests.id, 'it still waits');
  assert.deepEqual(await answerOnce(operator, tests, 'deny'), { accepted: true });
  const again = await answerOnce(operator, tests, 'allow-once');
  assert.deepEqual(again.accepted || again.why, 'unknown');
  const workflow = await until(operator, ({ approvals }) => approvals.find(({ id }) => id !== tests.id));
  const crossed = await operator.request('approval/answer', { approval: workflow.id, digest: tests.digest, answer: 'allow-once', channel: 'other' });
  assert.deepEqual(crossed.accepted || crossed.why, 'digest', 'the digest of one does not open another');
  await answerAll(operator, run, () => ({ answer: 'deny' }));
  const { calls } = await readRun(folder);
  assert.equal(calls.find((call) => call.title === 'node --test')!.state, 'denied');
  const late = await answerOnce(operator, workflow, 'allow-once');
  assert.equal(late.accepted, false, 'the run has ended');
});

test('a window that goes and comes back finds what waits; nobody else has answered it', async () => {
  const gate = newGate();
  const before = await gate.connect();
  const { run } = await before.request('run/launch', { agent: 'demo', trusted: true });
  const approval = await first(before);
  before.close();
  await before.closed;
  await sleep(500);
  const afterwards = await gate.connect();
  assert.deepEqual(afterwards.state.approvals.map(({ id }) => id), [approval.id]);
  const { transcript } = await afterwards.request('run/attach', { run });
  assert.match(transcript, /I will look at the project first/);
  const { end } = await answerAll(afterwards, run, () => ({ answer: 'allow-once' }));
  assert.equal(end, 'completed');
});

test('when the last operator stays away, what waits is denied as timed out, and the run goes on to its end', async () => {
  const gate = newGate({ unattendedTime: 300, idleTime: 20_000 });
  const operator = await gate.connect();
  const { folder } = await operator.request('run/launch', { agent: 'demo', trusted: true });
  await first(operator);
  operator.close();
  const receipt = join(folder, 'receipt.intoto.json');
  await eventually(() => existsSync(receipt), 'the record is sealed');
  const { calls, report } = await readRun(folder);
  assert.equal(report.ok, true);
  const asked = calls.filter((call) => call.decision?.by === 'time-out');
  assert.equal(asked.length, 4, 'one that waited, and three that were asked while nobody was there');
  assert.ok(asked.every((call) => call.state === 'denied'));
});

test('a deadline of the policy denies by itself', async () => {
  const gate = newGate();
  mkdirSync(join(gate.workspace.folder, '.signalbox'));
  writeFileSync(join(gate.workspace.folder, '.signalbox', 'policy.jsonc'), '{ "version": 1, "approvalTimeout": "1s", "rules": [] }\n');
  const operator = await gate.connect();
  const { run, folder } = await operator.request('run/launch', { agent: 'demo', trusted: true });
  const approval = await first(operator);
  assert.ok(approval.expiresAt !== undefined);
  await operator.request('run/wait', { run });
  const { calls } = await readRun(folder);
  assert.ok(calls.filter((call) => call.decision?.by === 'time-out').length === 4);
});
