/** Codex started alone in a folder that its person wants gated, and started by Signalbox while those hooks are installed. */
import assert from 'node:assert/strict';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { benchOfCodex, doors } from './codex-setting.ts';
import { enterLab } from './lab/lab.ts';
import { testAlone, testBothHooks } from './scenarios/alone.ts';

const lab = await enterLab({ only: ['codex'] });
const settings = '.codex/config.toml';

for (const agent of lab.agents) {
  testAlone({ ...benchOfCodex(lab, agent, { door: 'headless' }), label: 'codex, alone' }, {
    settings,
    arrange: ({ home }) => appendFileSync(join(home, settings), "\n[[hooks.PreToolUse]]\nhooks = [{ type = \"command\", command = \"echo '{}'\" }]\n"),
    allowed: 'unknown',
    left: (file, before) => assert.equal(readFileSync(file, 'utf8'), before),
  });
  for (const door of doors) testBothHooks(benchOfCodex(lab, agent, { door }));
}
