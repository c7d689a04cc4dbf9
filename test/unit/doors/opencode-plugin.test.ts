/** The plugin for OpenCode, without OpenCode: what it makes of the configuration, and of a gate that is not there. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ASK_ALL, openCodePlugin } from '../../../src/doors/hooks/opencode.ts';

test('without a gate it does not start, and what runs in OpenCode has neither socket nor token', async () => {
  const env: NodeJS.ProcessEnv = { SIGNALBOX_SOCKET: '/nowhere/gate.sock', SIGNALBOX_RUN_TOKEN: 'token' };
  const plugin = openCodePlugin(env);
  assert.deepEqual(env, {});
  await assert.rejects(plugin.server({ directory: '/w' }), /cannot be reached/);
  await assert.rejects(openCodePlugin({}).server({ directory: '/w' }), /not started by Signalbox/);
});

test('the permission that asks for all is the same for plugin and launch', async () => {
  const { opencode } = await import('../../../src/agents/adapters/opencode.ts');
  const env = { OPENCODE_PERMISSION: '{"bash":"deny"}', OPENCODE_CONFIG_CONTENT: '// mine\n{"username":"heron","plugin":["other"],}' };
  const hook = { command: '', argv: [], url: '', tokenVariable: '', timeout: 7, plugin: import.meta.filename };
  const wiring = await opencode.wire({ programs: { opencode: '/bin/opencode' }, cwd: '/w', trusted: true, dir: '/w', env, hook });
  assert.deepEqual(JSON.parse(wiring.env['OPENCODE_PERMISSION']!), { bash: 'deny', [ASK_ALL]: 'ask' });
  const config = JSON.parse(wiring.env['OPENCODE_CONFIG_CONTENT']!) as { username: string; plugin: unknown[] };
  assert.equal(config.username, 'heron');
  assert.deepEqual([config.plugin[0], (config.plugin[1] as unknown[])[1]], ['other', { deadline: 7 }]);
  await assert.rejects(opencode.wire({ programs: {}, cwd: '/w', trusted: true, dir: '/w', env: { OPENCODE_PERMISSION: '[' }, hook }), /OPENCODE_PERMISSION.*no JSON object/);
});
