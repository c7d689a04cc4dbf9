import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catastrophic, harmless, risky } from './corpus.ts';
import { effectOf, findingsOf } from './support.ts';

for (const [label, commands, expected] of [
  ['harmless', harmless, 'allow'],
  ['risky', risky, 'ask'],
  ['catastrophic', catastrophic, 'deny'],
] as const) {
  test(`${commands.length} ${label} commands: ${expected}`, () => {
    const wrong = commands
      .filter((command) => effectOf(command) !== expected)
      .map((command) => `${command} → ${effectOf(command)}: ${findingsOf(command).join(' ')}`);
    assert.deepEqual(wrong, []);
  });
}
