import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { isAtLeast, programVersion } from '../../../src/agents/version.ts';

const root = mkdtempSync(join(tmpdir(), 'sb-version-'));
after(() => rmSync(root, { recursive: true, force: true }));

function program(name: string, text: string): string {
  const file = join(root, name);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  return file;
}

test('versions are compared by their numbers; a pre-release is older than its release', () => {
  for (const [version, floor, enough] of [['1.2.3', '1.2.3', true], ['1.10.0', '1.9.9', true], ['1.2', '1.2.0', true], ['1.2.2', '1.2.3', false], ['2.0.0-beta.1', '2.0.0', false], ['2.0.1-beta.1', '2.0.0', true]] as const) {
    assert.equal(isAtLeast(version, floor), enough, `${version} against ${floor}`);
  }
});

test('the manifest of its package tells the version, through links, without starting it', async () => {
  const real = program('lib/agent/dist/cli.js', '#!/bin/sh\necho 9.9.9\n');
  writeFileSync(join(root, 'lib/agent/package.json'), JSON.stringify({ name: '@some/agent', version: '1.4.0' }));
  symlinkSync(real, join(root, 'agent'));
  assert.equal(await programVersion(join(root, 'agent'), '@some/agent', false, {}), '1.4.0');
  assert.equal(await programVersion(join(root, 'agent'), '@another/agent', false, {}), undefined, 'a manifest of another package tells nothing');
});

test('a program that belongs to no package is asked, if it may be started', async () => {
  const plain = program('bin/plain', '#!/bin/sh\necho "plain agent v3.1.0 (build 7)"\n');
  assert.equal(await programVersion(plain, undefined, true, process.env), '3.1.0');
  assert.equal(await programVersion(plain, undefined, false, process.env), undefined);
  assert.equal(await programVersion(program('bin/mute', '#!/bin/sh\nexit 1\n'), undefined, true, process.env), undefined);
});
