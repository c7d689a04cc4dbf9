/** What becomes of calls when something on the way to the decision fails: the tool does not run, or the run is stopped and says why. */
import assert from 'node:assert/strict';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import { answerAll } from '../../support/drive.ts';
import { eventually } from '../../support/eventually.ts';
import { killed, until } from '../../support/gate.ts';
import { processesWith } from '../../support/processes.ts';
import { readRun } from '../../support/record.ts';
import type { LabWorkspace } from '../lab/lab.ts';
import type { ScriptedModel } from '../lab/model.ts';
import type { Moves } from '../lab/moves.ts';
import { ownDist, replaceHook } from '../setting.ts';
import type { Bench } from './bench.ts';

const TIME = { timeout: 240_000 };
const scriptOf = ({ shell }: Moves) => () => [{ calls: [shell('echo ran >> ran.txt')] }, { say: 'Done.' }];

/** @param what the hook does, in words, and `instead` in JavaScript; `says` is what the model hears */
export function testRefusedHook({ label, moves, launch, open }: Bench, what: string, { instead, says }: { instead: string; says: RegExp }): void {
  test(`${label}: the hook ${what}: the tool does not run`, TIME, async () => {
    await open({ script: scriptOf(moves), arrange: (workspace) => replaceHook(workspace, instead) }, async ({ model, operator, at }) => {
      const { run } = await operator.request('run/launch', launch);
      const { end } = await answerAll(operator, run, () => ({ answer: 'allow-once' }));
      assert.equal(end, 'completed', JSON.stringify(operator.state.runs));
      assert.match(model.toolResults()[0]!.text, says);
      assert.equal(existsSync(at('ran.txt')), false);
    });
  });
}

/** What the hook does is taken for an answer that allows. @param hookTimeout in seconds */
export function testHookThatAllows({ label, moves, launch, open }: Bench, what: string, instead: string, hookTimeout = 3): void {
  test(`${label}: the hook ${what}: the run is stopped as not gated`, TIME, async () => {
    await open({ script: scriptOf(moves), bootstrap: { hookTimeout }, arrange: (workspace) => replaceHook(workspace, instead) }, async ({ gate, operator }) => {
      const { run } = await operator.request('run/launch', launch);
      const { end, folder } = await answerAll(operator, run, () => ({ answer: 'deny' }));
      const { data, report } = await readRun(folder, gate.key.publicKey);
      assert.equal(end, 'stopped', JSON.stringify(operator.state.runs));
      assert.match(data('run.stopped')[0]!.reason!, /not gated.*echo ran/s);
      assert.equal(data('run.sealed')[0]!.coverage, 'observed only');
      assert.equal(report.ok, true);
      assert.deepEqual(processesWith(run), []);
    });
  });
}

/** @param hookTimeout in seconds */
export function testNobodyDecides({ label, moves, launch, open }: Bench, hookTimeout = 6): void {
  test(`${label}: nobody decides in the agent’s time: the hook refuses before that is over`, TIME, async () => {
    await open({ script: scriptOf(moves), bootstrap: { hookTimeout } }, async ({ model, operator, at }) => {
      const { run } = await operator.request('run/launch', launch);
      const { end } = await operator.request('run/wait', { run });
      assert.equal(end, 'completed');
      assert.match(model.toolResults()[0]!.text, /Nobody decided in the time/);
      assert.equal(existsSync(at('ran.txt')), false);
      await until(operator, ({ approvals }) => approvals.length === 0 || undefined);
    });
  });
}

/** @param gone what the model hears of it. @param heard the texts in which it may */
export function testHookGone({ label, moves, launch, open }: Bench, gone: RegExp, heard: FailingFacts['heard'] = resultsOf): void {
  test(`${label}: the hook program is gone: a launch is refused, and in a run the tool does not run`, TIME, async () => {
    await open({ script: () => [{ say: 'First.' }, { calls: [moves.shell('echo ran >> ran.txt')] }, { say: 'Done.' }], arrange: ownDist }, async ({ workspace, model, operator, at }) => {
      const { run } = await operator.request('run/launch', launch);
      await operator.request('run/prompt', { run, text: 'Second.' });
      await eventually(() => model.requests.length > 0, 'the first turn');
      await until(operator, ({ runs }) => runs.find((live) => live.run === run)?.coverage);
      rmSync(join(workspace.dist, 'hook.cjs'));
      const { end } = await answerAll(operator, run, () => ({ answer: 'allow-once' }));
      assert.equal(end, 'completed');
      assert.ok(heard(model).some((text) => gone.test(text)), JSON.stringify(heard(model)));
      assert.equal(existsSync(at('ran.txt')), false);
      const next = await operator.request('run/launch', launch);
      const { end: ended, problem } = await operator.request('run/wait', { run: next.run });
      assert.equal(ended, 'failed');
      assert.match(problem!, /hook\.cjs is not there/);
    });
  });
}

export interface FailingFacts {
  /** What the model hears where the hook crashes with half an answer. */
  halfAnswer: RegExp;
  /** What is answered too late (JavaScript). */
  late: string;
  /** Whether the model hears of the refusal where the gate is killed. */
  toldOfKill: boolean;
  /** What the model hears where the hook program is gone, and the texts in which it may: the results of its calls unless others are named. */
  gone: RegExp;
  heard?: (model: ScriptedModel) => string[];
}

/** All of it, for an agent that refuses by itself where its hook fails. */
export function testFailingHooks(bench: Bench, { halfAnswer, late, toldOfKill, heard, gone }: FailingFacts): void {
  const { label, moves, launch, open } = bench;
  const refused: Record<string, { instead: string; says: RegExp }> = {
    'crashes': { instead: 'process.exit(1);', says: /Signalbox has not decided/ },
    'is killed': { instead: "process.kill(process.pid, 'SIGKILL'); wait(5000);", says: /Signalbox has not decided/ },
    'crashes with half an answer': { instead: "process.stdout.write('{\"decision\":'); process.exitCode = 1;", says: halfAnswer },
  };
  /** What the agent takes for an answer that allows. */
  const stopped: Record<string, string> = {
    'answers nonsense': "process.stdout.write('certainly');",
    'answers nothing': '',
    'answers after the agent’s time': `wait(9000); ${late}`,
  };
  for (const [what, how] of Object.entries(refused)) testRefusedHook(bench, what, how);
  for (const [what, instead] of Object.entries(stopped)) testHookThatAllows(bench, what, instead);
  testNobodyDecides(bench);
  testHookGone(bench, gone, heard);

  test(`${label}: a decision that takes most of the agent’s time is still obeyed, once`, TIME, async () => {
    await open({ script: scriptOf(moves), bootstrap: { hookTimeout: 20 } }, async ({ operator, at }) => {
      const { run } = await operator.request('run/launch', launch);
      const approval = await until(operator, ({ approvals }) => approvals[0]);
      await sleep(14_000);
      assert.equal(existsSync(at('ran.txt')), false);
      await operator.request('approval/answer', { approval: approval.id, digest: approval.digest, answer: 'allow-once', channel: 'other' });
      assert.equal((await operator.request('run/wait', { run })).end, 'completed');
      assert.equal(existsSync(at('ran.txt')), true);
    });
  });

  test(`${label}: the gate is killed while a call waits: it does not run, and the next gate ends the agent and seals the record`, TIME, async () => {
    await open({ script: () => [{ calls: [moves.shell('echo ran >> ran.txt')] }, { say: 'I was refused.', delay: 120_000 }] }, async ({ gate, model, operator, at }) => {
      const { run, folder } = await operator.request('run/launch', launch);
      await until(operator, ({ approvals }) => approvals[0]);
      await killed(gate.address!.pid, 'SIGKILL');
      if (toldOfKill) {
        await eventually(() => model.toolResults()[0], 'the model hears of the refusal');
        assert.match(model.toolResults()[0]!.text, /Denied by Signalbox/);
      }
      await gate.connect('next');
      await eventually(() => existsSync(join(folder, 'receipt.intoto.json')), 'the record is sealed');
      assert.deepEqual(processesWith(run), []);
      const { data, report } = await readRun(folder, gate.key.publicKey);
      assert.equal(data('run.sealed')[0]!.end, 'interrupted');
      assert.equal(report.integrity.ok, true);
      assert.equal(existsSync(at('ran.txt')), false);
    });
  });

  test(`${label}: hooks that do not call end the run`, TIME, async () => {
    const silence = (workspace: LabWorkspace) => {
      ownDist(workspace);
      writeFileSync(join(workspace.dist, 'hook.cjs'), '');
    };
    await open({ script: () => [{ say: 'A long thought.', delay: 120_000 }], bootstrap: { canaryTime: 5000 }, arrange: silence }, async ({ gate, operator }) => {
      const { run } = await operator.request('run/launch', launch);
      const { end, folder } = await operator.request('run/wait', { run });
      const { data } = await readRun(folder, gate.key.publicKey);
      assert.equal(end, 'stopped');
      assert.match(data('run.stopped')[0]!.reason!, /not gated.*None of its hooks/s);
      assert.equal(data('run.sealed')[0]!.coverage, 'observed only');
      assert.deepEqual(processesWith(run), []);
    });
  });
}

function resultsOf(model: ScriptedModel): string[] {
  return model.toolResults().map(({ text }) => text);
}
