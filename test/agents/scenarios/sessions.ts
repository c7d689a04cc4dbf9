/** Sessions that go on, runs that are stopped, and what must be nowhere. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { answerAll } from '../../support/drive.ts';
import { eventually } from '../../support/eventually.ts';
import { until } from '../../support/gate.ts';
import { processesWith } from '../../support/processes.ts';
import { readRun } from '../../support/record.ts';
import { fakeKey } from '../lab/env.ts';
import { filesWith } from '../setting.ts';
import type { Bench } from './bench.ts';

const TIME = { timeout: 360_000 };

export function testSession({ label, moves: { shell }, launch, open }: Bench): void {
  test(`${label}: a session goes on in a later run, and a stopped run leaves no process`, TIME, async () => {
    const script = () => [{ say: 'First run done.' }, { calls: [shell('echo > started.txt; sleep 300')] }, { say: 'Not reached.' }];
    await open({ script }, async ({ model, operator, gate, at }) => {
      const first = await operator.request('run/launch', { ...launch, prompt: 'Remember the word heron.' });
      assert.equal((await answerAll(operator, first.run, () => ({ answer: 'deny' }))).end, 'completed');
      const second = await operator.request('run/launch', { ...launch, prompt: 'Go on.', resume: first.run });
      const approval = await until(operator, ({ approvals }) => approvals.find(({ run }) => run === second.run));
      assert.ok(model.requests.some(({ body }) => JSON.stringify(body).includes('heron') && JSON.stringify(body).includes('Go on.')), 'the model was told what was said before');
      await operator.request('approval/answer', { approval: approval.id, digest: approval.digest, answer: 'allow-once', channel: 'other' });
      await eventually(() => processesWith(second.run).some((pid) => seen(pid, 'cmdline') === 'sleep\x00300\x00'), 'the command runs');
      assert.ok(existsSync(at('started.txt')));
      await operator.request('run/stop', { run: second.run, what: 'run' });
      const { end, folder } = await operator.request('run/wait', { run: second.run });
      assert.equal(end, 'stopped');
      assert.deepEqual(processesWith(second.run), []);
      assert.equal((await readRun(folder, gate.key.publicKey)).report.ok, true);
    });
  });
}

export interface SecretFacts {
  /** The variable with the key of the model. */
  keyVariable: string;
  /** Whether its commands get the run's token from it. */
  tokenReachesCommands: boolean;
  /** Whether they get the key of the model, as they do unless said otherwise. */
  keyReachesCommands?: boolean;
  /** Whether the launch's folder holds the agent's own settings, with the key of the model, for as long as it runs. */
  settingsInLaunch?: boolean;
}

export function testSecrets({ label, moves: { shell }, launch, open }: Bench, { keyVariable, tokenReachesCommands, keyReachesCommands = true, settingsInLaunch = false }: SecretFacts): void {
  test(`${label}: keys and tokens are nowhere in the record, the logs or the list of processes`, TIME, async () => {
    const script = () => [{ calls: [shell(`env > seen.txt; cat seen.txt; echo key=$${keyVariable}; sleep 1`)] }, { say: `It is ${fakeKey}.` }];
    await open({ script }, async ({ workspace: { root }, gate, operator, at }) => {
      const { run } = await operator.request('run/launch', launch);
      const approval = await until(operator, ({ approvals }) => approvals.find((one) => one.run === run));
      const token = processesWith(run).map((pid) => /SIGNALBOX_RUN_TOKEN=([^\0]+)/.exec(seen(pid, 'environ'))?.[1]).find((found) => found !== undefined)!;
      assert.ok(token.length > 20);
      const secrets = [fakeKey, token, gate.secret];
      for (const pid of processesWith(run)) for (const secret of secrets) assert.equal(seen(pid, 'cmdline').includes(secret), false);
      const kept = ['state', 'run'].map((name) => join(root, name));
      if (!settingsInLaunch) for (const secret of secrets) assert.deepEqual(filesWith(kept[0]!, secret), []);
      await operator.request('approval/answer', { approval: approval.id, digest: approval.digest, answer: 'allow-once', channel: 'other' });
      const { folder } = await operator.request('run/wait', { run });
      const environment = readFileSync(at('seen.txt'), 'utf8');
      assert.deepEqual([environment.includes(fakeKey), environment.includes(token)], [keyReachesCommands, tokenReachesCommands]);
      for (const secret of secrets) assert.deepEqual([folder, ...kept].flatMap((place) => filesWith(place, secret)), []);
      const { data } = await readRun(folder, gate.key.publicKey);
      assert.match(JSON.stringify(data('action.finished')), /key=/);
    });
  });
}

/** What is visible of a process, or nothing where it has ended. */
function seen(pid: number, what: 'cmdline' | 'environ'): string {
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'latin1');
  } catch {
    return '';
  }
}
