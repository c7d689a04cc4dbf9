/** What becomes of Qwen Code's calls when something on the way to the decision fails: the tool does not run, or the run is stopped and says why. */
import assert from 'node:assert/strict';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import { answerAll } from '../support/drive.ts';
import { killed, until } from '../support/gate.ts';
import { processesWith } from '../support/processes.ts';
import { readRun } from '../support/record.ts';
import { enterLab } from './lab/lab.ts';
import type { LabWorkspace } from './lab/lab.ts';
import { moves } from './lab/moves.ts';
import { eventually, filesWith, inSetting, ownDist, replaceHook } from './setting.ts';

const lab = await enterLab({ only: ['qwen'] });
const { shell } = moves.qwen;
const launch = { agent: 'qwen', trusted: true, prompt: 'Do what the script says.' };
const script = () => [{ calls: [shell('echo ran >> ran.txt')] }, { say: 'Done.' }];

/** What the hook program does instead, and what keeps the tool from running. */
const refused: Record<string, { instead: string; says: RegExp }> = {
  'crashes': { instead: 'process.exit(1);', says: /Signalbox has not decided/ },
  'is killed': { instead: "process.kill(process.pid, 'SIGKILL'); wait(5000);", says: /Signalbox has not decided/ },
  'crashes with half an answer': { instead: "process.stdout.write('{\"decision\":'); process.exitCode = 1;", says: /./ },
};
/** What Qwen Code takes for an answer that allows. */
const stopped: Record<string, string> = {
  'answers nonsense': "process.stdout.write('certainly');",
  'answers nothing': '',
  'answers after the agent’s time': "wait(5000); process.stdout.write('{}');",
};

for (const agent of lab.agents) {
  for (const [what, { instead, says }] of Object.entries(refused)) {
    test(`qwen: the hook ${what}: the tool does not run`, { timeout: 60_000 }, async () => {
      await inSetting(lab, agent, { script, arrange: (workspace) => replaceHook(workspace, instead) }, async ({ model, operator, at }) => {
        const { run } = await operator.request('run/launch', launch);
        const { end } = await answerAll(operator, run, () => ({ answer: 'allow-once' }));
        assert.equal(end, 'completed', JSON.stringify(operator.state.runs));
        assert.match(model.toolResults()[0]!.text, says);
        assert.equal(existsSync(at('ran.txt')), false);
      });
    });
  }

  for (const [what, instead] of Object.entries(stopped)) {
    test(`qwen: the hook ${what}: the run is stopped as not gated`, { timeout: 60_000 }, async () => {
      await inSetting(lab, agent, { script, bootstrap: { hookTimeout: 3 }, arrange: (workspace) => replaceHook(workspace, instead) }, async ({ gate, operator }) => {
        const { run } = await operator.request('run/launch', launch);
        const { end, folder } = await answerAll(operator, run, () => ({ answer: 'deny' }));
        const { data, report } = await readRun(folder, gate.key.publicKey);
        assert.equal(end, 'stopped');
        assert.match(data('run.stopped')[0]!.reason!, /not gated.*echo ran/s);
        assert.equal(data('run.sealed')[0]!.coverage, 'observed only');
        assert.equal(report.ok, true);
        assert.deepEqual(processesWith(run), []);
      });
    });
  }

  test('qwen: nobody decides in the agent’s time: the hook refuses before that is over', { timeout: 60_000 }, async () => {
    await inSetting(lab, agent, { script, bootstrap: { hookTimeout: 3 } }, async ({ model, operator, at }) => {
      const { run } = await operator.request('run/launch', launch);
      const { end } = await operator.request('run/wait', { run });
      assert.equal(end, 'completed');
      assert.match(model.toolResults()[0]!.text, /Nobody decided in the time/);
      assert.equal(existsSync(at('ran.txt')), false);
      assert.deepEqual(operator.state.approvals, []);
    });
  });

  test('qwen: a decision that takes most of the agent’s time is still obeyed, once', { timeout: 60_000 }, async () => {
    await inSetting(lab, agent, { script, bootstrap: { hookTimeout: 8 } }, async ({ operator, at }) => {
      const { run } = await operator.request('run/launch', launch);
      const approval = await until(operator, ({ approvals }) => approvals[0]);
      await sleep(6000);
      assert.equal(existsSync(at('ran.txt')), false);
      await operator.request('approval/answer', { approval: approval.id, digest: approval.digest, answer: 'allow-once', channel: 'other' });
      assert.equal((await operator.request('run/wait', { run })).end, 'completed');
      assert.equal(existsSync(at('ran.txt')), true);
    });
  });

  test('qwen: the gate is killed while a call waits: it does not run, and the next gate ends the agent and seals the record', { timeout: 60_000 }, async () => {
    await inSetting(lab, agent, { script: () => [{ calls: [shell('echo ran >> ran.txt')] }, { say: 'I was refused.', delay: 20_000 }] }, async ({ gate, operator, at }) => {
      const { run, folder } = await operator.request('run/launch', launch);
      await until(operator, ({ approvals }) => approvals[0]);
      await killed(gate.address!.pid, 'SIGKILL');
      await gate.connect('next');
      await eventually(() => filesWith(folder, '"run.sealed"').length > 0, 'the record is sealed');
      assert.deepEqual(processesWith(run), []);
      const { data, report } = await readRun(folder, gate.key.publicKey);
      assert.equal(data('run.sealed')[0]!.end, 'interrupted');
      assert.equal(report.integrity.ok, true);
      assert.equal(existsSync(at('ran.txt')), false);
    });
  });

  test('qwen: the hook program is gone: a launch is refused, and in a run the tool does not run', { timeout: 60_000 }, async () => {
    const remove = ({ dist }: LabWorkspace) => rmSync(join(dist, 'hook.cjs'));
    await inSetting(lab, agent, { script: () => [{ say: 'First.' }, { calls: [shell('echo ran >> ran.txt')] }, { say: 'Done.' }], arrange: ownDist }, async ({ workspace, model, operator, at }) => {
      const { run } = await operator.request('run/launch', launch);
      await operator.request('run/prompt', { run, text: 'Second.' });
      await eventually(() => model.requests.length > 0, 'the first turn');
      remove(workspace);
      const { end } = await answerAll(operator, run, () => ({ answer: 'allow-once' }));
      assert.equal(end, 'completed');
      // Beside the conversation, Qwen Code has one of its own in which it keeps its memory.
      assert.ok(model.requests.some(({ toolResults }) => toolResults.some(({ text }) => text.includes('not decided'))));
      assert.equal(existsSync(at('ran.txt')), false);
      const next = await operator.request('run/launch', launch);
      const { end: ended, problem } = await operator.request('run/wait', { run: next.run });
      assert.equal(ended, 'failed');
      assert.match(problem!, /hook\.cjs is not there/);
    });
  });

  test('qwen: hooks that do not call end the run', { timeout: 60_000 }, async () => {
    const silence = (workspace: LabWorkspace) => {
      ownDist(workspace);
      writeFileSync(join(workspace.dist, 'hook.cjs'), '');
    };
    await inSetting(lab, agent, { script: () => [{ say: 'A long thought.', delay: 20_000 }], bootstrap: { canaryTime: 1 }, arrange: silence }, async ({ gate, operator }) => {
      const { run } = await operator.request('run/launch', launch);
      const { end, folder } = await operator.request('run/wait', { run });
      const { data } = await readRun(folder, gate.key.publicKey);
      assert.equal(end, 'stopped');
      assert.match(data('run.stopped')[0]!.reason!, /not gated/);
      assert.equal(data('run.sealed')[0]!.coverage, 'observed only');
    });
  });
}
