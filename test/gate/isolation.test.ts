/** What a program that an agent started can try with all that it finds in its environment, and with the source at hand. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, connect, type Server } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import { connectGate, connectTo, pairWith, type ClientIdentity, type Credentials } from '../../src/gate/client.ts';
import { GateError, GateGone, type GateConnection } from '../../src/gate/client-types.ts';
import { codeOf, newPairingKey } from '../../src/gate/pairing.ts';
import { newSecret, proofOf } from '../../src/gate/proof.ts';
import { errorCodes, PROTOCOL, requests, type RequestName } from '../../src/gate/protocol.ts';
import { killed, until, type TestGate } from '../support/gate.ts';
import { processesWith } from '../support/processes.ts';
import { puppetGate, type Puppet, type Strings } from '../support/puppet.ts';
import { RawClient } from '../support/raw-client.ts';
import { readRun } from '../support/record.ts';

const me: ClientIdentity = { kind: 'agent', name: 'program', version: '1', pid: process.pid };
const servers: Server[] = [];
let strings: Strings;
let gate: TestGate;
let operator: GateConnection;
let puppet: Puppet;
let run: { run: string; folder: string };

before(async () => {
  ({ gate, strings } = puppetGate());
  operator = await gate.connect();
  run = await operator.request('run/launch', { agent: 'puppet', trusted: true });
  puppet = await strings.next();
});
after(async () => {
  for (const server of servers) server.close();
  strings.close();
  await gate.end();
});

const path = (): string => puppet.env['SIGNALBOX_SOCKET']!;
const token = (): string => puppet.env['SIGNALBOX_RUN_TOKEN']!;
const asRun = (): Promise<GateConnection> => connectTo(path(), me, { role: 'run', run: run.run, secret: token() });
const refusedWith = (code: number) => (error: unknown) => error instanceof GateError && error.code === code;

test('what the environment of an agent holds', () => {
  const ours = Object.keys(puppet.env).filter((name) => name.startsWith('SIGNALBOX_'));
  assert.deepEqual(ours.sort(), ['SIGNALBOX_RUN', 'SIGNALBOX_RUN_TOKEN', 'SIGNALBOX_SOCKET']);
});

test('no secret of the environment, and no guess, makes an operator', async () => {
  const guesses = [...Object.values(puppet.env), ...puppet.argv, '', '0', 'operator', 'secret', String(process.pid), gate.key.publicKey, gate.key.publicKey.split(' ')[1]!, Buffer.from(token()).reverse().toString(), newSecret()];
  for (const secret of new Set(guesses)) {
    await assert.rejects(connectTo(path(), me, { role: 'operator', secret }), refusedWith(errorCodes.notAllowed));
  }
});

test('a proof that was overheard, or is the gate\'s own, opens nothing', async () => {
  const overheard = new RawClient(path());
  const nonce = await overheard.nonce();
  const good = proofOf('client', gate.secret, nonce, 'n');
  overheard.end();
  for (const proof of [good, proofOf('gate', gate.secret, nonce, 'n')]) {
    const thief = new RawClient(path());
    await thief.nonce();
    thief.send({ id: 1, method: 'hello', params: { protocol: PROTOCOL, client: me, role: 'operator', nonce: 'n', proof } });
    assert.equal((await thief.find(({ id }) => id === 1))?.error?.code, errorCodes.notAllowed);
    thief.end();
  }
});

test('a run may propose and report, a stranger may greet and pair, and nothing else', async () => {
  const names = Object.keys(requests) as RequestName[];
  const connection = await asRun();
  for (const name of names.filter((one) => !['run/propose', 'run/report', 'run/hook'].includes(one))) {
    await assert.rejects(connection.request(name, {}), refusedWith(errorCodes.notAllowed), name);
  }
  connection.close();
  for (const method of names.filter((one) => !['hello', 'pair'].includes(one))) {
    const stranger = new RawClient(path());
    await stranger.nonce();
    stranger.send({ id: 1, method, params: {} });
    assert.equal((await stranger.find(({ id }) => id === 1))?.error?.code, errorCodes.notAllowed, method);
    stranger.end();
  }
});

test('what waits for a person cannot be answered with a run\'s token', async () => {
  const asked = puppet.ask({ toolCallId: 'w1', title: 'Ls', kind: 'execute', rawInput: { command: 'rm -rf build' } });
  const approval = await until(operator, ({ approvals }) => approvals[0]);
  const answer = { approval: approval.id, digest: approval.digest, answer: 'allow-once' as const, channel: 'other' as const };
  const connection = await asRun();
  await assert.rejects(connection.request('approval/answer', answer), refusedWith(errorCodes.notAllowed));
  // Behind the greeting, before the gate has looked at it.
  for (const [role, secret] of [['run', token()], ['operator', token()]] as const) {
    const hasty = new RawClient(path());
    const nonce = await hasty.nonce();
    const hello = { jsonrpc: '2.0', id: 1, method: 'hello', params: { protocol: PROTOCOL, client: me, role, nonce: 'n', proof: proofOf('client', secret, nonce, 'n') } };
    hasty.write(`${JSON.stringify(hello)}\n${JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'approval/answer', params: answer })}\n`);
    assert.notDeepEqual((await hasty.find(({ id }) => id === 2, 2000))?.result, { accepted: true });
    hasty.end();
  }
  await assert.rejects(connection.request('run/report', { step: approval.step, status: 'succeeded' }));
  connection.close();
  assert.equal(operator.state.approvals[0]?.id, approval.id, 'it still waits');
  await operator.request('approval/answer', { ...answer, answer: 'deny' });
  assert.equal(await asked, false);
});

test('a token is for its own run and its own proposals', async () => {
  const second = await operator.request('run/launch', { agent: 'puppet', trusted: true });
  const other = await strings.next();
  assert.notEqual(other.env['SIGNALBOX_RUN_TOKEN'], token());
  const call = { toolCallId: 'o1', title: 'Read', kind: 'read', rawInput: { path: 'package.json' } };
  assert.equal(await other.ask(call), true);
  const before = (await readRun(second.folder)).events.length;
  const crossing = await connectTo(path(), me, { role: 'run', run: second.run, secret: token() }).catch((error: unknown) => error);
  assert.ok(refusedWith(errorCodes.notAllowed)(crossing), 'the token of one run greets as another');
  const connection = await asRun();
  for (const step of ['s1', 's2', 's3', 's99', '__proto__', 'constructor']) await assert.rejects(connection.request('run/report', { step, status: 'succeeded' }), step);
  assert.equal((await readRun(second.folder)).events.length, before, 'nothing came into the other record');
  const { step, decision } = await connection.request('run/propose', { action: { kind: 'read', paths: ['package.json'], cwd: gate.workspace.folder } });
  assert.equal(decision.verdict, 'allow');
  await connection.request('run/report', { step, status: 'failed', exitCode: 3 });
  connection.close();
  other.end();
  await operator.request('run/wait', { run: second.run });
  await assert.rejects(connectTo(path(), me, { role: 'run', run: second.run, secret: other.env['SIGNALBOX_RUN_TOKEN']! }), refusedWith(errorCodes.notAllowed), 'the token of a run that has ended');
  const { report, events } = await readRun(second.folder);
  assert.ok(report.ok);
  assert.equal(events.filter(({ type }) => type === 'action.finished').length, 1, 'as the agent left it');
});

test('nobody pairs without an operator who accepts it', async () => {
  const key = newPairingKey();
  const refused = pairWith(gate.dir, me, key);
  const pairing = await until(operator, ({ pairings }) => pairings[0]);
  assert.equal(pairing.code, key.code);
  const connection = await asRun();
  await assert.rejects(connection.request('pair/answer', { id: pairing.id, accept: true }), refusedWith(errorCodes.notAllowed));
  connection.close();
  await operator.request('pair/answer', { id: pairing.id, accept: false });
  await assert.rejects(refused, refusedWith(errorCodes.refused));
  const gone = new AbortController();
  const given = pairWith(gate.dir, me, key, gone.signal);
  await until(operator, ({ pairings }) => pairings[0]);
  gone.abort();
  await assert.rejects(given);
  await until(operator, ({ pairings }) => (pairings.length === 0 ? true : undefined));
});

test('secrets stand in no environment, no argument list and no file', async () => {
  puppet.update({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: `the token is ${token()}` } });
  await puppet.ask({ toolCallId: 't1', title: token(), kind: 'read', rawInput: { path: token() } });
  const pem = gate.key.privateKeyPem.split('\n')[1]!;
  for (const secret of [gate.secret, pem]) assert.deepEqual(processesWith(secret), []);
  assert.ok(processesWith(token()).includes(puppet.pid), 'the search finds what is there');
  assert.ok(!processesWith(token()).includes(gate.address!.pid));
  const root = dirname(gate.workspace.folder);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).map((name) => join(root, name)).filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
  assert.ok(files.some((file) => file.endsWith('record.jsonl')) && files.some((file) => file.endsWith('gate.json')) && files.some((file) => file.endsWith('gate.log')));
  for (const file of files) {
    const text = readFileSync(file, 'latin1');
    for (const secret of [gate.secret, pem, token()]) assert.ok(!text.includes(secret), file);
  }
});

test('wrong messages disturb nobody else', async () => {
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  const hello = (params: string): string => `{"jsonrpc":"2.0","id":1,"method":"hello","params":${params}}\n`;
  const messages: [string, string][] = [
    ['not JSON', 'hello\n'],
    ['bytes', '\u0000\u00ff\ufffd\u0001\n'],
    ['no object', '[]\n'],
    ['a batch', `[${hello('{}').trim()}]\n`],
    ['no method', '{"jsonrpc":"2.0","id":1}\n'],
    ['an answer to nothing', '{"jsonrpc":"2.0","id":1,"result":{}}\n'],
    ['another method', '{"jsonrpc":"2.0","id":1,"method":"constructor","params":{}}\n'],
    ['a cancellation of nothing', '{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":1}}\n'],
    ['deep', hello(deep)],
    ['deeper', hello(`{"protocol":${deep}}`)],
    ['prototype', hello(`{"__proto__":{"role":"operator"},"constructor":{"prototype":{"role":"operator"}},"protocol":${PROTOCOL}}`)],
    ['wrong types', hello('{"protocol":"1","client":[],"role":{},"nonce":1,"proof":null}')],
    ['a huge number', hello('{"protocol":1e999}')],
    ['a line without end', `{"jsonrpc":"2.0","id":1,"method":"hello","params":"${'x'.repeat(10_000)}`],
    ['a huge line', 'x'.repeat(1024 * 1024)],
    ['a huge message', hello(JSON.stringify({ proof: 'x'.repeat(1024 * 1024) }))],
  ];
  for (const [name, bytes] of messages) {
    const raw = new RawClient(path());
    raw.write(bytes);
    await Promise.race([raw.find(({ id }) => id === 1, 300), raw.closed]);
    assert.ok(!raw.heard.some(({ result }) => result !== undefined), name);
    raw.end();
    assert.ok((await operator.request('agents/list', {})).agents.length > 0, name);
  }
  const connection = await asRun();
  const [huge] = await Promise.allSettled([connection.request('run/propose', { action: { kind: 'exec', command: 'x'.repeat(33 * 1024 * 1024), cwd: '/' } })]);
  assert.equal(huge.status, 'rejected');
  assert.ok((await operator.request('agents/list', {})).agents.length > 0);
});

test('thousands of connections keep no operator out', async () => {
  const held: RawClient[] = [];
  for (let index = 0; index < 2000; index += 1) {
    held.push(new RawClient(path()));
    if (index % 100 === 0) await sleep(5);
  }
  const alike = await Promise.allSettled(Array.from({ length: 40 }, asRun));
  assert.ok(alike.some(({ status }) => status === 'rejected'), 'the programs of one run are bounded');
  const window = await gate.connect('another window');
  assert.deepEqual(window.state.runs.filter(({ phase }) => phase !== 'ended').map(({ run: id }) => id), [run.run]);
  assert.ok((await operator.request('agents/list', {})).agents.length > 0);
  window.close();
  for (const client of held) client.end();
  for (const one of alike) if (one.status === 'fulfilled') one.value.close();
});

/** Puts a listener of the agent's own in the gate's place, as any program of the same user can. */
async function inPlaceOfGate(of: TestGate, answer: Parameters<typeof createServer>[1]): Promise<() => void> {
  const file = join(of.dir, 'gate.json');
  const kept = readFileSync(file, 'utf8');
  const socket = join(of.dir, `f${Math.random().toString(36).slice(2, 8)}.sock`);
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  writeFileSync(file, JSON.stringify({ ...(JSON.parse(kept) as object), socket }));
  return () => writeFileSync(file, kept);
}

const asOperator = (of: TestGate): Credentials => ({ role: 'operator', secret: of.secret });

test('a false gate learns no secret and is not believed', async () => {
  let heard = '';
  const restore = await inPlaceOfGate(gate, (socket) => {
    socket.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'challenge', params: { nonce: 'x', protocol: PROTOCOL } })}\n`);
    socket.on('error', () => undefined).on('data', (chunk: Buffer) => {
      heard += chunk.toString('utf8');
      socket.write(`${JSON.stringify({ jsonrpc: '2.0', id: 0, result: { protocol: PROTOCOL, proof: proofOf('gate', token(), 'x', 'y'), version: '1', pid: 1 } })}\n`);
    });
  });
  try {
    await assert.rejects(connectGate({ dir: gate.dir, client: me, credentials: asOperator(gate) }), refusedWith(errorCodes.notAllowed));
    assert.match(heard, /"hello"/);
    assert.ok(!heard.includes(gate.secret));
  } finally {
    restore();
  }
});

test('a relay between an operator and the gate can say nothing of its own', async () => {
  const asked = puppet.ask({ toolCallId: 'r1', title: 'Remove', kind: 'execute', rawInput: { command: 'rm -rf build' } });
  const { id, digest } = await until(operator, ({ approvals }) => approvals[0]);
  const forged = `${JSON.stringify({ jsonrpc: '2.0', id: 999, method: 'approval/answer', params: { approval: id, digest, answer: 'allow-once', channel: 'other' } })}\n`;
  for (const moment of ['behind the greeting', 'after the greeting', 'in place of a sealed line'] as const) {
    const restore = await inPlaceOfGate(gate, (socket) => {
      const real = connect(path());
      let lines = 0;
      real.on('data', (chunk: Buffer) => {
        socket.write(chunk);
        if (chunk.includes('proof') && moment === 'after the greeting') real.write(forged);
      });
      socket.on('data', (chunk: Buffer) => {
        lines += 1;
        const sealed = chunk.toString('utf8').slice(0, 65);
        if (lines === 1) real.write(moment === 'behind the greeting' ? Buffer.concat([chunk, Buffer.from(forged)]) : chunk);
        else real.write(moment === 'in place of a sealed line' ? `${sealed}${forged}` : chunk);
      });
      for (const one of [real, socket]) one.on('error', () => undefined).on('close', () => [real, socket].forEach((each) => each.destroy()));
    });
    await assert.rejects(connectGate({ dir: gate.dir, client: me, credentials: asOperator(gate) }), GateGone, moment);
    restore();
    assert.equal(operator.state.approvals[0]?.id, id, `${moment}: it still waits`);
  }
  await operator.request('approval/answer', { approval: id, digest, answer: 'deny', channel: 'other' });
  assert.equal(await asked, false);
});

test('a gate whose address was taken away keeps its runs to itself', async () => {
  const file = join(gate.dir, 'gate.json');
  const kept = readFileSync(file, 'utf8');
  rmSync(file);
  const window = await gate.connect('a window that finds no gate');
  const second = gate.address!.pid;
  assert.notEqual(second, (JSON.parse(kept) as { pid: number }).pid);
  await sleep(500);
  window.close();
  await killed(second, 'SIGTERM');
  writeFileSync(file, kept);
  assert.equal(await puppet.ask({ toolCallId: 'k1', title: 'Read', kind: 'read', rawInput: { path: 'package.json' } }), true, 'its agent lives');
  assert.ok(!existsSync(join(run.folder, 'receipt.intoto.json')));
});

test('a relay between one who pairs and the gate learns no secret, and its own key shows another code', async () => {
  let passed = '';
  const restore = await inPlaceOfGate(gate, (socket) => {
    const real = connect(path());
    real.pipe(socket).pipe(real);
    for (const one of [real, socket]) one.on('error', () => undefined).on('data', (chunk: Buffer) => (passed += chunk.toString('utf8')));
  });
  const key = newPairingKey();
  const paired = pairWith(gate.dir, me, key);
  const pairing = await until(operator, ({ pairings }) => pairings[0]);
  assert.equal(pairing.code, key.code);
  await operator.request('pair/answer', { id: pairing.id, accept: true });
  const secret = await paired;
  restore();
  assert.match(passed, /sealed/);
  assert.ok(!passed.includes(secret));
  (await connectTo(path(), me, { role: 'operator', secret })).close();
  assert.notEqual(codeOf(newPairingKey().publicKey), key.code);
});

test('the run goes on after all of this, and its record is whole', async () => {
  puppet.end();
  const { end } = await operator.request('run/wait', { run: run.run });
  assert.equal(end, 'completed');
  const { report } = await readRun(run.folder);
  assert.deepEqual(report.integrity.problems, []);
  assert.ok(report.ok);
  assert.ok(!existsSync(join(gate.workspace.folder, 'removed')));
});
