/** Claude Code does what a scripted model says: each call is decided once, and the record is what happened. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { answerAll } from '../support/drive.ts';
import { readRun } from '../support/record.ts';
import type { ToolCallView } from '../../src/record/view.ts';
import { enterLab } from './lab/lab.ts';
import { moves } from './lab/moves.ts';
import { inSetting, permissive, ways } from './claude-setting.ts';

const lab = await enterLab({ only: ['claude'] });
const { shell, read, write, edit } = moves.claude;
const flat = (calls: readonly ToolCallView[]): ToolCallView[] => calls.flatMap((call) => [call, ...flat(call.children)]);
const subagent = (prompt: string, background: boolean) => ({ tool: 'Agent', args: { description: 'Looks around', prompt, subagent_type: 'general-purpose', run_in_background: background } });

for (const agent of lab.agents) {
  for (const way of ways) {
    test(`${way}: reads, writes, runs and starts subagents; each call is decided once and recorded as it happened`, { timeout: 120_000 }, async () => {
      await inSetting(
        lab,
        agent,
        way,
        {
          before: permissive,
          script: (at) => ({
            main: [
              { calls: [write(at('made.txt'), 'one\n')] },
              { calls: [read(at('made.txt'))] },
              { calls: [edit(at('made.txt'), 'one', 'two')] },
              { calls: [shell('echo ran >> ran.txt')] },
              { calls: [shell('echo never >> denied.txt')] },
              { calls: [write(at('.env'), 'X=1\n')] },
              { calls: [subagent('FIRST-SUB go', false)] },
              { calls: [subagent('SECOND-SUB go', true), subagent('THIRD-SUB go', true)] },
              { say: 'All is done.' },
            ],
            subagents: {
              'FIRST-SUB': [{ calls: [shell('echo first >> sub.txt')] }, { say: 'First done.' }],
              'SECOND-SUB': [{ calls: [shell('echo second >> second.txt')] }, { say: 'Second done.' }],
              'THIRD-SUB': [{ calls: [shell('echo third >> third.txt')] }, { say: 'Third done.' }],
            },
          }),
        },
        async ({ model, gate, operator, at }) => {
          const { run } = await operator.request('run/launch', { agent: 'claude', prompt: 'Do what the script says.', trusted: true });
          const { end, folder, asked } = await answerAll(operator, run, ({ title }) => (/denied|\.env/.test(title) ? { answer: 'deny', reason: 'Not this one.' } : { answer: 'allow-once' }));
          const { calls: tree, report, data, events } = await readRun(folder, gate.key.publicKey);
          const calls = flat(tree);
          const because = JSON.stringify({ calls: calls.map(({ step, title, parent, decision, state, door, basis }) => ({ step, title, parent, decision: decision?.reason, state, door, basis })), faults: data('fault.noted'), results: model.toolResults() }, null, 1);
          assert.equal(end, 'completed', because);
          assert.equal(report.ok, true, JSON.stringify(report));
          // What happened on the disk.
          assert.equal(readFileSync(at('made.txt'), 'utf8'), 'two\n', because);
          for (const [file, line] of [['ran.txt', 'ran'], ['sub.txt', 'first'], ['second.txt', 'second'], ['third.txt', 'third']] as const) assert.equal(readFileSync(at(file), 'utf8'), `${line}\n`, because);
          assert.equal(existsSync(at('denied.txt')), false);
          assert.equal(existsSync(at('.env')), false);
          assert.deepEqual(data('effect.observed').map(({ path }) => path).sort(), ['made.txt', 'ran.txt', 'second.txt', 'sub.txt', 'third.txt']);
          // Asked about once each, and the model learned why not.
          assert.equal(asked.length, new Set(asked.map(({ title }) => title)).size, JSON.stringify(asked.map(({ title }) => title)));
          assert.ok(calls.every(({ basis }) => basis === 'mediated'), because);
          for (const index of [4, 5]) assert.match(model.toolResults()[index]!.text, /Not this one\./);
          assert.equal(calls.length, 12, because);
          assert.deepEqual(data('run.sealed').map(({ coverage }) => coverage), ['complete'], because);
          assert.deepEqual(data('fault.noted'), [], because);
          // The run tree.
          const stepOf = (text: string) => calls.find(({ title }) => title.includes(text))!;
          const starts = calls.filter(({ tool }) => tool === 'Agent');
          assert.deepEqual(['first', 'second', 'third'].map((text) => stepOf(`echo ${text}`).parent), starts.map(({ step }) => step), because);
          assert.deepEqual([...new Set(calls.map(({ state }) => state))], ['succeeded', 'denied'], because);
          assert.match(JSON.stringify(data('usage.reported').at(-1)), /gen_ai\.usage\.input_tokens":\d+/, JSON.stringify(data('usage.reported')));
          assert.ok(events.some(({ type }) => type === 'gate.probed'));
        },
      );
    });
  }
}
