/** A call waits for its decision: for long, in vain, or while the gate dies. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../../support/eventually.ts';
import { killed, until } from '../../support/gate.ts';
import { processesWith } from '../../support/processes.ts';
import { readRun } from '../../support/record.ts';
import type { Bench } from './bench.ts';

const TIME = { timeout: 360_000 };

export function testKilledGate({ label, moves: { shell }, launch, open }: Bench): void {
  test(`${label}: the gate is killed while a call waits: neither it nor the next runs, and no process stays`, TIME, async () => {
    const script = () => [{ calls: [shell('echo one >> one.txt')] }, { calls: [shell('echo two >> two.txt')] }, { say: 'done' }];
    await open({ script }, async ({ gate, operator, at }) => {
      const { run } = await operator.request('run/launch', launch);
      await until(operator, ({ approvals }) => approvals[0]);
      assert.ok(processesWith(run).length > 0);
      await killed(gate.address!.pid, 'SIGKILL');
      await sleep(4000);
      assert.deepEqual([existsSync(at('one.txt')), existsSync(at('two.txt'))], [false, false]);
      await gate.connect();
      await eventually(() => processesWith(run).length === 0, 'no process of the run');
      assert.deepEqual([existsSync(at('one.txt')), existsSync(at('two.txt'))], [false, false]);
    });
  });
}

export function testNoAnswer({ label, moves: { shell }, launch, open }: Bench): void {
  test(`${label}: nobody answers in time: it does not run, the model hears why, and the record says so`, TIME, async () => {
    await open({ script: () => [{ calls: [shell('echo one >> one.txt')] }, { say: 'done' }], bootstrap: { hookTimeout: 6 } }, async ({ operator, gate, model, at }) => {
      const { run, folder } = await operator.request('run/launch', launch);
      assert.equal((await operator.request('run/wait', { run })).end, 'completed');
      const { calls, report } = await readRun(folder, gate.key.publicKey);
      assert.equal(existsSync(at('one.txt')), false);
      assert.match(model.toolResults()[0]!.text, /Nobody decided|nobody answered in time/);
      assert.equal(report.ok, true);
      assert.deepEqual(calls.map(({ decision, state }) => [decision?.verdict, state]), [['deny', 'denied']]);
    });
  });
}

/** @param seconds how long it is held unless the environment says otherwise */
export function testLateAnswer({ label, moves: { shell }, launch, open }: Bench, seconds = 35): void {
  test(`${label}: an approval after a long time lets it run, once`, { timeout: 1_000_000 }, async () => {
    const hold = Number(process.env['SIGNALBOX_TEST_HOLD'] ?? seconds) * 1000;
    await open({ script: () => [{ calls: [shell('echo one >> one.txt')] }, { say: 'done' }] }, async ({ operator, at }) => {
      const { run } = await operator.request('run/launch', launch);
      const { id, digest } = await until(operator, ({ approvals }) => approvals[0]);
      await sleep(hold);
      assert.equal(existsSync(at('one.txt')), false);
      await operator.request('approval/answer', { approval: id, digest, channel: 'other', answer: 'allow-once' });
      assert.equal((await operator.request('run/wait', { run })).end, 'completed');
      assert.equal(readFileSync(at('one.txt'), 'utf8'), 'one\n');
    });
  });
}
