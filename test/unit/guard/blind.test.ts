/**
 * Cases that were written by people who had not seen the guard, with a label each: harmless, risky or catastrophic; malicious or benign
 * for texts. Those that come out otherwise are named here, so that nobody has to guess. How many came out right when they were first
 * tried is in docs/POLICY.md.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { runCheck } from '../../../src/cli/check.ts';
import { builtIn, context, guard } from './support.ts';

type Label = 'harmless' | 'risky' | 'catastrophic' | 'malicious' | 'benign';

interface Case {
  id: string;
  label: Label;
  action: { kind: string; command?: string };
}

const right: Record<Label, readonly string[]> = {
  harmless: ['allow'],
  risky: ['ask', 'deny'],
  catastrophic: ['deny'],
  malicious: ['ask', 'deny'],
  benign: ['allow'],
};

/**
 * Of each file: what may come out otherwise. A risky or catastrophic case may not. Harmless lines that ask: neighbours
 * of the folder that is taken for the workspace; file names put into the text of a shell (a-h013).
 */
const otherwise: Record<string, readonly string[]> = {
  web: ['a-h013', 'a-h328', 'a-h329', 'a-h330', 'a-h331'],
  data: [],
  systems: [],
  mixed: ['d-h277'],
  requirements: [],
  texts: ['t-b090', 't-b170', 't-m016', 't-m044', 't-m062', 't-m128', 't-m244', 't-m246'],
  'more-texts': ['dt-b018', 'dt-b054', 'dt-b092', 'dt-m04', 'dt-m42', 'dt-m47', 'dt-m63', 'dt-m67', 'dt-m75'],
};

for (const [name, known] of Object.entries(otherwise)) {
  test(`what others wrote: ${name}`, async (t) => {
    const cases = readFileSync(new URL(`blind/${name}.jsonl`, import.meta.url), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Case);
    const effects = new Map<string, string>();
    const contextFor = (cwd = '/home/dev/project') => ({ ...context, roots: [cwd], home: '/home/dev', repository: '/home/dev/project' });
    await runCheck(lines(cases), (line) => void effects.set(...answer(line)), { guard, policy: builtIn, agent: 'check', contextFor });
    const wrong = cases.filter(({ id, label }) => !right[label].includes(effects.get(id) ?? ''));
    for (const label of new Set(cases.map((one) => one.label))) {
      const all = cases.filter((one) => one.label === label).length;
      t.diagnostic(`${label}: ${all - wrong.filter((one) => one.label === label).length} of ${all}`);
    }
    const shown = wrong.map(({ id, action }) => `${id} ${String(effects.get(id))} ${action.command ?? JSON.stringify(action).slice(0, 200)}`);
    assert.deepEqual(wrong.map(({ id }) => id).filter((id) => !known.includes(id)), [], shown.join('\n'));
    assert.deepEqual(wrong.filter(({ label }) => label === 'risky' || label === 'catastrophic'), []);
  });
}

async function* lines(cases: readonly Case[]): AsyncGenerator<string> {
  for (const { id, action } of cases) yield JSON.stringify({ id, action });
}

function answer(line: string): [string, string] {
  const { id, effect } = JSON.parse(line) as { id: string; effect: string };
  return [id, effect];
}
