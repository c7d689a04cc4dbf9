import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RunProjection } from '../../../src/record/projection.ts';
import { runModel } from '../../../src/editor/inspector/model.ts';
import { decisionLabel, explainDecision, runState } from '../../../webview/explain.ts';
import { callsOf, filterCounts, rowsOf, type RowOptions } from '../../../webview/rows.ts';
import { bytes, duration } from '../../../webview/format.ts';
import { tidyRun } from '../../fixtures/runs/tidy.ts';

const projection = new RunProjection();
tidyRun.forEach(({ event }, seq) => projection.apply({ v: 1, seq, prev: '', time: new Date(seq * 1000).toISOString(), ...event }));
const view = runModel(projection.view(), {});
const rows = (options: Partial<RowOptions> = {}) => rowsOf(view, { filter: 'all', query: '', collapsed: new Set(), ...options });
const keys = (options: Partial<RowOptions> = {}): string => rows(options).map(({ key }) => key).join(' ');
const calls = view.turns.flatMap((turn) => [...callsOf(turn.calls)]);
const call = (step: string) => calls.find((one) => one.step === step)!;
/** Key of the row of the message that begins so. */
const said = (step: string, beginning: string): string => `${step}#${tidyRun.findIndex(({ event }) => event.type === 'message' && typeof event.data.text === 'string' && event.data.text.startsWith(beginning))}`;
const [tests, published] = [said('t1', 'All seven tests'), said('t2', 'The preview')];

describe('rows of the timeline', () => {
  test('stand in the order of the record, calls under the call that started them', () => {
    assert.equal(keys(), `t1 t1#5 t1#6 c1 c2 c3 c4 c5 c6 c7 c8 c9 ${tests} t2 c10 c11 ${published}`);
    const c4 = rows().find(({ key }) => key === 'c4');
    assert.deepEqual([c4?.level, c4?.position, c4?.siblings, c4?.parent, c4?.expanded], [3, 2, 2, 'c2', undefined]);
  });

  test('fold', () => assert.equal(keys({ collapsed: new Set(['c2', 't2']) }), `t1 t1#5 t1#6 c1 c2 c5 c6 c7 c8 c9 ${tests} t2`));

  test('a filter keeps what is above a call that passes, and unfolds it', () => {
    assert.equal(keys({ filter: 'denied', collapsed: new Set(['t1', 'c2']) }), 't1 c2 c4 t2 c11');
    assert.equal(keys({ filter: 'unasked' }), 't1 c9');
    assert.equal(keys({ filter: 'failed' }), 't1 c6');
    assert.equal(keys({ filter: 'asked' }), 't2 c10 c11');
  });

  test('a search looks at titles, tools and what was said', () => {
    assert.equal(keys({ query: 'NPM TEST' }), 't1 c6 c8');
    assert.equal(keys({ query: 'seven tests' }), `t1 ${tests}`);
    assert.equal(keys({ query: 'npm', filter: 'asked' }), 't2 c10');
    assert.equal(keys({ query: 'nothing of the kind' }), '');
  });

  test('are counted by filter', () => assert.deepEqual(filterCounts(view), { all: 11, denied: 2, asked: 2, unasked: 1, failed: 1 }));
});

test('what the agent asked the person stands where it asked, passes the filter for it, and is counted', () => {
  const asking = new RunProjection();
  const [asked, answered] = [
    { type: 'question.asked', basis: 'mediated', step: 'c1', data: { question: 'q', mode: 'form', title: 'Which colour?', digest: '0', shown: '{}' } },
    { type: 'question.answered', basis: 'mediated', step: 'c1', data: { question: 'q', digest: '0', action: 'decline', channel: 'tree', by: { name: 'Ada' }, waitedMs: 5 } },
  ] as const;
  const at = tidyRun.findIndex(({ event }) => event.step === 'c2');
  const events = [...tidyRun.slice(0, at).map(({ event }) => event), asked, answered, ...tidyRun.slice(at).map(({ event }) => event)];
  events.forEach((event, seq) => asking.apply({ v: 1, seq, prev: '', time: new Date(seq * 1000).toISOString(), ...event }));
  const model = runModel(asking.view(), {});
  assert.deepEqual(model.turns[0]?.questions.map(({ title, state, by }) => [title, state, by]), [['Which colour?', 'decline', 'Ada']]);
  const shown = rowsOf(model, { filter: 'asked', query: '', collapsed: new Set() }).map(({ key }) => key);
  assert.deepEqual(shown, ['t1', `t1#${at}`, 't2', 'c10', 'c11']);
  assert.deepEqual(rowsOf(model, { filter: 'all', query: 'colour', collapsed: new Set() }).map(({ key }) => key), ['t1', `t1#${at}`]);
  assert.deepEqual([filterCounts(model).all, filterCounts(model).asked], [12, 3]);
});

describe('in words', () => {
  test('a decision never claims more than the record', () => {
    assert.deepEqual(['c1', 'c4', 'c9', 'c10', 'c11'].map((step) => decisionLabel(call(step))), ['allowed by rule', 'denied by rule', 'unasked', 'self-approved', 'denied by person']);
    assert.match(explainDecision(undefined, undefined, call('c9')), /No rule and no person decided it/);
    assert.match(explainDecision({ verdict: 'deny', by: 'gate', reason: '', policyDigest: '', guardVersion: '' }, undefined, call('c1')), /fails closed/);
  });

  test('a record without a seal and without a gate is not called anything else', () => {
    assert.deepEqual([runState(undefined, undefined), runState(undefined, 'ended'), runState(undefined, 'waiting'), runState('interrupted', 'running')], ['Not sealed', 'Not sealed', 'Waiting', 'Interrupted']);
  });

  test('durations and sizes', () => {
    assert.deepEqual([0, 999, 1000, 59_949, 59_950, 3_599_000, 3_600_000, -1, Number.NaN].map(duration), ['0 ms', '999 ms', '1.0 s', '59.9 s', '1 min 0 s', '59 min 59 s', '1 h 0 min', '', '']);
    assert.deepEqual([1, 1023, 1024, 1024 * 1024].map(bytes), ['1 byte', '1,023 bytes', '1.0 KiB', '1.0 MiB']);
  });
});
