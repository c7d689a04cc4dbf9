/** Codex does what a scripted model says, through ACP and headless: each call is decided once, and the record is what happened. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { benchOfCodex, doors } from './codex-setting.ts';
import { enterLab } from './lab/lab.ts';
import { assertAskedOnceEach, assertBelow, assertEffects, assertToldWhyNot, failedExits, firstFiles, firstSteps, play, subagentSteps } from './scenarios/play.ts';

const lab = await enterLab({ only: ['codex'] });

for (const agent of lab.agents) {
  for (const door of doors) {
    for (const byCode of [false, true]) {
      const { label, moves, launch, open } = benchOfCodex(lab, agent, { door, byCode });
      const { shell, write, subagent } = moves;
      test(`${label}${byCode ? ', by code' : ''}: reads, writes, edits, runs and starts a subagent; each call is decided once and recorded as it happened`, { timeout: 240_000 }, async () => {
        const script = (at: (file: string) => string) => ({
          main: [
            ...firstSteps(moves, at),
            { calls: [write(at('.github/workflows/denied.yml'), 'never\n')] },
            { calls: [shell('echo lost; exit 3')] },
            { calls: [shell('env')] },
            ...subagent('FIRST-SUB go'),
            { say: 'All is done.' },
          ],
          subagents: { 'FIRST-SUB': [...subagentSteps(moves), { say: 'The sub is done.' }] },
        });
        await open({ script }, async (setting) => {
          const played = await play(setting, launch);
          const { calls, asked, data, because } = played;
          assertEffects(setting, played, { ...firstFiles, 'sub.txt': 'first\n' }, ['denied.txt', '.github/workflows/denied.yml', 'sub-denied.txt']);
          assert.deepEqual(asked.filter((title) => title.includes('agent')), [], 'what starts a subagent touches nothing by itself');
          assertAskedOnceEach(played);
          assertToldWhyNot(setting, [4, 5], [1]);
          const environment = setting.model.toolResults()[7]!.text;
          assert.doesNotMatch(environment, /SIGNALBOX_(SOCKET|RUN_TOKEN)/, 'what a tool runs does not get the way to the gate');
          assert.match(environment, /^SIGNALBOX_RUN=/m, 'but it is known as the run’s');
          const states = Object.fromEntries(calls.filter(({ title }) => !/agent/.test(title)).map(({ title, state }) => [title, state]));
          assert.deepEqual(states, {
            'edit made.txt': 'succeeded', [`cat '${setting.at('made.txt')}'`]: 'succeeded', 'echo ran >> ran.txt': 'succeeded', 'echo never >> denied.txt': 'denied', 'edit .github/workflows/denied.yml': 'denied', 'echo lost; exit 3': 'failed', env: 'succeeded',
            'echo first >> sub.txt': 'unknown', 'echo never >> sub-denied.txt': 'denied',
          }, because);
          assertBelow(played, 'spawn_agent', ['echo first >> sub.txt', 'echo never >> sub-denied.txt']);
          assert.ok(failedExits(played).includes(3), because);
          assert.ok(data('usage.reported').at(-1)!['gen_ai.usage.output_tokens']! >= 80);
        });
      });
    }
  }
}
