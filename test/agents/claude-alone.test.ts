/** Claude Code started alone in a folder that its person wants gated, and started by Signalbox while those hooks are installed. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { benchOfClaude, ways } from './claude-setting.ts';
import { enterLab } from './lab/lab.ts';
import { testAlone, testBothHooks } from './scenarios/alone.ts';

const lab = await enterLab({ only: ['claude'] });

for (const agent of lab.agents) {
  const bench = benchOfClaude(lab, agent, 'headless');
  testAlone({ ...bench, label: 'alone' }, {
    settings: '.claude/settings.json',
    args: ['-p', '--output-format', 'stream-json', '--verbose', bench.launch.prompt],
    allowed: 'succeeded',
    left: (file) => assert.equal(existsSync(file), false),
  });
  for (const way of ways) testBothHooks(benchOfClaude(lab, agent, way));
}
