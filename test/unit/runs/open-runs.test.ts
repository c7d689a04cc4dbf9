/** Which runs were open beside a run is known to the next gate too. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { OpenRuns } from '../../../src/runs/open-runs.ts';

const [a, b, c, d] = ['A', 'B', 'C', 'D'].map((letter) => `01ARZ3NDEKTSV4RRFFQ69G5FA${letter}`) as [string, string, string, string];
const open = (run: string) => ({ run, folder: `/w/${run}` });

function folder(t: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), 'signalbox-open-'));
  t.after(() => rmSync(dir, { recursive: true }));
  return dir;
}

test('a run that has ended stays beside those that it met; what came later does not join it', async (t) => {
  const dir = folder(t);
  const runs = new OpenRuns(dir);
  await Promise.all([runs.save(open(a)), runs.save(open(b))]);
  runs.remove(b);
  await runs.save(open(c));
  assert.deepEqual([runs.beside(a), runs.beside(b), runs.beside(c)], [[b, c], [], [a]]);
  assert.deepEqual(readdirSync(dir).sort(), [`${a}.json`, `${c}.json`]);
  const next = new OpenRuns(dir);
  next.take(next.list());
  assert.deepEqual([next.beside(a), next.beside(c)], [[b, c], [a]]);
});

test('what begins before a run of a dead gate is sealed is beside it; it is not beside what begins, for nobody knows that it works', async (t) => {
  const dir = folder(t);
  await new OpenRuns(dir).save(open(a));
  const next = new OpenRuns(dir);
  next.take(next.list());
  await next.save(open(b));
  next.remove(b);
  assert.deepEqual([next.beside(a), next.beside(b)], [[b], []]);
  const last = new OpenRuns(dir);
  last.take(last.list());
  assert.deepEqual(last.beside(a), [b], 'though that gate was killed too');
});

test('all that dead gates have left at once is beside each other', async (t) => {
  const dir = folder(t);
  await new OpenRuns(dir, 'one').save(open(a));
  await new OpenRuns(dir, 'two').save(open(b));
  const next = new OpenRuns(dir, 'three');
  next.take(next.list().filter(({ owner }) => owner === 'one'));
  assert.deepEqual(next.beside(a), [b]);
});

test('of a run that was opened by a version that did not keep it, nothing is known', (t) => {
  const dir = folder(t);
  for (const run of [c, d]) writeFileSync(join(dir, `${run}.json`), JSON.stringify(open(run)));
  const runs = new OpenRuns(dir);
  runs.take(runs.list());
  assert.deepEqual([runs.beside(c), runs.beside(d)], [[], []]);
});
