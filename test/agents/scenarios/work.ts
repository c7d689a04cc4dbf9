/** An agent works: each call is decided once, and the record is what happened. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StepLike } from '../lab/script.ts';
import type { Bench } from './bench.ts';
import { assertAskedOnceEach, assertBelow, assertEffects, assertToldWhyNot, failedExits, firstFiles, firstSteps, isDenied, play, subagentSteps, type Played } from './play.ts';

const name = 'reads, writes, edits, runs and starts a subagent; each call is decided once and recorded as it happened';
const subDone: StepLike = { say: 'Sub done.' };

export interface WorkFacts {
  /** Its tool for subagents. */
  subagentTool: string;
  /** Steps that start the subagent and, with or after it, append to beside.txt. */
  steps: readonly StepLike[];
  /** How a subagent ends. */
  subagentEnd?: StepLike;
  /** What has become of calls of `steps` beside those. */
  states?: Readonly<Record<string, string>>;
  /** What else holds. */
  check?: (played: Played) => void;
}

export function testWork({ label, moves, launch, open }: Bench, { subagentTool, steps, subagentEnd = subDone, states, check }: WorkFacts): void {
  test(`${label}: ${name}`, { timeout: 240_000 }, async () => {
    const script = (at: (file: string) => string) => ({
      main: [...firstSteps(moves, at), { calls: [moves.shell('echo lost; exit 3')] }, ...steps, { say: 'All is done.' }],
      subagents: { 'FIRST-SUB': [...subagentSteps(moves), subagentEnd] },
    });
    await open({ script }, async (setting) => {
      const played = await play(setting, launch);
      const { calls, data, because } = played;
      assertEffects(setting, played, { ...firstFiles, 'sub.txt': 'first\n', 'beside.txt': 'beside\n' }, ['denied.txt', 'sub-denied.txt']);
      assertAskedOnceEach(played);
      assertToldWhyNot(setting, [4], [1]);
      assert.deepEqual(Object.fromEntries(calls.map(({ title, state }) => [title, state])), {
        'edit made.txt': 'succeeded', 'read made.txt': 'succeeded', 'echo ran >> ran.txt': 'succeeded', 'echo never >> denied.txt': 'denied', 'echo lost; exit 3': 'failed',
        [subagentTool]: 'succeeded', 'echo beside >> beside.txt': 'succeeded', 'echo first >> sub.txt': 'succeeded', 'echo never >> sub-denied.txt': 'denied', ...states,
      }, because);
      assertBelow(played, subagentTool, ['echo first >> sub.txt', 'echo never >> sub-denied.txt']);
      assert.deepEqual(failedExits(played), [3]);
      const [usage] = data('usage.reported');
      assert.ok(usage!['gen_ai.usage.input_tokens']! >= 800, JSON.stringify(usage));
      check?.(played);
    });
  });
}

/** The same with calls that are made at once or twice, and with files that are protected or outside. */
export function testMoreWork({ label, moves, launch, open }: Bench, { subagentTool }: { subagentTool: string }): void {
  const { shell, read, write, subagent } = moves;
  test(`${label}: ${name}`, { timeout: 360_000 }, async () => {
    const script = (at: (file: string) => string) => ({
      main: [
        ...firstSteps(moves, at),
        { calls: [write(at('.env'), 'DENIED=1\n')] },
        { calls: [shell('echo lost; exit 3')] },
        { calls: [read('/etc/hostname')] },
        { calls: [shell('echo a >> a.txt'), shell('echo b >> b.txt')] },
        { calls: [shell('echo same >> same.txt'), shell('echo same >> same.txt')] },
        ...subagent('FIRST-SUB go'),
        { say: 'All is done.' },
      ],
      subagents: { 'FIRST-SUB': [...subagentSteps(moves), subDone] },
    });
    await open({ script }, async (setting) => {
      const played = await play(setting, launch, (title) => isDenied(title) || title.includes('.env'));
      const { calls, asked, data, because } = played;
      const there = { ...firstFiles, 'a.txt': 'a\n', 'b.txt': 'b\n', 'same.txt': 'same\nsame\n', 'sub.txt': 'first\n' };
      assertEffects(setting, played, there, ['denied.txt', '.env', 'sub-denied.txt']);
      const byTitle = (title: string) => calls.filter((call) => call.title === title).map(({ state }) => state);
      assert.deepEqual(
        Object.fromEntries([...new Set(calls.map(({ title }) => title))].map((title) => [title, byTitle(title)])),
        {
          'edit made.txt': ['succeeded', 'succeeded'], 'read made.txt': ['succeeded'], 'echo ran >> ran.txt': ['succeeded'], 'echo never >> denied.txt': ['denied'], 'edit .env': ['denied'],
          'echo lost; exit 3': ['failed'], 'read /etc/hostname': ['succeeded'], 'echo a >> a.txt': ['succeeded'], 'echo b >> b.txt': ['succeeded'],
          'echo same >> same.txt': ['succeeded', 'succeeded'], [subagentTool]: ['succeeded'], 'echo first >> sub.txt': ['succeeded'], 'echo never >> sub-denied.txt': ['denied'],
        },
        because,
      );
      assert.equal(asked.filter((title) => title.includes('same')).length, 2, because);
      assert.equal(asked.length, new Set(asked).size + 1, `asked about once each: ${because}`);
      assertBelow(played, subagentTool, ['echo first >> sub.txt', 'echo never >> sub-denied.txt']);
      assertToldWhyNot(setting, [4, 5], [1]);
      assert.deepEqual(failedExits(played), [3]);
      assert.equal(data('gate.probed')[0]!.reached, true);
      assert.ok((data('usage.reported').at(-1)?.['gen_ai.usage.input_tokens'] ?? 0) >= 100, because);
    });
  });
}
