import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { sha256 } from '../../../src/model/digest.ts';
import { compareSnapshots } from '../../../src/runs/effects/compare.ts';
import { takeSnapshot } from '../../../src/runs/effects/snapshot.ts';
import type { FilesSnapshot } from '../../../src/runs/effects/types.ts';
import { everything, repository, sh, temporaryFolder, write } from '../git/fixture.ts';

/** As a later process would have it. */
const throughJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

async function snap(folder: string, state: string): Promise<FilesSnapshot> {
  const snapshot = await takeSnapshot(folder, state);
  assert.ok(snapshot.kind === 'files');
  return snapshot;
}

test('without a repository, digests of files tell what changed', async (t) => {
  const folder = temporaryFolder(t);
  const state = temporaryFolder(t);
  write(folder, { same: 's', edit: 'old', gone: 'g', 'mode.sh': '#', 'a/b': '1', 'a-b': '1', 'a.b': '1', 'naïve\nname': 'n', 'node_modules/x/y': '1', '.signalbox/r': '1' });
  writeFileSync(Buffer.concat([Buffer.from(`${folder}/latin`), Buffer.from([0xe9])]), 'not UTF-8');
  const untouched = everything(folder);
  const before = await snap(folder, state);
  assert.deepEqual(everything(folder), untouched);
  assert.deepEqual({ files: before.files, truncated: before.truncated, reason: before.reason, limits: before.limits }, { files: 9, truncated: false, reason: 'no-repository', limits: [] });
  assert.equal((await snap(folder, state)).digest, before.digest);

  write(folder, { edit: 'new', 'a/c': 'c', 'a-b': '2', 'naïve\nname': 'N', 'node_modules/x/y': '2', '.signalbox/r': '2' });
  rmSync(join(folder, 'gone'));
  chmodSync(join(folder, 'mode.sh'), 0o755);
  symlinkSync('/etc', join(folder, 'link'));
  const after = await snap(folder, state);
  const { effects, omitted } = await compareSnapshots(throughJson(before), after, state);
  assert.equal(omitted, 0);
  assert.deepEqual(
    effects.map((effect) => `${effect.change} ${effect.path}`),
    ['modified a-b', 'created a/c', 'modified edit', 'deleted gone', 'created link', 'modified mode.sh', 'modified naïve\nname'],
  );
  assert.deepEqual(effects[2], { path: 'edit', change: 'modified', before: `sha256:${sha256('old')}`, after: `sha256:${sha256('new')}` });
  assert.deepEqual(effects[5]?.modes, { before: '100644', after: '100755' });
  assert.equal(effects[4]?.after, `sha256:${sha256('/etc')}`);
  const few = await compareSnapshots(before, after, state, { limit: 2 });
  assert.deepEqual([few.effects.length, few.omitted], [2, 5]);
});

test('a repository made during the run does not change how its folder is compared', async (t) => {
  const folder = temporaryFolder(t);
  const state = temporaryFolder(t);
  write(folder, { a: '1' });
  const before = await snap(folder, state);
  sh(folder, 'init', '--quiet');
  write(folder, { a: '2', '.gitignore': 'a\n' });
  const { effects } = await compareSnapshots(before, await snap(folder, state), state);
  assert.deepEqual(effects.map((effect) => effect.path), ['.gitignore', 'a']);
});

test('what is left out is said; a pipe does not stop it', async (t) => {
  const folder = temporaryFolder(t);
  write(folder, { huge: '', small: 's' });
  truncateSync(join(folder, 'huge'), 65 * 2 ** 20);
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  const snapshot = await snap(folder, temporaryFolder(t));
  assert.equal(snapshot.files, 1);
  assert.equal(snapshot.truncated, true);
  assert.deepEqual(snapshot.limits.map((limit) => limit.code), ['too-large']);
});

test('a list that was changed since, and snapshots of two kinds, are not compared', async (t) => {
  const folder = temporaryFolder(t);
  const state = temporaryFolder(t);
  write(folder, { a: '1' });
  const before = await snap(folder, state);
  const root = repository(t, { a: '1' });
  const other = await takeSnapshot(root, temporaryFolder(t));
  await assert.rejects(compareSnapshots(before, other, state), /cannot be compared/);
  const list = readdirSync(state).find((name) => name.startsWith('files-'));
  appendFileSync(join(state, list ?? ''), `100644 ${'0'.repeat(64)} "b"\n`);
  await assert.rejects(compareSnapshots(before, before, state), /was changed/);
});

test('the event loop goes on turning while thousands of files are looked at, with and without a repository', async (t) => {
  const folder = temporaryFolder(t);
  for (let at = 0; at < 50; at += 1) {
    mkdirSync(join(folder, `d${at}`));
    for (let file = 0; file < 100; file += 1) writeFileSync(join(folder, `d${at}`, `f${file}`), `${at} ${file}`);
  }
  for (const kind of ['files', 'git'] as const) {
    if (kind === 'git') sh(folder, 'init', '--quiet');
    const state = temporaryFolder(t);
    let turns = 0;
    const turning = setInterval(() => turns++, 1);
    const before = await takeSnapshot(folder, state);
    writeFileSync(join(folder, 'd7', 'f7'), kind);
    const after = await takeSnapshot(folder, state);
    const { effects } = await compareSnapshots(before, after, state);
    clearInterval(turning);
    assert.equal(before.kind, kind);
    assert.deepEqual(effects.map((effect) => effect.path), ['d7/f7']);
    // Read in one go, the loop would have turned a handful of times.
    assert.ok(turns >= 20, `${kind}: ${turns} turns`);
  }
});
