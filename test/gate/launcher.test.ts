/** The script that a person's configuration of an agent names: through updates, removals and uninstalling. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { install } from '../../src/agents/install/install.ts';
import { launcherArgv, refreshLaunchers, writeLauncher } from '../../src/agents/install/launcher.ts';
import { gateFolder } from '../../src/gate/gated-folders.ts';
import { gatedFile } from '../../src/gate/gated-match.ts';
import { dist } from '../support/workspace.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), "sb launcher's ")));
after(() => rmSync(root, { recursive: true, force: true }));
const [config, state, gated, other] = ['config', 'state', 'gated', 'other'].map((name) => join(root, name)) as [string, string, string, string];
for (const folder of [gated, other]) mkdirSync(folder);
mkdirSync(join(gated, 'deep'));
gateFolder(config, { agent: 'gemini', folder: gated, trusted: true });
const env = { ...process.env, SIGNALBOX_CONFIG_DIR: config, SIGNALBOX_STATE_DIR: state, SIGNALBOX_RUNTIME_DIR: join(root, 'run') };

function call(cwd: string): { code: number | null; stdout: string; stderr: string } {
  const [program, ...args] = launcherArgv({ dist: '', nodePath: '', config, state }, 'gemini', 5);
  const { status, stdout, stderr } = spawnSync(program!, args, { cwd, env, input: JSON.stringify({ cwd }), encoding: 'utf8' });
  return { code: status, stdout, stderr };
}

test('it starts the hook program', async () => {
  await writeLauncher({ dist, nodePath: process.execPath, config, state }, 'gemini', 5);
  assert.deepEqual(call(other), { code: 0, stdout: '{}', stderr: '' }, 'a folder that is not gated');
});

test('where Signalbox is gone, gated folders are refused with a next step, and others are left alone', async () => {
  await writeLauncher({ dist: join(root, 'gone'), nodePath: process.execPath, config, state }, 'gemini', 5);
  for (const cwd of [gated, join(gated, 'deep')]) {
    const { code, stderr } = call(cwd);
    assert.equal(code, 2);
    assert.match(stderr, /signalbox uninstall gemini/);
  }
  assert.deepEqual(call(other), { code: 0, stdout: '{}\n', stderr: '' });
  await writeLauncher({ dist, nodePath: join(root, 'no-node'), config, state }, 'gemini', 5);
  assert.equal(call(gated).code, 2);
});

test('an update rewrites it', async () => {
  await writeLauncher({ dist: join(root, 'old'), nodePath: process.execPath, config, state }, 'gemini', 5);
  await refreshLaunchers({ dist, nodePath: process.execPath, config, state }, () => 7);
  const text = readFileSync(join(state, 'hooks', 'gemini'), 'utf8');
  assert.ok(text.includes('--deadline 7') && !text.includes(join(root, 'old')));
});

test('uninstalling the extension takes all hooks out', async () => {
  const settings = join(root, 'settings.json');
  writeFileSync(settings, '{ "mine": 1 }');
  await install(state, 'gemini', [{ form: 'json-item', file: settings, path: ['hooks', 'BeforeTool'], value: { command: 'x' } }]);
  execFileSync(process.execPath, [join(dist, 'uninstall.cjs')], { env });
  assert.equal(readFileSync(settings, 'utf8'), '{ "mine": 1 }');
  for (const file of [gatedFile(config), join(state, 'hooks', 'gemini'), join(state, 'installed', 'gemini.json')]) assert.equal(existsSync(file), false, file);
});
