/** Whether the gate is in force, and how much went through it, from what was seen. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Canary } from '../../../src/runs/canary.ts';
import { coverageOf } from '../../../src/runs/coverage.ts';

function canary(patience = 30): { canary: Canary; told: string[] } {
  const told: string[] = [];
  return { told, canary: new Canary({ patience, now: () => new Date(), onReached: (how) => told.push(`reached ${how}`), onMissed: (why) => told.push(`missed ${why}`) }) };
}

test('a hook that calls in time is enough, and is told once', async () => {
  const { canary: bird, told } = canary();
  bird.arm();
  bird.seen('hook a');
  bird.seen('hook b');
  await sleep(60);
  assert.deepEqual(told, ['reached hook a']);
  assert.equal(bird.reached, true);
});

test('no hook in time is missed; before the agent was told anything nothing is awaited', async () => {
  const { canary: bird, told } = canary();
  await sleep(60);
  assert.deepEqual(told, []);
  bird.arm();
  await sleep(60);
  assert.deepEqual(told, ['missed None of its hooks called within 0.03 s.']);
  bird.seen('hook a');
  assert.equal(bird.reached, false, 'too late');
});

test('a call that passed the hooks by is missed even after one has called', () => {
  const { canary: bird, told } = canary();
  bird.seen('hook a');
  bird.miss('a call');
  bird.miss('another');
  assert.deepEqual(told, ['reached hook a', 'missed a call']);
});

test('a run that ends awaits nothing', async () => {
  const { canary: bird, told } = canary();
  bird.arm();
  bird.end();
  await sleep(60);
  assert.deepEqual(told, []);
});

test('coverage says no more than was seen', () => {
  const seen = { gate: 'hooks' as const, reached: true, decided: 3, unasked: 0 };
  assert.equal(coverageOf(seen), 'complete');
  assert.equal(coverageOf({ ...seen, unasked: 1 }), 'partial');
  assert.equal(coverageOf({ ...seen, reached: false }), 'partial');
  assert.equal(coverageOf({ ...seen, reached: false, decided: 0 }), 'observed only');
  assert.equal(coverageOf({ ...seen, gate: 'acp' }), 'partial');
  assert.equal(coverageOf({ ...seen, gate: 'acp', decided: 0, unasked: 2 }), 'observed only');
  assert.equal(coverageOf({ ...seen, gate: 'nothing', decided: 0 }), 'observed only');
});
