/** The gate answers a run as fast when its operators do not read, and holds little for them; nothing that waits keeps an operator out. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { GateError, type GateConnection } from '../../src/gate/client-types.ts';
import { proofOf, Seal } from '../../src/gate/proof.ts';
import { errorCodes, PROTOCOL } from '../../src/gate/protocol.ts';
import { until, type TestGate } from '../support/gate.ts';
import { puppetGate, type Puppet, type Strings } from '../support/puppet.ts';
import { RawClient } from '../support/raw-client.ts';
import { readRun } from '../support/record.ts';

const { gate, strings }: { gate: TestGate; strings: Strings } = puppetGate();
let operator: GateConnection;
let puppet: Puppet;
let run: { run: string; folder: string };

before(async () => {
  operator = await gate.connect();
  run = await operator.request('run/launch', { agent: 'puppet', trusted: true });
  puppet = await strings.next();
});
after(async () => {
  strings.close();
  await gate.end();
});

/** Megabytes that the gate holds. */
const memory = (): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${gate.address!.pid}/status`, 'utf8'))?.[1]) / 1024;

/** An operator that watches the run and never reads. */
async function deafOperator(): Promise<RawClient> {
  const client = new RawClient(gate.address!.socket);
  const nonce = await client.nonce();
  client.send({ id: 1, method: 'hello', params: { protocol: PROTOCOL, client: { kind: 'editor', name: 'deaf', version: '1', pid: 1 }, role: 'operator', nonce: 'n', proof: proofOf('client', gate.secret, nonce, 'n') } });
  assert.ok((await client.find(({ id }) => id === 1))?.result !== undefined, 'it is greeted');
  const seal = new Seal('client', gate.secret, nonce, 'n');
  client.socket.pause();
  client.write(`${seal.close(JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'run/attach', params: { run: run.run } }))}\n`);
  await assert.rejects(operator.request('shutdown', {}), (error: unknown) => error instanceof GateError && error.code === errorCodes.busy);
  return client;
}

/** Asks for so many allowed actions; how many milliseconds that took. */
async function asks(count: number, what: string): Promise<number> {
  const began = Date.now();
  for (let index = 0; index < count; index += 1) assert.equal(await puppet.ask({ toolCallId: `${what}-${index}`, title: 'Read', kind: 'read', rawInput: { path: 'package.json' } }), true);
  return Date.now() - began;
}

test('operators that stop reading slow no run down and fill no memory', async () => {
  // Something large waits, so that every snapshot is large.
  const content = 'x'.repeat(1024 * 1024);
  const place = join(gate.workspace.folder, '.github', 'workflows');
  mkdirSync(place, { recursive: true });
  const large = puppet.ask({ toolCallId: 'large', title: 'Edit', kind: 'edit', rawInput: { file_path: join(place, 'ci.yml'), content } });
  const approval = await until(operator, ({ approvals }) => approvals[0]);
  await asks(50, 'warm');
  const usual = await asks(200, 'usual');
  const before = memory();
  const deaf = await Promise.all([deafOperator(), deafOperator(), deafOperator()]);
  let most = 0;
  let slowest = 0;
  const until5s = Date.now() + 5000;
  for (let round = 0; Date.now() < until5s; round += 1) {
    puppet.update({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: 'y'.repeat(100_000) } });
    slowest = Math.max(slowest, await asks(20, `round-${round}`));
    most = Math.max(most, memory());
  }
  assert.ok(slowest < Math.max(usual * 5, 2000), `20 actions took ${slowest} ms at most; 200 took ${usual} ms before`);
  assert.ok(most - before < 150, `the gate grew from ${before} to ${most} MB`);
  await operator.request('approval/answer', { approval: approval.id, digest: approval.digest, answer: 'deny', channel: 'other' });
  assert.equal(await large, false);
  for (const client of deaf) client.end();
});

test('one that reads again gets the newest state', async () => {
  const slow = await deafOperator();
  const asked = Array.from({ length: 3 }, (_, index) => {
    const path = join(gate.workspace.folder, '.github', 'workflows', `${index}.yml`);
    return puppet.ask({ toolCallId: `again-${index}`, title: 'Edit', kind: 'edit', rawInput: { file_path: path, content: String(index).repeat(1024 * 1024) } });
  });
  const waiting = await until(operator, ({ approvals }) => (approvals.length === asked.length ? approvals : undefined));
  await asks(100, 'meanwhile');
  for (const { id, digest } of waiting) await operator.request('approval/answer', { approval: id, digest, answer: 'deny', channel: 'other' });
  assert.ok((await Promise.all(asked)).every((allowed) => !allowed));
  await until(operator, ({ approvals }) => (approvals.length === 0 ? true : undefined));
  slow.socket.resume();
  const newest = await slow.find(({ method, params }) => method === 'state' && Number(params?.['revision']) >= operator.state.revision);
  assert.deepEqual(newest?.params?.['approvals'], []);
  const states = slow.heard.filter(({ method }) => method === 'state').length;
  assert.ok(states < 20, `${states} snapshots were kept for it`);
  slow.end();
});

test('what is too large to be shown to a person is denied, and keeps no operator out', async () => {
  const path = join(gate.workspace.folder, '.github', 'workflows', 'huge.yml');
  writeFileSync(path, 'z'.repeat(15 * 1024 * 1024));
  const { error } = await puppet.request('fs/write_text_file', { path, content: 'w'.repeat(15 * 1024 * 1024) });
  assert.match(error?.message ?? '', /too large to be shown/);
  const many = Array.from({ length: 12 }, (_, index) => puppet.ask({ toolCallId: `many-${index}`, title: 'Edit', kind: 'edit', rawInput: { file_path: `${path}.${index}`, content: String(index).repeat(4 * 1024 * 1024) } }));
  const refused = many.map((one) => one.then((allowed) => allowed));
  assert.equal(await Promise.race(refused), false, 'some are denied at once');
  const another = await gate.connect('another');
  assert.ok(another.state.approvals.length > 0);
  for (;;) {
    const waiting = another.state.approvals[0];
    if (waiting === undefined) break;
    await another.request('approval/answer', { approval: waiting.id, digest: waiting.digest, answer: 'deny', channel: 'other' });
    await until(another, ({ approvals }) => (approvals[0]?.id === waiting.id ? undefined : true));
  }
  assert.ok((await Promise.all(refused)).every((allowed) => !allowed));
  another.close();
  puppet.end();
  assert.equal((await operator.request('run/wait', { run: run.run })).end, 'completed');
  const { report, data } = await readRun(run.folder);
  assert.deepEqual(report.integrity.problems, []);
  assert.ok(data('decision.made').some(({ by, reason }) => by === 'gate' && /too large/.test(reason)));
});
