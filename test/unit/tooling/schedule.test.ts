import assert from 'node:assert/strict';
import { test } from 'node:test';
import { schedule, type Schedulable } from '../../../scripts/testing/schedule.ts';

/** Runs steps that take a turn each; gives the order of starts (`+a`) and ends (`-a`), skipped ones as `!a`. */
async function trace(steps: Schedulable[], failing: string[] = []): Promise<string[]> {
  const order: string[] = [];
  await schedule({
    steps,
    places: 2,
    run: async ({ id }) => {
      order.push(`+${id}`);
      await new Promise((resolve) => setImmediate(resolve));
      order.push(`-${id}`);
      return { id, good: !failing.includes(id) };
    },
    succeeded: ({ good }) => good,
    skip: ({ id }) => {
      order.push(`!${id}`);
      return { id, good: false };
    },
    report: () => undefined,
  });
  return order;
}

const step = (id: string, needs: string[] = [], weight = 1): Schedulable => ({ id, needs, weight });

test('two light steps run side by side, a third one in the place of the first', async () => {
  assert.deepEqual(await trace([step('a'), step('b'), step('c')]), ['+a', '+b', '-a', '+c', '-b', '-c']);
});

test('a heavy step runs alone', async () => {
  assert.deepEqual(await trace([step('a'), step('h', [], 2), step('b')]), ['+a', '-a', '+h', '-h', '+b', '-b']);
});

test('a step waits for what it needs, and is skipped with all that needs it when that failed', async () => {
  assert.deepEqual(await trace([step('b', ['a']), step('a')]), ['+a', '-a', '+b', '-b']);
  assert.deepEqual(await trace([step('a'), step('b', ['a']), step('c', ['b'])], ['a']), ['+a', '-a', '!b', '!c']);
});

test('a need that was not chosen counts as met', async () => {
  assert.deepEqual(await trace([step('b', ['a'])]), ['+b', '-b']);
});

test('steps that need each other are an error, not a hang', async () => {
  await assert.rejects(trace([step('a', ['b']), step('b', ['a'])]), /need each other/);
});
