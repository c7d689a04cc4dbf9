import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyEvent } from '../../../src/record/events.ts';
import { RuleTally, total } from '../../../src/record/view-rules.ts';

const offer = '{"id":"allow-npm","effect":"allow","match":{"argv":["npm","test"]}}';
let last = 0;

/** The events of one call: decided by a rule, or asked and answered after some ms. */
function call(rule: string, how: { by: 'rule'; verdict: 'allow' | 'deny' } | { answer: 'allow-once' | 'allow-run' | 'allow-always' | 'deny'; waitedMs: number }, day: number): AnyEvent[] {
  const step = `s${++last}`;
  const time = `2026-11-${day}T10:00:00.000Z`;
  const ref = { id: rule, text: '{}', layer: 'built-in' };
  const asked = 'answer' in how;
  const events = [
    { type: 'action.proposed', step, time, basis: 'mediated', data: { title: `npm test ${last % 2}` } },
    ...(asked
      ? [
          { type: 'approval.requested', step, time, data: { approval: step, rule: ref, suggestion: offer } },
          { type: 'approval.answered', step, time, data: { answer: how.answer, waitedMs: how.waitedMs } },
        ]
      : []),
    { type: 'decision.made', step, time, data: { by: asked ? 'person' : how.by, verdict: asked ? (how.answer === 'deny' ? 'deny' : 'allow') : how.verdict, rule: ref } },
  ];
  return events as unknown as AnyEvent[];
}

test('what rules decided, what was overruled, how fast, and what was approved again and again', () => {
  const one = new RuleTally();
  one.add([...call('quiet', { by: 'rule', verdict: 'allow' }, 20), ...call('stops', { by: 'rule', verdict: 'deny' }, 21), ...call('asks', { answer: 'allow-once', waitedMs: 500 }, 20)]);
  const two = new RuleTally();
  two.add([...call('asks', { answer: 'allow-run', waitedMs: 9000 }, 22), ...call('asks', { answer: 'deny', waitedMs: 100 }, 19), ...call('asks', { answer: 'allow-always', waitedMs: 1999 }, 18)]);
  const all = new RuleTally();
  all.merge(one);
  all.merge(two);
  assert.deepEqual(all.use('asks', 'built-in'), {
    id: 'asks',
    layer: 'built-in',
    allowed: 0,
    denied: 0,
    asked: 4,
    overruled: 3,
    hasty: 2,
    upheld: 1,
    lastAt: '2026-11-22T10:00:00.000Z',
    lastBlockAt: '2026-11-19T10:00:00.000Z',
  });
  assert.equal(all.use('stops', 'built-in')?.lastBlockAt, '2026-11-21T10:00:00.000Z');
  assert.equal(all.use('quiet', 'built-in')?.lastBlockAt, undefined);
  assert.equal(all.use('asks', 'user'), undefined);
  assert.deepEqual(all.list().map((use) => [use.id, total(use)]), [['asks', 4], ['quiet', 1], ['stops', 1]]);
  assert.deepEqual(all.offered(2).map(({ rule, approved, hasty }) => [rule, approved, hasty]), [[offer, 2, 1]], 'a rule that was added is no offer any more');
  assert.deepEqual(all.offered(3), []);
});

test('events that do not belong together count for nothing', () => {
  const tally = new RuleTally();
  const [proposed, ...rest] = call('asks', { answer: 'allow-once', waitedMs: 1 }, 20);
  tally.add(rest);
  tally.add([proposed!]);
  assert.deepEqual(tally.list(), []);
});
