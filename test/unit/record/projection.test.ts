import { test } from 'node:test';
import assert from 'node:assert/strict';
import { join } from 'node:path';
import fc from 'fast-check';
import { digestOf, sha256 } from '../../../src/model/digest.ts';
import type { Action } from '../../../src/model/action.ts';
import type { AnyEvent, NewEvent } from '../../../src/record/events.ts';
import { RunProjection } from '../../../src/record/projection.ts';
import { readRecord } from '../../../src/record/reader.ts';
import type { RunView, ToolCallView } from '../../../src/record/view.ts';
import { call, RUN, sealed, started, temporaryFolder, writeSample } from './sample.ts';

const action: Action = { kind: 'exec', command: 'npm test', cwd: '/w' };

/** Events as a reader would hand them out, less their digests. */
function numbered(events: readonly NewEvent[]): AnyEvent[] {
  return events.map((event, seq) => ({ ...event, v: 1, seq, prev: '0'.repeat(64), time: new Date(Date.UTC(2026, 10, 22) + seq).toISOString() }));
}

function view(...events: readonly NewEvent[]): RunView {
  const projection = new RunProjection();
  for (const event of numbered([started(), ...events])) projection.apply(event);
  return projection.view();
}

function proposed(step: string, parent?: string, basis: 'mediated' | 'reported' = 'mediated'): NewEvent {
  return { type: 'action.proposed', basis, step, ...(parent === undefined ? {} : { parent }), data: { action, digest: digestOf(action), title: step, door: 'acp' } };
}

const input: NewEvent = { type: 'input.given', basis: 'mediated', step: 'turn-1', data: { text: 'Do it\nnow', digest: sha256('x'), by: 'person' } };
const stateOf = (run: RunView, step = 'call-1'): ToolCallView['state'] | undefined => run.turns.flatMap(({ calls }) => calls).find((found) => found.step === step)?.state;

test('the sample as people see it', async (context) => {
  const folder = join(await temporaryFolder(context), 'run');
  await writeSample(folder);
  const projection = new RunProjection();
  assert.equal(projection.ready, false);
  assert.throws(() => projection.view(), { code: 'missing' });
  for (const event of (await readRecord(folder)).events) projection.apply(event);
  const run = projection.view();
  assert.deepEqual([run.run, run.title, run.end, run.exit, run.events], [RUN, 'Fix the tests', 'completed', { code: 0, signal: null }, 27]);
  assert.deepEqual(run.counts, { calls: 3, allowed: 1, denied: 1, unasked: 1, waiting: 0, failed: 0 });
  assert.deepEqual(run.turns[0]?.calls.map(({ step, state }) => [step, state]), [['call-1', 'succeeded'], ['call-2', 'denied'], ['call-3', 'unknown']]);
  assert.deepEqual(run.turns[0]?.calls[1]?.approval?.answer, { kind: 'deny', channel: 'quick-pick', by: 'Ada Lovelace', selfApproved: true, waitedMs: 1200, at: '2026-11-22T12:00:00.007Z' });
  assert.deepEqual(run.turns[0]?.calls[1]?.decision?.rule?.id, 'ask-exec');
  assert.deepEqual([run.effects.length, run.faults.length, run.evidence.length, run.stopped?.how, run.usage], [1, 2, 1, 'cancel', { inputTokens: 10, outputTokens: 20 }]);
  assert.deepEqual([run.turns[0]?.endReason, run.turns[0]?.messages.length, run.turns[0]?.plan], ['end_turn', 1, [{ content: 'run the tests', status: 'pending' }]]);
});

test('model and usage are as the agent named them last', () => {
  const capabilities: NewEvent = { type: 'capabilities.observed', basis: 'reported', data: { tools: [], servers: [], permissions: [], changes: [], 'gen_ai.request.model': 'asked-for' } };
  const first: NewEvent = { type: 'usage.reported', basis: 'reported', data: { 'gen_ai.usage.input_tokens': 10, 'gen_ai.usage.output_tokens': 2, 'gen_ai.response.model': 'answered', 'gen_ai.provider.name': 'somebody' } };
  const odd: NewEvent = { type: 'usage.reported', basis: 'reported', data: { 'gen_ai.response.model': 7 } };
  const last: NewEvent = { type: 'usage.reported', basis: 'reported', data: { 'gen_ai.usage.output_tokens': 3 } };
  const unnamed = (...events: NewEvent[]): RunView => {
    const projection = new RunProjection();
    for (const event of numbered([started(), ...events])) {
      if (event.type === 'run.started') for (const name of ['gen_ai.request.model', 'gen_ai.provider.name'] as const) delete event.data[name];
      projection.apply(event);
    }
    return projection.view();
  };
  assert.deepEqual([unnamed(capabilities).model, unnamed(capabilities).modelReported, unnamed(capabilities).usage], ['asked-for', true, undefined]);
  assert.equal(view(first).model, 'none', 'what the run was started with stands');
  const { model, provider, usage } = unnamed(capabilities, first, odd, last);
  assert.deepEqual([model, provider, usage], ['answered', 'somebody', { inputTokens: 10, outputTokens: 3 }]);
});

test('the states that a call goes through', () => {
  const allowed = call('call-1', action, 'allow');
  const states = allowed.map((_, i) => stateOf(view(input, ...allowed.slice(0, i + 1))));
  assert.deepEqual(states, ['running', 'running', 'waiting', 'running', 'running', 'succeeded']);
  assert.equal(view(input, ...allowed.slice(0, 3)).counts.waiting, 1);
});

test('how calls stand when the run is over', () => {
  const allowed = call('call-1', action, 'allow');
  assert.equal(stateOf(view(input, ...allowed.slice(0, 5), sealed)), 'unknown', 'allowed and never heard of again');
  assert.equal(stateOf(view(input, ...allowed.slice(0, 3), sealed)), 'cancelled', 'never let go');
  assert.equal(stateOf(view(input, proposed('call-1', 'turn-1', 'reported'), sealed)), 'unknown', 'done unasked');
});

test('what was denied stays denied, and the first report of an end stands', () => {
  const denied = call('call-1', action, 'deny');
  const finished = (status: 'succeeded' | 'failed'): NewEvent => ({ type: 'action.finished', basis: 'reported', step: 'call-1', data: { status } });
  assert.equal(stateOf(view(input, ...denied, finished('succeeded'))), 'denied');
  assert.equal(stateOf(view(input, ...call('call-1', action, 'allow').slice(0, 5), finished('failed'), finished('succeeded'))), 'failed');
});

test('subagents’ calls hang under the call that started them, in whatever order they come', () => {
  const tree = (run: RunView): unknown => run.turns.map(({ step, calls }) => [step, calls.map((found) => [found.step, found.children.map((child) => child.step)])]);
  assert.deepEqual(tree(view(input, proposed('a', 'turn-1'), proposed('b', 'a'))), [['turn-1', [['a', ['b']]]]]);
  assert.deepEqual(tree(view(input, proposed('b', 'a'), proposed('a', 'turn-1'))), [['turn-1', [['a', ['b']]]]]);
  assert.deepEqual(tree(view(proposed('a', 'turn-1'), input)), [['event-1', []], ['turn-1', [['a', []]]]]);
  assert.deepEqual(tree(view(input, proposed('a', 'b'), proposed('b', 'a'))), [['turn-1', [['a', ['b']]]]], 'a ring is cut');
  assert.deepEqual(tree(view(input, proposed('a', 'a'), proposed('a', 'turn-1'))), [['turn-1', [['a', []]]]]);
});

test('titles are one line, and short', () => {
  const titled = (text: string): string => view({ ...input, data: { ...input.data, text } }).title;
  assert.equal(titled(''), 'Demo agent');
  assert.equal(titled('\n  a\r\nb'), 'a');
  assert.equal(titled('x'.repeat(200)).length, 80);
  assert.ok(titled(`${'x'.repeat(78)}🚦🚦`).isWellFormed());
});

test('no order or repetition of events makes it fail, or lose a call', () => {
  const events = [input, ...call('call-1', action, 'allow'), ...call('call-2', action, 'deny'), proposed('call-3', 'call-1', 'reported'), sealed, proposed('call-4', 'call-9')];
  const all = numbered([started(), ...events]);
  fc.assert(
    fc.property(fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 }), (shuffled) => {
      const projection = new RunProjection();
      for (const event of shuffled) projection.apply(event);
      const run = projection.view();
      const count = (calls: readonly ToolCallView[]): number => calls.reduce((sum, found) => sum + 1 + count(found.children), 0);
      assert.equal(count(run.turns.flatMap(({ calls }) => calls)), 4);
      assert.equal(run.counts.calls, 4);
      assert.equal(run.counts.waiting, 0);
    }),
    { numRuns: 300 },
  );
});
