/** What becomes of Codex's calls when something on the way to the decision fails: the tool does not run, or the run is stopped and says why. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../support/eventually.ts';
import { killed, until } from '../support/gate.ts';
import { processesWith } from '../support/processes.ts';
import { readRun } from '../support/record.ts';
import { benchOfCodex, doors, inCodex, launch, replaceCodex } from './codex-setting.ts';
import { enterLab } from './lab/lab.ts';
import { moves } from './lab/moves.ts';
import { testHookGone, testHookThatAllows, testNobodyDecides, testRefusedHook } from './scenarios/failing.ts';

const lab = await enterLab({ only: ['codex'] });
const { shell } = moves.codex;
const script = () => [{ calls: [shell('echo ran >> ran.txt')] }, { say: 'Done.' }];
/** How long an approval is held, in ms. */
const hold = Number(process.env['SIGNALBOX_TEST_HOLD'] ?? 5) * 1000;

/** What the hook program does instead where the shell around it refuses. */
const refused: Record<string, string> = {
  'crashes': 'process.exit(1);',
  'is killed': "process.kill(process.pid, 'SIGKILL'); wait(5000);",
};
/** What Codex takes for an answer that allows. */
const stopped: Record<string, string> = {
  'answers nonsense': "process.stdout.write('certainly');",
  'says a word too much': "process.stdout.write(JSON.stringify({ hookSpecificOutput: { hookEventName: 'PreToolUse', permissionDecision: 'deny', permissionDecisionReason: 'No.', more: true } }));",
  'answers after the agent’s time': "wait(9000); process.stdout.write('{}');",
};

for (const agent of lab.agents) {
  for (const door of doors) {
    const bench = benchOfCodex(lab, agent, { door });
    for (const [what, instead] of Object.entries(refused)) testRefusedHook(bench, what, { instead, says: /Signalbox has not decided/ });
    for (const [what, instead] of Object.entries(stopped)) testHookThatAllows(bench, what, instead);
    testNobodyDecides(bench);

    test(`codex, ${door}: hooks that it does not trust do not call, which ends the run before long`, { timeout: 240_000 }, async () => {
      const arrange = replaceCodex(agent, "args = args.map((text) => text.replaceAll(/sha256:[0-9a-f]+/g, 'sha256:' + '0'.repeat(64)));");
      const env = { arrange, bootstrap: { canaryTime: 5000 } };
      await inCodex(lab, agent, { door, ...env, script: () => [{ say: 'A long thought.', delay: 120_000 }] }, async ({ gate, operator }) => {
        const { run } = await operator.request('run/launch', launch);
        const { end, folder } = await operator.request('run/wait', { run });
        const { data } = await readRun(folder, gate.key.publicKey);
        assert.equal(end, 'stopped', JSON.stringify(operator.state.runs));
        assert.match(data('run.stopped')[0]!.reason!, /not gated.*None of its hooks/s);
        assert.equal(data('run.sealed')[0]!.coverage, 'observed only');
        assert.deepEqual(processesWith(run), []);
      });
    });

    test(`codex, ${door}: the gate is killed while a call waits: it does not run, and the next gate ends the agent and seals the record`, { timeout: 240_000 }, async () => {
      await inCodex(lab, agent, { door, script: () => [{ calls: [shell('echo ran >> ran.txt')] }, { say: 'I was refused.', delay: 120_000 }] }, async ({ gate, operator, at }) => {
        const { run, folder } = await operator.request('run/launch', launch);
        await until(operator, ({ approvals }) => approvals[0]);
        await killed(gate.address!.pid, 'SIGKILL');
        await gate.connect('next');
        await eventually(() => existsSync(join(folder, 'receipt.intoto.json')), 'the record is sealed');
        await eventually(() => processesWith(run).length === 0, 'all its processes have ended');
        const { data, report } = await readRun(folder, gate.key.publicKey);
        assert.equal(data('run.sealed')[0]!.end, 'interrupted');
        assert.equal(report.integrity.ok, true);
        assert.equal(existsSync(at('ran.txt')), false);
      });
    });
  }

  test('codex: a decision that takes long is obeyed, once', { timeout: hold + 240_000 }, async () => {
    await inCodex(lab, agent, { door: 'headless', script }, async ({ operator, at }) => {
      const { run } = await operator.request('run/launch', launch);
      const { id, digest } = await until(operator, ({ approvals }) => approvals[0]);
      await sleep(hold);
      assert.equal(existsSync(at('ran.txt')), false);
      await operator.request('approval/answer', { approval: id, digest, answer: 'allow-once', channel: 'other' });
      assert.equal((await operator.request('run/wait', { run })).end, 'completed');
      assert.equal(readFileSync(at('ran.txt'), 'utf8'), 'ran\n');
    });
  });

  testHookGone({ ...benchOfCodex(lab, agent, { door: 'headless' }), label: 'codex' }, /Signalbox has not decided/);

  test('codex: a version below the floor is refused, and so is one that does not answer about its hooks', { timeout: 240_000 }, async () => {
    await inCodex(lab, agent, { door: 'headless', script, arrange: replaceCodex(agent, "if (args[0] === '--version') { console.log('codex-cli 0.168.9'); process.exit(0); }") }, async ({ operator }) => {
      await assert.rejects(operator.request('run/launch', launch), /codex is version 0\.168\.9; Signalbox gates it from version 0\.169\.0 on/);
    });
    await inCodex(lab, agent, { door: 'headless', script, arrange: replaceCodex(agent, "if (args[0] === 'app-server') process.exit(7);") }, async ({ operator, model }) => {
      const { run } = await operator.request('run/launch', launch);
      const { end, problem } = await operator.request('run/wait', { run });
      assert.equal(end, 'failed');
      assert.match(problem!, /ended with exit code 7/);
      assert.deepEqual(model.requests, []);
    });
  });
}
