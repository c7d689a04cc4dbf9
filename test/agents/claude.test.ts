/** Claude Code does what a scripted model says: each call is decided once, and the record is what happened. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { benchOfClaude, permissive, ways } from './claude-setting.ts';
import { enterLab } from './lab/lab.ts';
import { moves } from './lab/moves.ts';
import { assertAskedOnceEach, assertEffects, assertToldWhyNot, firstFiles, firstSteps, play } from './scenarios/play.ts';

const lab = await enterLab({ only: ['claude'] });
const { shell, write } = moves.claude;
const subagent = (prompt: string, background: boolean) => ({ tool: 'Agent', args: { description: 'Looks around', prompt, subagent_type: 'general-purpose', run_in_background: background } });

for (const agent of lab.agents) {
  for (const way of ways) {
    const { launch, open } = benchOfClaude(lab, agent, way);
    test(`${way}: reads, writes, runs and starts subagents; each call is decided once and recorded as it happened`, { timeout: 360_000 }, async () => {
      const script = (at: (file: string) => string) => ({
        main: [
          ...firstSteps(moves.claude, at),
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
      });
      await open({ script, arrange: permissive }, async (setting) => {
        const played = await play(setting, launch, (title) => /denied|\.env/.test(title));
        const { calls, data, events, because } = played;
        assertEffects(setting, played, { ...firstFiles, 'sub.txt': 'first\n', 'second.txt': 'second\n', 'third.txt': 'third\n' }, ['denied.txt', '.env']);
        // Asked about once each, and the model learned why not.
        assertAskedOnceEach(played);
        assert.ok(calls.every(({ basis }) => basis === 'mediated'), because);
        assertToldWhyNot(setting, [4, 5]);
        assert.equal(calls.length, 12, because);
        // The run tree.
        const stepOf = (text: string) => calls.find(({ title }) => title.includes(text))!;
        const starts = calls.filter(({ tool }) => tool === 'Agent');
        assert.deepEqual(['first', 'second', 'third'].map((text) => stepOf(`echo ${text}`).parent), starts.map(({ step }) => step), because);
        assert.deepEqual([...new Set(calls.map(({ state }) => state))], ['succeeded', 'denied'], because);
        assert.match(JSON.stringify(data('usage.reported').at(-1)), /gen_ai\.usage\.input_tokens":\d+/, JSON.stringify(data('usage.reported')));
        assert.ok(events.some(({ type }) => type === 'gate.probed'));
      });
    });
  }
}
