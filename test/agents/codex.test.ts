/** Codex does what a scripted model says, through ACP and headless: each call is decided once, and the record is what happened. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { answerAll } from '../support/drive.ts';
import { readRun } from '../support/record.ts';
import { because, doors, inCodex, launch } from './codex-setting.ts';
import { enterLab } from './lab/lab.ts';
import { codexCodeMode, moves } from './lab/moves.ts';
import { allCalls } from './setting.ts';

const lab = await enterLab({ only: ['codex'] });

for (const agent of lab.agents) {
  for (const door of doors) {
    for (const byCode of [false, true]) {
      const { shell, read, write, edit, subagent } = byCode ? codexCodeMode : moves.codex;
      test(`codex, ${door}${byCode ? ', by code' : ''}: reads, writes, edits, runs and starts a subagent; each call is decided once and recorded as it happened`, { timeout: 60_000 }, async () => {
        await inCodex(
          lab,
          agent,
          {
            door,
            byCode,
            script: (at) => ({
              main: [
                { calls: [write(at('made.txt'), 'one\n')] },
                { calls: [read(at('made.txt'))] },
                { calls: [edit(at('made.txt'), 'one', 'two')] },
                { calls: [shell('echo ran >> ran.txt')] },
                { calls: [shell('echo never >> denied.txt')] },
                { calls: [write(at('.github/workflows/denied.yml'), 'never\n')] },
                { calls: [shell('echo lost; exit 3')] },
                { calls: [shell('env')] },
                ...subagent('FIRST-SUB go'),
                { say: 'All is done.' },
              ],
              subagents: { 'FIRST-SUB': [{ calls: [shell('echo first >> sub.txt')] }, { calls: [shell('echo never >> sub-denied.txt')] }, { say: 'The sub is done.' }] },
            }),
          },
          async ({ model, gate, operator, at }) => {
            const { run } = await operator.request('run/launch', launch);
            const { end, folder, asked } = await answerAll(operator, run, ({ title }) => (title.includes('denied') ? { answer: 'deny', reason: 'Not this one.' } : { answer: 'allow-once' }));
            const { calls: tree, report, data } = await readRun(folder, gate.key.publicKey);
            const calls = allCalls(tree);
            const told = because({ calls: calls.map(({ step, title, parent, state, door: seen, basis }) => ({ step, title, parent, state, seen, basis })), faults: data('fault.noted'), results: model.toolResults(), runs: operator.state.runs });
            assert.equal(end, 'completed', told);
            assert.deepEqual([report.ok, report.integrity.problems], [true, []]);
            assert.equal(readFileSync(at('made.txt'), 'utf8'), 'two\n');
            assert.equal(readFileSync(at('ran.txt'), 'utf8'), 'ran\n', 'once');
            assert.equal(readFileSync(at('sub.txt'), 'utf8'), 'first\n', 'once');
            for (const name of ['denied.txt', '.github/workflows/denied.yml', 'sub-denied.txt']) assert.equal(existsSync(at(name)), false, name);
            assert.deepEqual(data('effect.observed').map(({ path }) => path).sort(), ['made.txt', 'ran.txt', 'sub.txt']);
            assert.deepEqual(asked.filter(({ title }) => title.includes('agent')), [], 'what starts a subagent touches nothing by itself');
            assert.equal(asked.length, new Set(asked.map(({ title }) => title)).size, 'asked about once each');
            const results = model.toolResults();
            for (const index of [4, 5]) assert.match(results[index]!.text, /Not this one\./);
            assert.match(model.toolResults('FIRST-SUB')[1]!.text, /Not this one\./);
            assert.doesNotMatch(results[7]!.text, /SIGNALBOX_(SOCKET|RUN_TOKEN)/, 'what a tool runs does not get the way to the gate');
            assert.match(results[7]!.text, /^SIGNALBOX_RUN=/m, 'but it is known as the run’s');
            const states = Object.fromEntries(calls.filter(({ title }) => !/agent/.test(title)).map(({ title, state }) => [title, state]));
            assert.deepEqual(states, {
              'edit made.txt': 'succeeded', [`cat '${at('made.txt')}'`]: 'succeeded', 'echo ran >> ran.txt': 'succeeded', 'echo never >> denied.txt': 'denied', 'edit .github/workflows/denied.yml': 'denied', 'echo lost; exit 3': 'failed', env: 'succeeded',
              'echo first >> sub.txt': 'unknown', 'echo never >> sub-denied.txt': 'denied',
            }, told);
            const starter = calls.find(({ title }) => title.includes('spawn_agent'));
            assert.deepEqual(starter?.children.map(({ title }) => title), ['echo first >> sub.txt', 'echo never >> sub-denied.txt'], told);
            assert.deepEqual(data('fault.noted'), []);
            assert.equal(data('run.sealed')[0]!.coverage, 'complete', told);
            assert.ok(data('action.finished').some(({ exitCode }) => exitCode === 3), told);
            assert.ok(data('usage.reported').at(-1)!['gen_ai.usage.output_tokens']! >= 80);
          },
        );
      });
    }
  }
}
