import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { linkTree } from '../../../src/git/linkage.ts';
import { takeSnapshot } from '../../../src/runs/effects/snapshot.ts';
import { commit, everything, repository, sh, temporaryFolder, write } from './fixture.ts';

async function treeOf(t: TestContext, folder: string): Promise<string> {
  const snapshot = await takeSnapshot(folder, temporaryFolder(t));
  assert.equal(snapshot.kind, 'git');
  return snapshot.kind === 'git' ? snapshot.tree : '';
}

test('a recorded tree is found in the commit that holds it together with its record', async (t) => {
  const root = repository(t, { a: '1' });
  const head = sh(root, 'rev-parse', 'HEAD');
  write(root, { a: '2', new: 'n', '.signalbox/runs/r/record.jsonl': '{}\n' });
  const tree = await treeOf(t, root);
  assert.deepEqual(await linkTree({ tree, head, folder: root }), { status: 'not-found', commits: [], headFound: true, searched: 1, complete: true });
  const done = commit(root, 'work and record');
  write(root, { '.signalbox/runs/s/record.jsonl': '{}\n' });
  const again = commit(root, 'another record, same work');
  const before = everything(root);
  const linked = await linkTree({ tree, head, folder: root });
  assert.deepEqual(linked, { status: 'linked', commits: [again, done], headFound: true, searched: 3, complete: true });
  assert.deepEqual(everything(root), before);
});

test('squash and rebase keep the link although the commits are gone', async (t) => {
  const root = repository(t, { a: '1' });
  sh(root, 'checkout', '--quiet', '-b', 'feature');
  write(root, { b: 'step one' });
  commit(root, 'one');
  write(root, { b: 'step two', '.signalbox/runs/r/record.jsonl': '{}\n' });
  const head = sh(root, 'rev-parse', 'HEAD');
  const tree = await treeOf(t, root);
  commit(root, 'two');

  sh(root, 'checkout', '--quiet', 'main');
  sh(root, 'merge', '--quiet', '--squash', 'feature');
  const squashed = commit(root, 'squashed');
  sh(root, 'branch', '-D', '--quiet', 'feature');
  sh(root, 'reflog', 'expire', '--expire=now', '--all');
  sh(root, 'gc', '--quiet', '--prune=now');
  assert.deepEqual(await linkTree({ tree, head, folder: root }), { status: 'linked', commits: [squashed], headFound: false, searched: 2, complete: true });

  // Rebased: every commit has a new id, and the last one the same tree.
  sh(root, 'checkout', '--quiet', '-b', 'rebased', 'HEAD~1');
  sh(root, 'commit', '--quiet', '--allow-empty', '-m', 'an empty one in between');
  sh(root, 'cherry-pick', squashed);
  const rebased = sh(root, 'rev-parse', 'HEAD');
  sh(root, 'branch', '-D', '--quiet', 'main');
  assert.notEqual(rebased, squashed);
  const linked = await linkTree({ tree, folder: root });
  assert.equal(linked.status, 'linked');
  assert.deepEqual(linked.commits, [rebased]);
});

test('a folder below the top, a linked work tree, SHA-256, a replaced commit', async (t) => {
  const root = repository(t, { 'odd\nname/x': '1', top: '1', '.gitignore': '.signalbox/local\n' });
  const folder = join(root, 'odd\nname');
  write(root, { 'odd\nname/x': '2', 'odd\nname/.signalbox/r': 'r' });
  const tree = await treeOf(t, folder);
  const id = commit(root, 'below');
  assert.deepEqual((await linkTree({ tree, folder })).commits, [id]);
  assert.equal((await linkTree({ tree, folder: root })).status, 'not-found');
  const linked = join(root, '..', 'linked');
  sh(root, 'worktree', 'add', '--quiet', '--detach', linked, 'HEAD~1');
  assert.deepEqual((await linkTree({ tree, folder: join(linked, 'odd\nname') })).commits, [id]);
  sh(root, 'replace', id, sh(root, 'rev-parse', 'HEAD~1'));
  assert.deepEqual((await linkTree({ tree, folder })).commits, [id]);

  const sha256 = repository(t, { a: 'a', '.signalbox/x': 'x' }, '--object-format=sha256');
  const long = await linkTree({ tree: await treeOf(t, sha256), folder: sha256 });
  assert.equal(long.status, 'linked');
});

test('nothing to look for, nowhere to look, no commits', async (t) => {
  const tree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
  assert.equal((await linkTree({ folder: repository(t, { a: 'a' }) })).status, 'not-recorded');
  assert.equal((await linkTree({ tree: '--help', folder: repository(t, { a: 'a' }) })).status, 'not-recorded');
  assert.equal((await linkTree({ tree, folder: temporaryFolder(t) })).status, 'no-repository');
  assert.equal((await linkTree({ tree, folder: repository(t) })).status, 'not-found');
});

test('ten thousand commits are looked at in seconds, and a shorter walk says that it is not all', async (t) => {
  const root = join(temporaryFolder(t), 'long');
  mkdirSync(root);
  sh(root, 'init', '--quiet', '--initial-branch=main');
  let stream = '';
  for (let at = 1; at <= 10_000; at += 1) {
    const text = `${at}`;
    stream += `commit refs/heads/main\ncommitter Ada <ada@example.org> ${1_700_000_000 + at} +0000\ndata 1\nc\n`;
    stream += `M 100644 inline file\ndata ${text.length}\n${text}\nM 100644 inline .signalbox/r${at % 50}\ndata ${text.length}\n${text}\n\n`;
  }
  execFileSync('git', ['fast-import', '--quiet'], { cwd: root, input: stream });
  sh(root, 'checkout', '--quiet', 'main~9990');
  const tree = await treeOf(t, root);
  const started = performance.now();
  const linked = await linkTree({ tree, folder: root });
  const took = performance.now() - started;
  assert.equal(linked.searched, 10_000);
  assert.deepEqual(linked.commits, [sh(root, 'rev-parse', 'HEAD')]);
  assert.ok(took < 5000, `${took} ms`);
  const short = await linkTree({ tree, folder: root, maxCommits: 100 });
  assert.deepEqual({ status: short.status, searched: short.searched, complete: short.complete }, { status: 'not-found', searched: 100, complete: false });
});
