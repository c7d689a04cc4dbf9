/** What V8 made of a bundle is kept and used again, and never used where it is not surely that. Each start is a process of its own, as V8 itself remembers scripts. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { codeFolder } from '../../../src/gate/folders.ts';

const cache = join(import.meta.dirname, '..', '..', '..', 'src', 'cli', 'code-cache.ts');
let root = '';
let state = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sb-code-'));
  state = join(root, 'state');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function bundle(says: string): void {
  const code = `(function (require, module, __filename) { module.exports = { says: () => ${JSON.stringify(says)} + require('node:path').basename(__filename) }; })`;
  writeFileSync(join(root, 'b.cjs'), `/*${createHash('sha256').update(code).digest('hex').slice(0, 16)}*/${code}`);
}

/** What the bundle says, in a process of its own. */
function started(flags: string[] = [], folder = state): string {
  const program = `import { loadBundle } from ${JSON.stringify(cache)};
    const { exports, keep } = loadBundle(${JSON.stringify(join(root, 'b.cjs'))}, { SIGNALBOX_STATE_DIR: ${JSON.stringify(folder)} });
    process.stdout.write(exports.says());
    keep();`;
  return execFileSync(process.execPath, [...flags, '--input-type=module', '-e', program], { encoding: 'utf8' });
}

/** The only file that is kept. */
function kept(): string {
  const [name, ...others] = readdirSync(codeFolder(state));
  assert.ok(name !== undefined && others.length === 0);
  return join(codeFolder(state), name);
}

test('kept at the first start, for the person alone, and used at the next', () => {
  bundle('hello ');
  assert.equal(started(), 'hello b.cjs');
  const file = kept();
  const before = statSync(file);
  if (process.platform !== 'win32') assert.deepEqual([before.mode & 0o777, statSync(codeFolder(state)).mode & 0o777], [0o600, 0o700]);
  assert.equal(started(), 'hello b.cjs');
  assert.equal(statSync(kept()).ino, before.ino);
});

test('another bundle has a file of its own, which replaces the first', () => {
  bundle('one ');
  started();
  const first = kept();
  bundle('two ');
  assert.equal(started(), 'two b.cjs');
  assert.notEqual(kept(), first);
});

test('what has changed on its way, was cut off or is no code is made anew', () => {
  bundle('hello ');
  started();
  const good = readFileSync(kept());
  const flipped = Buffer.from(good);
  flipped[good.length >> 1]! ^= 1;
  for (const bad of [flipped, good.subarray(0, -20), good.subarray(0, 3), Buffer.alloc(0), Buffer.from('x'.repeat(1000))]) {
    writeFileSync(kept(), bad);
    assert.equal(started(), 'hello b.cjs');
    assert.equal(readFileSync(kept()).equals(bad), false);
  }
});

test('what was made with other flags of V8 is refused by it, and made anew', () => {
  bundle('hello ');
  started();
  const { ino } = statSync(kept());
  assert.equal(started(['--no-opt']), 'hello b.cjs');
  assert.notEqual(statSync(kept()).ino, ino);
});

test('a file that others may write, and a link, are not used', { skip: process.platform === 'win32' }, () => {
  bundle('hello ');
  started();
  const { ino } = statSync(kept());
  chmodSync(kept(), 0o666);
  assert.equal(started(), 'hello b.cjs');
  assert.notEqual(statSync(kept()).ino, ino);
  const file = kept();
  renameSync(file, join(root, 'elsewhere'));
  symlinkSync(join(root, 'elsewhere'), file);
  assert.equal(started(), 'hello b.cjs');
  assert.ok(statSync(kept()).ino !== statSync(join(root, 'elsewhere')).ino);
});

test('where nothing can be kept it starts all the same', () => {
  bundle('hello ');
  writeFileSync(join(root, 'file'), '');
  assert.equal(started([], join(root, 'file', 'state')), 'hello b.cjs');
});
