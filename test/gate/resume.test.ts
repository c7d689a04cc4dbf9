/** A session that is continued in a new run, and a second turn in a run that lives. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { GateError } from '../../src/gate/client-types.ts';
import { TestGate, until } from '../support/gate.ts';
import { readRun } from '../support/record.ts';
import { projectRoot, testWorkspace } from '../support/workspace.ts';

const remembers = { command: process.execPath, args: [join(projectRoot, 'test', 'fixtures', 'agents', 'remembers.mjs')] };
const gate = new TestGate(testWorkspace({ remembers }));
after(() => gate.end());

test('a run continues the session of a recorded one, and its record names that run', async () => {
  const operator = await gate.connect();
  const first = await operator.request('run/launch', { agent: 'remembers', prompt: 'begin', trusted: true });
  assert.equal((await operator.request('run/wait', { run: first.run })).end, 'completed');
  const second = await operator.request('run/launch', { agent: 'remembers', prompt: 'go on', trusted: true, resume: first.run });
  assert.equal((await operator.request('run/wait', { run: second.run })).end, 'completed');
  const { view, report } = await readRun(second.folder);
  assert.equal(report.ok, true);
  assert.equal(view.parentRun, first.run);
  assert.deepEqual(view.turns.flatMap(({ messages }) => messages.map(({ text }) => text)), ['loaded session-1: go on']);
});

test('what cannot be continued is refused with a sentence', async () => {
  const operator = await gate.connect();
  const demo = await operator.request('run/launch', { agent: 'demo', prompt: 'list', approve: 'deny', trusted: true });
  await operator.request('run/wait', { run: demo.run });
  const refused = async (agent: string, run: string) => {
    const error: unknown = await operator.request('run/launch', { agent, prompt: 'go on', trusted: true, resume: run }).catch((problem: unknown) => problem);
    assert.ok(error instanceof GateError);
    return error.message;
  };
  assert.match(await refused('demo', demo.run), /cannot continue a session/);
  assert.match(await refused('remembers', demo.run), /was not a run of remembers/);
  assert.match(await refused('remembers', '01ARZ3NDEKTSV4RRFFQ69G5FAV'), /no run 01ARZ3NDEKTSV4RRFFQ69G5FAV/);
});

test('a cancelled turn denies what waited in it; a prompt that came meanwhile is the next turn', async () => {
  const operator = await gate.connect();
  const { run, folder } = await operator.request('run/launch', { agent: 'demo', trusted: true });
  const approval = await until(operator, ({ approvals }) => approvals[0]);
  await operator.request('run/prompt', { run, text: 'list' });
  await operator.request('run/stop', { run, what: 'turn' });
  await operator.request('run/wait', { run });
  const { view, calls } = await readRun(folder);
  assert.equal(calls.find((call) => call.approval?.id === approval.id)!.decision!.verdict, 'deny');
  assert.deepEqual(view.turns.map(({ input, endReason }) => [input, endReason]), [['Fix the rounding in src/price.js and tidy up.', 'cancelled'], ['list', 'end_turn']]);
});
