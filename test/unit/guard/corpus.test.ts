import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actions } from './corpus/actions.ts';
import { catastrophic, harmless, risky } from './corpus.ts';
import { notRefused as some } from './corpus/not-refused.ts';
import { notRefusedRoundabout } from './corpus/not-refused-roundabout.ts';
import { effectOf, findingsOf } from './support.ts';

const notRefused = [...some, ...notRefusedRoundabout];

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

test(`${notRefused.length} commands that look like catastrophes: not refused`, () => {
  assert.deepEqual(notRefused.filter((command) => effectOf(command) === 'deny'), []);
});

for (const expected of ['allow', 'ask', 'deny'] as const) {
  test(`${actions[expected].length} actions of other kinds: ${expected}`, () => {
    const wrong = actions[expected].filter((action) => effectOf(action) !== expected);
    assert.deepEqual(wrong, []);
  });
}
