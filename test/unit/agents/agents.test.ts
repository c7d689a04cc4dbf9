import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { addAgent, listAgents, resolveAgent } from '../../../src/agents/agents.ts';
import { agentEnvironment } from '../../../src/agents/environment.ts';
import { workspaceServers } from '../../../src/agents/mcp-servers.ts';
import { readRegistry, registerAgent, registryFile, unregisterAgent } from '../../../src/agents/registry.ts';
import type { AgentPlaces } from '../../../src/agents/types.ts';

const folders: string[] = [];
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function places(change: Partial<AgentPlaces> = {}): AgentPlaces {
  const folder = mkdtempSync(join(tmpdir(), 'agents-'));
  folders.push(folder);
  const dist = join(folder, 'dist');
  mkdirSync(dist);
  writeFileSync(join(dist, 'demo-agent.js'), '');
  return { dist, folder, nodePath: '/node', trusted: true, environment: { PATH: join(folder, 'bin'), HOME: '/h' }, version: '1.2.3', ...change };
}

/** Without the agents that are not here because nothing is on the PATH. */
async function listed(where: AgentPlaces) {
  return (await listAgents(where)).filter(({ homepage }) => homepage === undefined);
}

function put(folder: string, file: string, text: string, mode?: number): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
  if (mode !== undefined) chmodSync(join(folder, file), mode);
}

test('the demo agent is ready, and missing where its bundle is', async () => {
  const where = places();
  assert.deepEqual(await resolveAgent('demo', where), {
    id: 'demo', name: 'Demo agent', version: '1.2.3', defaultPrompt: 'Fix the rounding in src/price.js and tidy up.',
    command: '/node', args: [join(where.dist, 'demo-agent.js')], env: { PATH: join(where.folder, 'bin'), HOME: '/h' },
  });
  const [demo] = await listAgents({ ...where, dist: '/nowhere' });
  assert.equal(demo?.state, 'missing');
  assert.match(demo?.problem ?? '', /Build or install/);
});

test('a registered agent is found on the PATH or beside the folder, never by a relative PATH entry', async () => {
  const where = places();
  put(where.folder, 'bin/helper', '#!/bin/sh\n', 0o755);
  put(where.folder, 'bin/plain', 'no program', 0o644);
  await registerAgent(where.folder, { id: 'helper', name: 'Helper', command: 'helper', args: ['--acp'] });
  await registerAgent(where.folder, { id: 'near', name: 'Near', command: './bin/helper' });
  await registerAgent(where.folder, { id: 'plain', name: 'Plain', command: 'plain' });
  await registerAgent(where.folder, { id: 'needy', name: 'Needy', command: 'helper', env: ['API_KEY'] });
  const states = Object.fromEntries((await listed(where)).map(({ id, state }) => [id, state]));
  assert.deepEqual(states, { demo: 'ready', helper: 'ready', near: 'ready', plain: 'missing', needy: 'broken' });
  const resolved = await resolveAgent('helper', where);
  assert.ok('command' in resolved);
  assert.deepEqual([resolved.command, resolved.args], [join(where.folder, 'bin/helper'), ['--acp']]);
  const relative = await resolveAgent('helper', { ...where, environment: { PATH: 'bin:.' } });
  assert.ok('problem' in relative && /not found on the PATH/.test(relative.problem));
  const unknown = await resolveAgent('nobody', where);
  assert.ok('problem' in unknown && /no agent "nobody".*demo, .*, helper/.test(unknown.problem));
});

test('in an untrusted workspace its commands do not count', async () => {
  const where = places({ trusted: false });
  put(where.folder, 'bin/helper', '#!/bin/sh\n', 0o755);
  await registerAgent(where.folder, { id: 'helper', name: 'Helper', command: 'helper' });
  const refused = await resolveAgent('helper', where);
  assert.ok('problem' in refused && /not trusted/.test(refused.problem));
  assert.ok('command' in (await resolveAgent('demo', where)));
});

test('the registry: written whole, read back, changed, taken out', async () => {
  const { folder } = places();
  await registerAgent(folder, { id: 'a', name: 'A', command: 'x' });
  await registerAgent(folder, { id: 'b', name: 'B', command: 'y', env: ['KEY'], defaultPrompt: 'p' });
  await registerAgent(folder, { id: 'a', name: 'A2', command: 'z' });
  assert.deepEqual((await readRegistry(folder)).map(({ id, name }) => [id, name]), [['b', 'B'], ['a', 'A2']]);
  assert.equal(await unregisterAgent(folder, 'a'), true);
  assert.equal(await unregisterAgent(folder, 'a'), false);
  assert.deepEqual(JSON.parse(readFileSync(registryFile(folder), 'utf8')), { version: 1, agents: [{ id: 'b', name: 'B', command: 'y', args: [], env: ['KEY'], defaultPrompt: 'p' }] });
});

test('a workspace says which version of ACP its agent is asked for', async () => {
  const where = places();
  await registerAgent(where.folder, { id: 'draft', name: 'Draft', command: '/bin/sh', acp: 2 });
  await registerAgent(where.folder, { id: 'plain', name: 'Plain', command: '/bin/sh' });
  const [draft, plain] = [await resolveAgent('draft', where), await resolveAgent('plain', where)];
  assert.ok('command' in draft && 'command' in plain);
  assert.deepEqual([draft.acp, plain.acp], [2, undefined]);
});

const broken: [string, string, RegExp][] = [
  ['not JSON', '{"version": 1,', /is not JSON/],
  ['a newer version', '{"version":2,"agents":[]}', /version/],
  ['a value in env', '{"version":1,"agents":[{"id":"a","name":"A","command":"x","env":["KEY=secret"]}]}', /name of an environment variable/],
  ['an unknown key', '{"version":1,"agents":[{"id":"a","name":"A","command":"x","run":"y"}]}', /nrecognized key/],
  ['a version of ACP that there is not', '{"version":1,"agents":[{"id":"a","name":"A","command":"x","acp":3}]}', /acp/],
  ['an id twice', '{"version":1,"agents":[{"id":"a","name":"A","command":"x"},{"id":"a","name":"B","command":"y"}]}', /twice/],
  ['too large', `{"version":1,"agents":[]}${' '.repeat(1024 * 1024)}`, /larger than/],
];
for (const [what, text, message] of broken) {
  test(`a registry that is ${what} is reported and left as it is`, async () => {
    const where = places();
    put(where.folder, '.signalbox/agents.json', text);
    const statuses = await listed(where);
    assert.deepEqual(statuses.map(({ id, state }) => [id, state]), [['demo', 'ready'], ['workspace-agents', 'broken']]);
    assert.match(statuses[1]?.problem ?? '', message);
    await assert.rejects(registerAgent(where.folder, { id: 'new', name: 'New', command: 'x' }), message);
    assert.equal(readFileSync(registryFile(where.folder), 'utf8'), text);
  });
}

test('an agent is added under an id that nobody has, and says of itself that it was added', async () => {
  const where = places();
  const plain = { command: '/bin/sh', args: ['-c', 'x'], env: [] };
  assert.equal(await addAgent(where.folder, { name: 'Demo', ...plain }), 'demo-2');
  assert.equal(await addAgent(where.folder, { name: 'Mein Ägent!', ...plain }), 'mein-gent');
  assert.equal(await addAgent(where.folder, { name: 'mein gent', ...plain }), 'mein-gent-2');
  assert.equal(await addAgent(where.folder, { name: '☃', ...plain }), 'agent');
  const added = (await listAgents(where)).filter(({ added }) => added);
  assert.deepEqual(added.map(({ id, state }) => [id, state]), [['demo-2', 'ready'], ['mein-gent', 'ready'], ['mein-gent-2', 'ready'], ['agent', 'ready']]);
  await assert.rejects(addAgent(where.folder, { name: 'Bad', ...plain, env: ['KEY=value'] }), /name of an environment variable/);
});

test('a registry cannot take the name of an agent of Signalbox', async () => {
  const where = places();
  await registerAgent(where.folder, { id: 'demo', name: 'Mine', command: '/bin/sh' });
  const resolved = await resolveAgent('demo', where);
  assert.ok('command' in resolved && resolved.command === '/node');
  assert.match((await listAgents(where)).at(-1)?.problem ?? '', /another id/);
});

test('an agent gets the person\'s environment without Signalbox\'s and the editor\'s', () => {
  const given = { PATH: '/bin', SIGNALBOX_OPERATOR: 's', signalbox_x: 's', VSCODE_IPC_HOOK: 'v', ELECTRON_RUN_AS_NODE: '1', ELECTRON_X: '1', EMPTY: undefined };
  assert.deepEqual(agentEnvironment(given), { PATH: '/bin' });
  assert.deepEqual(agentEnvironment(given, true), { PATH: '/bin', ELECTRON_RUN_AS_NODE: '1' });
});

test('MCP servers of both files, variables filled in, secrets kept out of what is observed', async () => {
  const { folder } = places();
  put(folder, '.mcp.json', '{"mcpServers":{"one":{"command":"x","args":["${HOME}","${NONE:-d}"],"env":{"KEY":"${SECRET}"}},"lost":{"command":"${NOWHERE}"},"odd":{"args":[]}}}');
  put(folder, '.vscode/mcp.json', '{ // comment\n "servers":{"two":{"type":"http","url":"http://127.0.0.1/mcp?key=k","headers":{"Authorization":"${env:SECRET}"}},"one":{"command":"other"},"ask":{"command":"x","env":{"A":"${input:a}"}}, },}');
  const environment = { HOME: '/h', SECRET: 'hush', SIGNALBOX_SECRET: 'no' };
  const found = await workspaceServers(folder, true, environment);
  assert.deepEqual(found.servers, [
    { name: 'one', transport: { type: 'stdio', command: 'x', args: ['/h', 'd'], env: { KEY: 'hush' } } },
    { name: 'two', transport: { type: 'http', url: 'http://127.0.0.1/mcp?key=k', headers: { Authorization: 'hush' } } },
  ]);
  assert.deepEqual(found.observed.map(({ name, transport }) => [name, transport]), [['one', 'stdio'], ['two', 'http']]);
  const other = await workspaceServers(folder, true, { ...environment, SECRET: 'changed' });
  assert.deepEqual(other.observed, found.observed);
  assert.equal(found.problems.length, 3);
  assert.ok(!JSON.stringify([found.observed, found.problems]).includes('hush'));

  const untrusted = await workspaceServers(folder, false, environment);
  assert.deepEqual([untrusted.servers, untrusted.problems.length], [[], 2]);
  put(folder, '.vscode/mcp.json', '{\n"servers": [\n');
  assert.match((await workspaceServers(folder, true, environment)).problems.join('\n'), /\.vscode\/mcp\.json, line/);
});
