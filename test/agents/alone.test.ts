/** Agents started alone in a folder that their person wants gated. Claude Code and Codex have files of their own. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { enterLab } from './lab/lab.ts';
import { testAlone } from './scenarios/alone.ts';
import { benchOf } from './scenarios/bench.ts';

const lab = await enterLab();
const settings: Readonly<Record<string, string>> = { gemini: '.gemini/settings.json', qwen: '.qwen/settings.json' };
const parsed = (text: string) => JSON.parse(text) as Record<string, unknown>;

const agents = lab.agents.filter(({ name }) => name in settings);
if (agents.length === 0) test('agents started alone', { skip: 'neither Gemini CLI nor Qwen Code is among the agents that are tested' }, () => undefined);

for (const agent of agents) {
  testAlone({ ...benchOf(lab, agent), label: `${agent.name}, alone` }, {
    settings: settings[agent.name]!,
    // Longer than a busy machine lets it be silent in the middle.
    sessionSilence: 20_000,
    allowed: 'succeeded',
    left: (file, before) => {
      // The agent has written its settings itself meanwhile: what it wrote stays, and what was added is gone.
      const { hooks, ...left } = parsed(readFileSync(file, 'utf8'));
      assert.equal(hooks, undefined);
      for (const [key, value] of Object.entries(parsed(before))) assert.ok(key in left, `${key}: ${JSON.stringify(value)}`);
    },
  });
}
