import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { linkTree } from '../../../src/git/linkage.ts';
import { findRepository } from '../../../src/git/repository.ts';
import { compareSnapshots } from '../../../src/runs/effects/compare.ts';
import { disposeSnapshots, takeSnapshot } from '../../../src/runs/effects/snapshot.ts';
import type { Effect, GitSnapshot } from '../../../src/runs/effects/types.ts';
import { commit, everything, repository, sh, temporaryFolder, treeByGit, write } from '../git/fixture.ts';

const brief = (effects: Effect[]): string[] => effects.map((effect) => `${effect.change} ${effect.path}`);

/** As a later process would have it. */
const throughJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

async function snap(folder: string, state: string): Promise<GitSnapshot> {
  const snapshot = await takeSnapshot(folder, state);
  assert.ok(snapshot.kind === 'git');
  return snapshot;
}

/** What a change of the folder shows as. */
async function effectsOf(t: TestContext, folder: string, change: () => void): Promise<{ effects: Effect[]; before: GitSnapshot; after: GitSnapshot }> {
  const state = temporaryFolder(t);
  const before = await snap(folder, state);
  change();
  const after = await snap(folder, state);
  const { effects, omitted } = await compareSnapshots(throughJson(before), throughJson(after), state);
  assert.equal(omitted, 0);
  return { effects, before, after };
}

test('the tree is what git would commit: staged, edited, deleted, untracked, ignored, executable, linked, oddly named', async (t) => {
  const root = repository(t, { 'a.txt': 'a\n', 'b.txt': 'b\n', 'c.txt': 'c\n', 'dir/x': 'x\n', 'dir-x': '1\n', '.gitignore': '*.log\n' });
  write(root, { 'staged.txt': 'one\n' });
  sh(root, 'add', 'staged.txt');
  write(root, {
    'staged.txt': 'two\n',
    'a.txt': 'edited\n',
    'untracked/deep/file': 'u\n',
    'ignored.log': 'log',
    'naïve ünïcode 𝒳.txt': 'u\n',
    'new\nline\t"quoted"': 'n\n',
    ':(exclude)magic': 'm\n',
    '-dash': 'd\n',
    'empty': '',
    '.signalbox/runs/x/record.jsonl': '{}\n',
  });
  unlinkSync(join(root, 'b.txt'));
  chmodSync(join(root, 'c.txt'), 0o755);
  symlinkSync('nowhere', join(root, 'link'));
  write(root, { 'forced.log': 'f' });
  sh(root, 'add', '--force', 'forced.log');
  writeFileSync(Buffer.concat([Buffer.from(`${root}/latin`), Buffer.from([0xe9])]), 'not UTF-8');
  const expected = treeByGit(root);
  const snapshot = await snap(root, temporaryFolder(t));
  assert.equal(snapshot.tree, expected);
  assert.equal(snapshot.seen, expected);
  assert.equal(snapshot.head, sh(root, 'rev-parse', 'HEAD'));
  assert.deepEqual(snapshot.limits, []);
});

test('nothing in the folder or its repository is written, with blobs kept or not', async (t) => {
  const root = repository(t, { 'a.txt': 'a\n', 'dir/b.txt': 'b\n', '.signalbox/policy.jsonc': '{}' });
  write(root, { 'a.txt': 'changed\n', 'untracked.txt': 'u\n' });
  sh(root, 'add', 'a.txt');
  write(root, { 'a.txt': 'again\n' });
  const before = everything(root);
  for (const keepBlobs of [false, true]) {
    const state = temporaryFolder(t);
    const one = await takeSnapshot(root, state, { keepBlobs });
    const two = await takeSnapshot(root, state, { keepBlobs });
    assert.deepEqual(await compareSnapshots(one, two, state), { effects: [], omitted: 0 });
  }
  assert.deepEqual(everything(root), before);
  assert.equal(sh(root, 'fsck', '--full', '--strict'), '');
  assert.match(sh(root, 'status', '--porcelain'), /^MM a\.txt\n\?\? untracked\.txt$/);
});

test('what changes shows with its path, change and blob ids, in order', async (t) => {
  const root = repository(t, { 'same': 's', 'edit': 'old', 'gone': 'g', 'mode.sh': '#!', 'old-name': 'moved', 'dir/file': 'f', 'becomes-link/file': 'f' });
  const { effects, before, after } = await effectsOf(t, root, () => {
    write(root, { edit: 'new', 'added/new file': 'n', '.signalbox/runs/r/record.jsonl': 'x' });
    unlinkSync(join(root, 'gone'));
    chmodSync(join(root, 'mode.sh'), 0o755);
    renameSync(join(root, 'old-name'), join(root, 'new-name'));
    rmSync(join(root, 'becomes-link'), { recursive: true });
    symlinkSync('dir', join(root, 'becomes-link'));
    rmSync(join(root, 'dir'), { recursive: true });
    write(root, { dir: 'now a file' });
  });
  assert.deepEqual(brief(effects), [
    'created added/new file',
    'created becomes-link',
    'deleted becomes-link/file',
    'created dir',
    'deleted dir/file',
    'modified edit',
    'deleted gone',
    'modified mode.sh',
    'created new-name',
    'deleted old-name',
  ]);
  assert.equal(after.tree, treeByGit(root));
  assert.notEqual(before.tree, after.tree);
  const edit = effects.find((effect) => effect.path === 'edit');
  write(root, { '../old': 'old' });
  assert.equal(edit?.before, sh(root, 'hash-object', '../old'));
  assert.equal(edit?.after, sh(root, 'hash-object', 'edit'));
  const mode = effects.find((effect) => effect.path === 'mode.sh');
  assert.equal(mode?.before, mode?.after);
  assert.deepEqual(mode?.modes, { before: '100644', after: '100755' });
});

test('contents stay out of the state folder unless they are asked for', async (t) => {
  const root = repository(t, { a: 'committed' });
  write(root, { a: 'edited', b: 'untracked' });
  for (const keepBlobs of [false, true]) {
    const state = temporaryFolder(t);
    await takeSnapshot(root, state, { keepBlobs });
    for (const path of ['a', 'b']) {
      const read = (): string => sh(root, `--git-dir=${join(state, 'git')}`, 'cat-file', 'blob', sh(root, 'hash-object', path));
      if (keepBlobs) assert.equal(read(), path === 'a' ? 'edited' : 'untracked');
      else assert.throws(read);
    }
  }
});

test('the limit of a comparison counts what it leaves out', async (t) => {
  const root = repository(t, { a: 'a' });
  const state = temporaryFolder(t);
  const before = await snap(root, state);
  write(root, Object.fromEntries(Array.from({ length: 25 }, (_, at) => [`f${at}`, String(at)])));
  const { effects, omitted } = await compareSnapshots(before, await snap(root, state), state, { limit: 10 });
  assert.equal(effects.length, 10);
  assert.equal(omitted, 15);
});

test('an edit of the same size in the same moment is seen, in the first snapshot and after it', async (t) => {
  for (let round = 0; round < 5; round += 1) {
    const root = repository(t, { a: 'aaaa' });
    writeFileSync(join(root, 'a'), 'bbbb');
    const { before, effects } = await effectsOf(t, root, () => writeFileSync(join(root, 'a'), 'cccc'));
    write(root, { a: 'bbbb' });
    assert.equal(before.tree, treeByGit(root));
    assert.deepEqual(brief(effects), ['modified a']);
  }
});

test('a run cannot hide a change behind the index, its flags, its times or new ignore rules', async (t) => {
  const root = repository(t, { assumed: '1', skipped: '1', touched: '1', forged: '1', kept: '1' });
  sh(root, 'update-index', '--assume-unchanged', 'assumed');
  sh(root, 'update-index', '--skip-worktree', 'skipped');
  write(root, { 'untracked-now-ignored': '1' });
  const { effects, after } = await effectsOf(t, root, () => {
    write(root, { assumed: '2', skipped: '2', 'untracked-now-ignored': '2', hidden: 'by info/exclude', 'hidden-too': 'by excludesFile' });
    const { atime, mtime } = statSync(join(root, 'touched'));
    write(root, { touched: '2', '.gitignore': 'untracked-now-ignored\n' });
    utimesSync(join(root, 'touched'), atime, mtime);
    write(root, { forged: '2' });
    const blob = sh(root, 'hash-object', '-w', 'kept');
    sh(root, 'add', 'forged');
    sh(root, 'update-index', '--cacheinfo', `100644,${blob},forged`);
    sh(root, 'rm', '--quiet', '--cached', 'kept');
    appendFileSync(join(root, '.git/info/exclude'), 'hidden\n');
    write(root, { '../rules': 'hidden-too\n' });
    sh(root, 'config', 'core.excludesFile', join(root, '../rules'));
  });
  assert.deepEqual(brief(effects), [
    'created .gitignore',
    'modified assumed',
    'modified forged',
    'created hidden',
    'created hidden-too',
    'modified skipped',
    'modified touched',
    'modified untracked-now-ignored',
  ]);
  assert.notEqual(after.tree, after.seen);
  sh(root, 'config', '--unset', 'core.excludesFile');
  writeFileSync(join(root, '.git/info/exclude'), '');
  sh(root, 'update-index', '--no-assume-unchanged', 'assumed');
  sh(root, 'update-index', '--no-skip-worktree', 'skipped');
  assert.equal(after.tree, treeByGit(root));
});

test('the run may remove the repository or move HEAD: the comparison still works', async (t) => {
  const root = repository(t, { a: '1', b: '1' });
  const committed = await effectsOf(t, root, () => {
    write(root, { a: '2' });
    commit(root, 'by the run');
  });
  assert.deepEqual(brief(committed.effects), ['modified a']);
  assert.notEqual(committed.before.head, committed.after.head);
  const removed = await effectsOf(t, root, () => {
    rmSync(join(root, '.git'), { recursive: true });
    write(root, { b: '2' });
  });
  assert.deepEqual(brief(removed.effects), ['modified b']);
  assert.deepEqual(removed.after.limits.map((limit) => limit.code), ['repository-gone']);
});

test('no program of a hostile configuration runs: fsmonitor, filters, hooks, a submodule with its own', async (t) => {
  const root = repository(t, { 'a.txt': 'a\n', '.gitattributes': '*.txt filter=evil diff=evil\n' });
  const inner = repository(t, { i: 'i' });
  sh(root, 'submodule', '--quiet', 'add', inner, 'sub');
  sh(root, 'config', '--file', '.gitmodules', 'submodule.sub.ignore', 'none');
  commit(root, 'submodule');
  const ran = join(root, '..', 'RAN');
  const evil = join(root, '..', 'evil.sh');
  writeFileSync(evil, `#!/bin/sh\necho "$0 $*" >> '${ran}'\ncat\n`, { mode: 0o755 });
  for (const where of [root, join(root, 'sub')]) {
    sh(where, 'config', 'core.fsmonitor', evil);
    for (const key of ['clean', 'smudge', 'process']) sh(where, 'config', `filter.evil.${key}`, evil);
    sh(where, 'config', 'filter.evil.required', 'true');
    sh(where, 'config', 'diff.evil.textconv', evil);
    sh(where, 'config', 'diff.external', evil);
    sh(where, 'config', 'core.pager', evil);
    sh(where, 'config', 'core.sshCommand', evil);
    sh(where, 'config', 'credential.helper', `!${evil}`);
    const hooks = sh(where, 'rev-parse', '--path-format=absolute', '--git-path', 'hooks');
    mkdirSync(hooks, { recursive: true });
    for (const hook of ['post-index-change', 'pre-commit', 'post-checkout', 'reference-transaction', 'fsmonitor-watchman']) {
      writeFileSync(join(hooks, hook), `#!/bin/sh\necho hook >> '${ran}'\n`, { mode: 0o755 });
    }
  }
  const { effects, before } = await effectsOf(t, root, () => write(root, { 'a.txt': 'changed\n', 'b.txt': 'new\n', 'sub/i': 'changed' }));
  assert.equal((await findRepository(root))?.dirty, true);
  assert.equal((await linkTree({ tree: before.tree, folder: root })).status, 'linked');
  assert.deepEqual(brief(effects), ['modified a.txt', 'created b.txt']);
  assert.match(effects[1]?.after ?? '', /^[0-9a-f]{40}$/);
  assert.equal(existsSync(ran), false, existsSync(ran) ? readFileSync(ran, 'utf8') : '');
  assert.deepEqual(before.limits, []);
  // The trap works: git as it comes falls into it.
  sh(root, 'status');
  assert.equal(existsSync(ran), true);
});

test('line ends are converted as git would, also where the committed file has them already', async (t) => {
  const root = repository(t, { 'committed-crlf.txt': 'a\r\nb\r\n', '.gitattributes': '*.sh text eol=lf\n' });
  sh(root, 'config', 'core.autocrlf', 'true');
  write(root, { 'new.txt': 'x\r\ny\r\n', 'run.sh': 'a\r\n', 'committed-crlf.txt': 'a\r\nb\r\nc\r\n' });
  assert.equal((await snap(root, temporaryFolder(t))).tree, treeByGit(root));
  const state = temporaryFolder(t);
  write(root, { 'seen.txt': 'x\r\n' });
  await snap(root, state);
  sh(root, 'config', 'core.autocrlf', 'input');
  const { limits } = await snap(root, state);
  assert.deepEqual(limits, []);
});

test('a folder below the top has its own tree, whatever else the repository holds', async (t) => {
  const root = repository(t, { 'top': 't', 'packages/one/a': 'a', 'packages/one/.signalbox/policy.jsonc': '{}', 'packages/two/b': 'b', '.gitignore': 'dist\n' });
  const folder = join(root, 'packages/one');
  const { effects, before, after } = await effectsOf(t, folder, () => write(root, { 'packages/one/c': 'c', 'packages/one/dist/x': 'x', 'packages/two/b': 'B', top: 'T' }));
  assert.deepEqual(brief(effects), ['created c']);
  assert.equal(before.prefix, 'packages/one/');
  rmSync(join(folder, '.signalbox'), { recursive: true });
  commit(root, 'all');
  assert.equal(after.tree, sh(root, 'rev-parse', 'HEAD:packages/one'));
  const fresh = join(root, 'packages', 'fresh');
  mkdirSync(fresh);
  assert.equal((await snap(fresh, temporaryFolder(t))).tree, '4b825dc642cb6eb9a060e54bf8d69288fbee4904');
});

test('a merge with conflicts, a linked work tree, no commit yet, SHA-256, a split and a sparse index', async (t) => {
  const root = repository(t, { 'packages/a': 'base\n', 'b': 'b\n' });
  sh(root, 'checkout', '--quiet', '-b', 'other');
  write(root, { 'packages/a': 'other\n' });
  commit(root, 'other');
  sh(root, 'checkout', '--quiet', 'main');
  write(root, { 'packages/a': 'main\n' });
  commit(root, 'main');
  assert.throws(() => sh(root, 'merge', 'other'));
  assert.equal((await snap(root, temporaryFolder(t))).tree, treeByGit(root));
  mkdirSync(join(root, 'aside'));
  write(root, { 'aside/x': 'x' });
  await snap(join(root, 'aside'), temporaryFolder(t));
  sh(root, 'merge', '--abort');
  rmSync(join(root, 'aside'), { recursive: true });

  const linked = join(root, '..', 'linked');
  sh(root, 'worktree', 'add', '--quiet', linked, 'other');
  const inLinked = await effectsOf(t, linked, () => write(linked, { b: 'B\n' }));
  assert.deepEqual(brief(inLinked.effects), ['modified b']);
  assert.equal(inLinked.before.tree, sh(root, 'rev-parse', 'other^{tree}'));

  const unborn = repository(t);
  const first = await effectsOf(t, unborn, () => write(unborn, { a: 'a' }));
  assert.deepEqual(brief(first.effects), ['created a']);
  assert.equal(first.before.head, undefined);

  const sha256 = repository(t, { a: 'a' }, '--object-format=sha256');
  const long = await effectsOf(t, sha256, () => write(sha256, { a: 'b', '.signalbox/x': 'x' }));
  assert.equal(long.after.tree, treeByGit(sha256));
  assert.match(long.effects[0]?.after ?? '', /^[0-9a-f]{64}$/);

  sh(root, 'update-index', '--split-index');
  write(root, { b: 'split\n' });
  sh(root, 'add', 'b');
  const split = await snap(root, temporaryFolder(t));
  assert.equal(split.tree, treeByGit(root));
  assert.deepEqual(split.limits, []);

  const sparse = repository(t, { 'in/a': 'a', 'out/b': 'b', 'out/c': 'c' });
  sh(sparse, 'sparse-checkout', 'set', '--cone', '--sparse-index', 'in');
  assert.equal(existsSync(join(sparse, 'out')), false);
  const narrow = await effectsOf(t, sparse, () => write(sparse, { 'out/b': 'here' }));
  assert.equal(narrow.before.tree, sh(sparse, 'rev-parse', 'HEAD^{tree}'));
  assert.deepEqual(brief(narrow.effects), ['modified out/b']);
});

test('repositories inside count as their commit, and what is not seen is said', async (t) => {
  const root = repository(t, { a: 'a' });
  const inner = repository(t, { i: 'i' });
  sh(root, 'submodule', '--quiet', 'add', inner, 'sub');
  commit(root, 'submodule');
  const { effects, after } = await effectsOf(t, root, () => {
    write(root, { 'sub/i': 'I' });
    commit(join(root, 'sub'), 'inside');
    sh(root, 'clone', '--quiet', inner, 'cloned');
    mkdirSync(join(root, 'bare-new'));
    sh(join(root, 'bare-new'), 'init', '--quiet');
    write(root, { 'bare-new/file': 'x' });
  });
  assert.deepEqual(brief(effects), ['created cloned', 'modified sub']);
  assert.equal(effects[1]?.after, sh(join(root, 'sub'), 'rev-parse', 'HEAD'));
  assert.deepEqual(after.limits.map((limit) => limit.code), ['nested-repository']);
  assert.match(after.limits[0]?.message ?? '', /: bare-new\/, cloned\/$/);
  const inSub = await effectsOf(t, join(root, 'sub'), () => write(root, { 'sub/new': 'n' }));
  assert.deepEqual(brief(inSub.effects), ['created new']);
});

test('a pipe, a socket or a broken index does not stop a snapshot', async (t) => {
  const root = repository(t, { a: 'a', b: 'b' });
  const { effects, after } = await effectsOf(t, root, () => {
    unlinkSync(join(root, 'a'));
    execFileSync('mkfifo', [join(root, 'a')]);
    execFileSync('mkfifo', [join(root, 'untracked-pipe')]);
    write(root, { b: 'B' });
  });
  assert.deepEqual(brief(effects), ['modified b']);
  assert.deepEqual(after.limits.map((limit) => limit.code), ['unreadable']);
  unlinkSync(join(root, 'a'));
  write(root, { a: 'a', b: 'b', '.git/index': 'nonsense' });
  const broken = await snap(root, temporaryFolder(t));
  assert.equal(broken.tree, sh(root, 'rev-parse', 'HEAD^{tree}'));
  assert.deepEqual(broken.limits.map((limit) => limit.code), ['index-unreadable']);
});

test('one file that git refuses does not take the others with it', async (t) => {
  const root = repository(t, { a: 'a', '.gitignore': 'ign/\nold/\n' });
  write(root, { 'old/f': 'f' });
  sh(root, 'add', '--force', 'old/f');
  const { effects, after } = await effectsOf(t, root, () => {
    write(root, Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`n${at + 10}`, 'n'])));
    write(root, { 'ign/f': 'f', 'elsewhere/f': 'f' });
    sh(root, 'add', '--force', 'ign/f');
    for (const folder of ['ign', 'old']) {
      rmSync(join(root, folder), { recursive: true });
      symlinkSync('elsewhere', join(root, folder));
    }
  });
  assert.deepEqual(after.limits.map((limit) => limit.code), ['unreadable']);
  assert.match(after.limits[0]?.message ?? '', /: ign\/f$/);
  const added = Array.from({ length: 20 }, (_, at) => `created n${at + 10}`);
  assert.deepEqual(brief(effects), ['created elsewhere/f', 'created ign', ...added, 'created old', 'deleted old/f']);
});

test('a lock left by a killed snapshot is cleared; a cancelled one says so; disposing removes all', async (t) => {
  const root = repository(t, { a: 'a' });
  const state = join(temporaryFolder(t), 'state');
  const before = await snap(root, state);
  writeFileSync(join(state, 'git', 'index.lock'), '');
  write(root, { a: 'b' });
  const after = await snap(root, state);
  assert.equal((await compareSnapshots(before, after, state)).effects.length, 1);
  await assert.rejects(takeSnapshot(root, state, { signal: AbortSignal.abort() }), { code: 'aborted' });
  await assert.rejects(takeSnapshot(temporaryFolder(t), state), /was made for/);
  assert.equal(statSync(state).mode & 0o077, 0);
  await disposeSnapshots(state);
  assert.equal(existsSync(state), false);
});
