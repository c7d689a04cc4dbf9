import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { git, gitEntries, GitError } from '../../../src/git/git.ts';
import { remoteUrl } from '../../../src/git/remote-url.ts';
import { findRepository, locateRepository } from '../../../src/git/repository.ts';
import { commit, everything, repository, sh, temporaryFolder, write } from './fixture.ts';

test('a repository is described: place, HEAD, branch, remote without credentials, dirty', async (t) => {
  const root = repository(t, { 'a/b/c': 'c' });
  sh(root, 'remote', 'add', 'origin', 'https://ada:t0ken@example.org/p.git?key=1');
  sh(root, 'remote', 'add', 'other', 'ssh://git:pw@example.org/q.git');
  assert.deepEqual(await findRepository(root), {
    root,
    prefix: '',
    gitDir: join(root, '.git'),
    commonDir: join(root, '.git'),
    objectFormat: 'sha1',
    head: sh(root, 'rev-parse', 'HEAD'),
    branch: 'main',
    remote: 'https://example.org/p.git',
    dirty: false,
  });
  sh(root, 'config', 'branch.main.remote', 'other');
  const below = await findRepository(join(root, 'a/b'));
  assert.equal(below?.prefix, 'a/b/');
  assert.equal(below.remote, 'ssh://git@example.org/q.git');
  symlinkSync(join(root, 'a'), join(root, '..', 'way-in'));
  assert.equal((await findRepository(join(root, '..', 'way-in', 'b')))?.prefix, 'a/b/');
  sh(root, 'checkout', '--quiet', '--detach');
  assert.equal((await findRepository(root))?.branch, undefined);
});

test('dirty means tracked, staged or untracked, below the folder, and never the record itself', async (t) => {
  const root = repository(t, { a: 'a', 'sub/b': 'b', '.gitignore': 'ignored\n', '.signalbox/policy.jsonc': '{}' });
  const dirty = async (folder = root): Promise<boolean | undefined> => (await findRepository(folder))?.dirty;
  write(root, { ignored: 'x', '.signalbox/runs/r/record.jsonl': 'x', '.signalbox/policy.jsonc': '{ }' });
  assert.equal(await dirty(), false);
  write(root, { 'new\nname': 'x' });
  assert.equal(await dirty(), true);
  assert.equal(await dirty(join(root, 'sub')), false);
  commit(root, 'second');
  write(root, { 'sub/b': 'B' });
  assert.equal(await dirty(), true);
  assert.equal(await dirty(join(root, 'sub')), true);
  sh(root, 'add', '--all');
  assert.equal(await dirty(), true);
  const before = everything(root);
  await findRepository(root);
  assert.deepEqual(everything(root), before);
});

test('linked work trees, submodules, and a repository without a commit', async (t) => {
  const root = repository(t, { a: 'a' });
  const linked = join(root, '..', 'linked');
  sh(root, 'worktree', 'add', '--quiet', '-b', 'side', linked);
  const there = await findRepository(linked);
  assert.equal(there?.gitDir, join(root, '.git/worktrees/linked'));
  assert.equal(there.commonDir, join(root, '.git'));
  assert.equal(there.branch, 'side');
  const inner = repository(t, { i: 'i' });
  sh(root, 'submodule', '--quiet', 'add', inner, 'sub');
  const sub = await findRepository(join(root, 'sub'));
  assert.equal(sub?.root, join(root, 'sub'));
  assert.equal(sub.gitDir, join(root, '.git/modules/sub'));
  const unborn = await findRepository(repository(t));
  assert.equal(unborn?.head, undefined);
  assert.equal(unborn?.branch, 'main');
  assert.equal(unborn?.dirty, false);
});

test('what is no repository for us is said with its reason', async (t) => {
  const reason = async (folder: string): Promise<string | undefined> => {
    const located = await locateRepository(folder);
    return located.found ? undefined : located.reason;
  };
  const root = repository(t, { a: 'a' });
  assert.equal(await reason(temporaryFolder(t)), 'no-repository');
  assert.equal(await reason(join(root, '.git')), 'no-repository');
  assert.equal(await findRepository(join(root, '.git/objects')), undefined);
  const damaged = repository(t, { a: 'a' });
  write(damaged, { '.git/config': '[core\n' });
  assert.equal(await reason(damaged), 'refused');
  await assert.rejects(locateRepository(join(root, 'missing')), { code: 'ENOENT' });

  const path = process.env['PATH'];
  t.after(() => (process.env['PATH'] = path));
  process.env['PATH'] = temporaryFolder(t);
  assert.equal(await reason(root), 'no-git');
  // A relative entry of PATH would find a git that the workspace brings along.
  writeFileSync(join(root, 'git'), '#!/bin/sh\necho true\n', { mode: 0o755 });
  chmodSync(join(root, 'git'), 0o755);
  process.env['PATH'] = `.:${temporaryFolder(t)}`;
  assert.equal(await reason(root), 'no-git');
  process.env['PATH'] = path;

  // A variable of Git's own that would change its answer does not reach it.
  process.env['GIT_TEST_ASSUME_DIFFERENT_OWNER'] = '1';
  t.after(() => delete process.env['GIT_TEST_ASSUME_DIFFERENT_OWNER']);
  assert.equal(await reason(root), undefined);
});

test('a repository that belongs to another user is refused with a next step', { skip: process.getuid?.() !== 0 && 'needs root to give a folder away' }, async (t) => {
  const root = repository(t, { a: 'a' });
  const { chownSync } = await import('node:fs');
  for (const path of [root, join(root, '.git')]) chownSync(path, 4242, 4242);
  const env = { GIT_CONFIG_GLOBAL: process.env['GIT_CONFIG_GLOBAL'], SUDO_UID: process.env['SUDO_UID'] };
  t.after(() => {
    for (const [name, value] of Object.entries(env)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });
  process.env['GIT_CONFIG_GLOBAL'] = '/dev/null';
  delete process.env['SUDO_UID'];
  const located = await locateRepository(root);
  assert.equal(located.found, false);
  assert.equal(located.found ? '' : located.reason, 'refused');
  assert.match(located.found ? '' : located.message, /safe\.directory/);
});

test('running git: variables of this process do not redirect it, and time, output and the signal end it', async (t) => {
  const root = repository(t, { a: 'a' });
  const other = repository(t, { other: 'o' });
  process.env['GIT_DIR'] = join(other, '.git');
  t.after(() => delete process.env['GIT_DIR']);
  assert.equal((await git(['ls-files'], { cwd: root })).toString(), 'a\n');
  delete process.env['GIT_DIR'];
  const waiting = function* (): Generator<Uint8Array> {
    for (;;) yield Buffer.alloc(65536);
  };
  await assert.rejects(git(['hash-object', '--stdin'], { cwd: root, timeoutMs: 100, input: waiting() }), { code: 'timed-out' });
  await assert.rejects(git(['cat-file', '--batch-all-objects', '--batch'], { cwd: root, maxBytes: 10 }), { code: 'too-much-output' });
  const controller = new AbortController();
  const work = git(['hash-object', '--stdin'], { cwd: root, signal: controller.signal, input: waiting() });
  setTimeout(() => controller.abort(), 50);
  await assert.rejects(work, { code: 'aborted' });
  await assert.rejects(git(['no-such-command'], { cwd: root }), (error) => error instanceof GitError && error.code === 'failed' && error.exitCode === 1);
  const entries: string[] = [];
  await assert.rejects(gitEntries(['ls-files'], { cwd: root }, (entry) => entries.push(entry)), /in the middle/);
});

test('a file of a partial clone is not fetched by a program that the repository names', async (t) => {
  const root = repository(t, { a: 'a' });
  sh(root, 'config', 'uploadpack.allowFilter', 'true');
  const clone = join(root, '..', 'clone');
  sh(root, 'clone', '--quiet', '--no-checkout', '--filter=blob:none', `file://${root}`, clone);
  const ran = join(root, '..', 'RAN');
  sh(clone, 'config', 'remote.origin.uploadpack', `touch '${ran}'; git-upload-pack`);
  const blob = sh(root, 'rev-parse', 'HEAD:a');
  await assert.rejects(git(['cat-file', 'blob', blob], { cwd: clone }), { code: 'failed' });
  assert.equal(existsSync(ran), false);
  sh(clone, 'cat-file', 'blob', blob);
  assert.equal(existsSync(ran), true);
});

test('remote URLs carry no credentials', () => {
  const cases: [string, string | undefined][] = [
    ['https://user:secret@host/p', 'https://host/p'],
    ['https://ghp_token@host/p.git', 'https://host/p.git'],
    ['http://host/p?access_token=x#y', 'http://host/p'],
    ['ssh://git:pw@host:22/p', 'ssh://git@host:22/p'],
    ['git@host:owner/p.git', 'git@host:owner/p.git'],
    ['user:pw@host:owner/p.git', 'host:owner/p.git'],
    ['/srv/p.git', '/srv/p.git'],
    ['../p.git', '../p.git'],
    ['file:///srv/p.git', 'file:///srv/p.git'],
    ['ext::sh -c "x"', undefined],
    ['https://host:notaport/', undefined],
    ['https://host/\n', undefined],
  ];
  for (const [from, to] of cases) assert.equal(remoteUrl(from), to, from);
});

test('a folder whose name has a line end in it', async (t) => {
  const odd = join(temporaryFolder(t), 'odd\nname');
  mkdirSync(odd);
  sh(odd, 'init', '--quiet');
  write(odd, { 'in\nside/a': 'a' });
  assert.equal((await findRepository(join(odd, 'in\nside')))?.prefix, 'in\nside/');
});
