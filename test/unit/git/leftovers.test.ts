/** A process that is killed while it asks git leaves a folder behind, which the next one removes. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test, type TestContext } from 'node:test';
import { ownPrefix, sweep } from '../../../src/git/leftovers.ts';
import { repository, temporaryFolder } from './fixture.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const old = new Date(Date.now() - 60 * 60_000);
const left = (parent: string) => readdirSync(parent).filter((name) => name.startsWith('signalbox-git-'));

/** Describes a repository in a process of its own, with `parent` for its temporary folder and `bin` first on its PATH. */
function describe(folder: string, parent: string, bin?: string) {
  const script = `import { findRepository } from ${JSON.stringify(join(root, 'src/git/repository.ts'))}; await findRepository(${JSON.stringify(folder)});`;
  const env = { ...process.env, TMPDIR: parent, ...(bin === undefined ? {} : { PATH: `${bin}${delimiter}${process.env['PATH']}` }) };
  return spawn(process.execPath, ['--input-type=module', '-e', script], { env, stdio: 'ignore' });
}

/** A git that never comes back from `status`. */
function slowGit(t: TestContext): string {
  const bin = temporaryFolder(t);
  const real = spawnSync('/bin/sh', ['-c', 'command -v git'], { encoding: 'utf8' }).stdout.trim();
  writeFileSync(join(bin, 'git'), `#!/bin/sh\nfor word; do test "$word" = status && exec sleep 5; done\nexec ${real} "$@"\n`);
  chmodSync(join(bin, 'git'), 0o755);
  return bin;
}

test('what a killed process has left is removed by the next one that asks', { timeout: 60_000 }, async (t) => {
  const [parent, folder] = [temporaryFolder(t), repository(t, { a: '1' })];
  const child = describe(folder, parent, slowGit(t));
  while (left(parent).length === 0) await sleep(20);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const [name] = left(parent);
  assert.match(name ?? '', new RegExp(`^signalbox-git-${child.pid}-`));
  utimesSync(join(parent, name!), old, old);
  const [code] = (await once(describe(folder, parent), 'exit')) as [number];
  assert.deepEqual([code, left(parent)], [0, []]);
});

test('what lives, is young, is a link, or has another name stays', async (t) => {
  const [parent, elsewhere] = [temporaryFolder(t), temporaryFolder(t)];
  const { pid: dead } = spawnSync(process.execPath, ['-e', '0']);
  writeFileSync(join(elsewhere, 'file'), '');
  const made = [`${ownPrefix()}aaaaaa`, `signalbox-git-${dead}-bbbbbb`, `signalbox-git-${dead}-cccccc`, `signalbox-git-${dead}-d.d`, 'signalbox-git-x-eeeeee'];
  for (const name of made) mkdirSync(join(parent, name));
  symlinkSync(elsewhere, join(parent, `signalbox-git-${dead}-ffffff`));
  for (const name of made.filter((one) => !one.endsWith('bbbbbb'))) utimesSync(join(parent, name), old, old);
  await sweep(parent);
  assert.deepEqual(left(parent).sort(), [...made.filter((name) => !name.endsWith('cccccc')), `signalbox-git-${dead}-ffffff`].sort());
  assert.deepEqual(readdirSync(elsewhere), ['file']);
  await sweep(join(parent, 'not there'));
});
