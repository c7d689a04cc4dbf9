/** What an operator asks about agents: added and removed, hooks put in and taken out. Real gate, real files. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { TestGate } from '../support/gate.ts';
import { dist, testWorkspace } from '../support/workspace.ts';

const gate = new TestGate(testWorkspace());
after(() => gate.end());
const { folder } = gate.workspace;
const registry = join(folder, '.signalbox', 'agents.json');

test('an agent is added to the workspace, listed, launched and removed', { timeout: 180_000 }, async () => {
  const operator = await gate.connect();
  const demo = join(dist, 'demo-agent.js');
  const before = (await operator.request('agents/list', {})).agents.map(({ id }) => id);
  const { agent, file } = await operator.request('agents/add', { name: 'My Agent', command: process.execPath, args: [demo], env: ['PATH'] });
  assert.deepEqual([agent, file], ['my-agent', registry]);
  assert.deepEqual(JSON.parse(readFileSync(registry, 'utf8')), { version: 1, agents: [{ id: 'my-agent', name: 'My Agent', command: process.execPath, args: [demo], env: ['PATH'] }] });
  const listed = (await operator.request('agents/list', {})).agents.find(({ id }) => id === agent);
  assert.deepEqual([listed?.state, listed?.added], ['ready', true]);
  const { run } = await operator.request('run/launch', { agent, prompt: 'Fix it.', approve: 'deny', trusted: true });
  assert.equal((await operator.request('run/wait', { run })).end, 'completed');
  await operator.request('agents/remove', { agent });
  assert.deepEqual((await operator.request('agents/list', {})).agents.map(({ id }) => id), before);
  await assert.rejects(operator.request('agents/remove', { agent }), /has not added an agent "my-agent"/);
});

test('a value in place of a variable’s name, or a broken file, adds nothing', async () => {
  const operator = await gate.connect();
  await assert.rejects(operator.request('agents/add', { name: 'Bad', command: 'x', args: [], env: ['KEY=value'] }), /name of an environment variable/);
  writeFileSync(registry, '{');
  await assert.rejects(operator.request('agents/add', { name: 'Bad', command: 'x', args: [], env: [] }), /is not JSON/);
  assert.equal(readFileSync(registry, 'utf8'), '{');
  const mistake = (await operator.request('agents/list', {})).agents.at(-1);
  assert.deepEqual([mistake?.state, mistake?.file], ['broken', registry]);
  writeFileSync(registry, '{"version":1,"agents":[]}');
});

test('transcripts are looked for where agents keep them, and the answer says where', async () => {
  const operator = await gate.connect();
  const { transcripts, searched } = await operator.request('transcripts/list', {});
  assert.deepEqual(transcripts, []);
  assert.ok(searched.some((place) => place.includes('.claude')) && searched.some((place) => place.includes('.codex')));
});
