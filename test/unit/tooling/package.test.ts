import assert from 'node:assert/strict';
import { deflateRawSync } from 'node:zlib';
import { test } from 'node:test';
import { contentProblems } from '../../../scripts/checks/contents.ts';
import { listZip } from '../../../scripts/checks/zip.ts';

const complete = [
  'extension.vsixmanifest', '[Content_Types].xml', 'extension/package.json', 'extension/readme.md', 'extension/changelog.md',
  'extension/LICENSE.txt', 'extension/dist/extension.cjs', 'extension/dist/gate.js', 'extension/dist/cli.js', 'extension/dist/check.js', 'extension/dist/check-verb.cjs', 'extension/dist/demo-agent.js', 'extension/dist/hook.cjs', 'extension/dist/hook-gate.cjs', 'extension/dist/uninstall.cjs', 'extension/dist/opencode-plugin.js',
  'extension/dist/webview/inspector.js', 'extension/dist/wasm/tree-sitter.wasm', 'extension/dist/wasm/tree-sitter-bash.wasm',
  'extension/media/icon.png', 'extension/sample/src/index.js',
];

test('a package of only what runs has no problem', () => {
  assert.deepEqual(contentProblems(complete), []);
});

test('sources, maps, tests, packages and records do not belong in it', () => {
  for (const name of ['src/extension.ts', 'dist/extension.cjs.map', 'test/a.test.ts', 'node_modules/a/index.js', 'sample/.git/HEAD', 'sample/a/node_modules/b.js', '.env']) {
    assert.deepEqual(contentProblems([...complete, `extension/${name}`]), [`unexpected: extension/${name}`]);
  }
});

test('chunks belong in it, with the names that the builds give them, and without maps', () => {
  assert.deepEqual(contentProblems([...complete, 'extension/dist/chunks/cli-run-ABCD1234.js', 'extension/dist/chunks/editor-connect-ABCD1234.cjs']), []);
  for (const name of ['dist/chunks/editor-connect-ABCD1234.cjs.map', 'dist/chunks/connect-ABCD1234.cjs']) assert.deepEqual(contentProblems([...complete, `extension/${name}`]), [`unexpected: extension/${name}`]);
});

test('a bundle that is missing is named', () => {
  assert.deepEqual(contentProblems(complete.filter((name) => !name.endsWith('gate.js'))), ['missing: extension/dist/gate.js']);
});

/** An archive of one entry, made by hand. */
function archive(name: string, text: string): Buffer {
  const data = deflateRawSync(text);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(name.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt32LE(data.length, 20);
  entry.writeUInt32LE(text.length, 24);
  entry.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(30 + name.length + data.length, 16);
  return Buffer.concat([local, Buffer.from(name), data, entry, Buffer.from(name), end]);
}

test('lists an archive by its directory, and refuses what is none', () => {
  const text = 'a'.repeat(100);
  assert.deepEqual(listZip(archive('a/b.txt', text)), [{ name: 'a/b.txt', size: 100, packed: deflateRawSync(text).length }]);
  assert.throws(() => listZip(Buffer.from('no archive, but long enough to look')), /no ZIP archive/);
});
