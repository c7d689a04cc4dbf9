/** What is put into a person's configuration comes out again exactly. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { ConfigEdit } from '../../../src/agents/install/edits.ts';
import { install, isInstalled, uninstall } from '../../../src/agents/install/install.ts';

const root = mkdtempSync(join(tmpdir(), 'sb-install-'));
after(() => rmSync(root, { recursive: true, force: true }));
let count = 0;

function place(files: Record<string, string> = {}): { home: string; state: string; path: (name: string) => string } {
  const home = join(root, String(count++));
  mkdirSync(home, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(home, name, '..'), { recursive: true });
    writeFileSync(join(home, name), text);
  }
  return { home, state: join(home, 'state'), path: (name) => join(home, name) };
}

const item = (file: string): ConfigEdit => ({ form: 'json-item', file, path: ['hooks', 'PreToolUse'], value: { matcher: '*', hooks: [{ type: 'command', command: 'signalbox' }] } });

/** Settings as people have them. */
const settings = [
  '{}\n',
  '{ "theme": "dark" }',
  '{\n\t"hooks": {\n\t\t"PreToolUse": [\n\t\t\t{ "matcher": "Bash", "hooks": [] }\n\t\t]\n\t}\n}\n',
  '{\r\n  "a": 1\r\n}\r\n',
  '{\n  // mine\n  "hooks": { "PreToolUse": [], },\n}\n',
  '\n',
];

test('a file that nobody changed since gets its very bytes back', async () => {
  for (const before of settings) {
    const { state, path } = place({ 'a.json': before });
    const file = path('a.json');
    await install(state, 'x', [item(file)]);
    const written = JSON.parse(readFileSync(file, 'utf8').replace(/\/\/.*$/m, '').replaceAll(/,(\s*[}\]])/g, '$1')) as { hooks: { PreToolUse: unknown[] } };
    assert.deepEqual(written.hooks.PreToolUse.at(-1), { matcher: '*', hooks: [{ type: 'command', command: 'signalbox' }] });
    assert.equal(await isInstalled(state, 'x'), true);
    await uninstall(state, 'x');
    assert.equal(readFileSync(file, 'utf8'), before);
    assert.equal(await isInstalled(state, 'x'), false);
  }
});

test('files and folders that were made are gone again', async () => {
  const { state, path, home } = place();
  const edits: ConfigEdit[] = [item(path('.agent/deep/settings.json')), { form: 'file', file: path('.other/plugin.js'), text: 'x' }, { form: 'block', file: path('.agent/config.toml'), text: 'a = 1' }];
  await install(state, 'x', edits);
  assert.equal(readFileSync(path('.other/plugin.js'), 'utf8'), 'x');
  assert.match(readFileSync(path('.agent/config.toml'), 'utf8'), /^# >>> signalbox.*\na = 1\n# <<< signalbox\n$/);
  await uninstall(state, 'x');
  assert.equal(existsSync(path('.agent')), false);
  assert.equal(existsSync(path('.other')), false);
  assert.ok(existsSync(home));
});

test('what others changed meanwhile stays, and only what was added goes', async () => {
  const { state, path } = place({ 'a.json': '{\n  "theme": "dark"\n}\n', 'b.toml': 'x = 1\n' });
  await install(state, 'x', [item(path('a.json')), { form: 'block', file: path('b.toml'), text: 'y = 2' }]);
  const now = JSON.parse(readFileSync(path('a.json'), 'utf8')) as Record<string, unknown>;
  writeFileSync(path('a.json'), JSON.stringify({ ...now, font: 12 }, undefined, 4));
  writeFileSync(path('b.toml'), `${readFileSync(path('b.toml'), 'utf8')}z = 3\n`);
  await uninstall(state, 'x');
  assert.deepEqual(JSON.parse(readFileSync(path('a.json'), 'utf8')), { theme: 'dark', font: 12 });
  assert.equal(readFileSync(path('b.toml'), 'utf8'), 'x = 1\nz = 3\n');
});

test('installing twice is installing once', async () => {
  const before = '{ "hooks": {} }\n';
  const { state, path } = place({ 'a.json': before });
  await install(state, 'x', [item(path('a.json'))]);
  const once = readFileSync(path('a.json'), 'utf8');
  await install(state, 'x', [item(path('a.json'))]);
  assert.equal(readFileSync(path('a.json'), 'utf8'), once);
  await uninstall(state, 'x');
  assert.equal(readFileSync(path('a.json'), 'utf8'), before);
});

test('a file that is not what it should be changes nothing at all', async () => {
  const { state, path } = place({ 'good.json': '{}', 'bad.json': '{ "hooks": ', 'list.json': '{ "hooks": { "PreToolUse": 3 } }' });
  for (const bad of ['bad.json', 'list.json']) {
    await assert.rejects(install(state, 'x', [item(path('good.json')), item(path(bad))]), /Correct it first/);
    assert.equal(readFileSync(path('good.json'), 'utf8'), '{}');
    assert.equal(await isInstalled(state, 'x'), false);
  }
  await assert.rejects(install(state, 'x', [{ form: 'file', file: path('good.json'), text: 'x' }]), /is there already/);
});

test('a file that cannot be read any more is kept, and said', async () => {
  const { state, path } = place({ 'a.json': '{}', 'b.json': '{}' });
  await install(state, 'x', [item(path('a.json')), item(path('b.json'))]);
  writeFileSync(path('a.json'), '{ broken');
  await assert.rejects(uninstall(state, 'x'), /a\.json is not a JSON object/);
  assert.equal(readFileSync(path('b.json'), 'utf8'), '{}');
  assert.equal(readFileSync(path('a.json'), 'utf8'), '{ broken');
  assert.equal(await isInstalled(state, 'x'), true);
});

test('links are written through, and the mode stays', async () => {
  const { state, path } = place({ 'dotfiles/a.json': '{ "a": 1 }' });
  symlinkSync(path('dotfiles/a.json'), path('a.json'));
  const { mode } = statSync(path('a.json'));
  await install(state, 'x', [item(path('a.json'))]);
  assert.match(readFileSync(path('dotfiles/a.json'), 'utf8'), /signalbox/);
  await uninstall(state, 'x');
  assert.equal(readFileSync(path('dotfiles/a.json'), 'utf8'), '{ "a": 1 }');
  assert.equal(statSync(path('a.json')).mode, mode);
});
