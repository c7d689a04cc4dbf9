/** Files, agents and disks that are not as they should be: each is said in a sentence that helps, nothing is lost, other runs go on. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import type { GateConnection } from '../../src/gate/client-types.ts';
import { GateError } from '../../src/gate/client-types.ts';
import { errorCodes } from '../../src/gate/protocol.ts';
import { readRecord } from '../../src/record/reader.ts';
import { verifyRun } from '../../src/record/verify.ts';
import { eventually } from '../support/eventually.ts';
import { killed, TestGate, until } from '../support/gate.ts';
import { processesWith } from '../support/processes.ts';
import { Strings, type Puppet } from '../support/puppet.ts';
import { readRun, type ReadRun } from '../support/record.ts';
import { projectRoot, testWorkspace } from '../support/workspace.ts';

/** Agents that are no good, by their file and its argument; `missing` has a program that is not there. */
const fixtures = { dies: [], nonsense: [], json: ['nonsense', 'json'], silent: [], deaf: [], ten: ['big', '10'], twenty: ['big', '20'], floods: [], daemon: [] };

let gate: TestGate;
let strings: Strings;
let operator: GateConnection;
let bystander: Puppet;
let bystanderRun: { run: string; folder: string };
let folder: string;
let own: string;
let registry: string;

before(async () => {
  const workspace = testWorkspace();
  ({ folder } = workspace);
  own = join(folder, '.signalbox');
  registry = join(own, 'agents.json');
  strings = new Strings(dirname(folder));
  const agents = Object.entries(fixtures).map(([id, [file = id, ...args]]) => ({ id, name: id, command: process.execPath, args: [join(projectRoot, `test/fixtures/agents/${file}.ts`), ...args], defaultPrompt: 'go' }));
  const more = [{ id: 'puppet', name: 'Puppet', ...strings.command, defaultPrompt: 'go' }, { id: 'missing', name: 'Missing', command: 'no-such-program-anywhere', args: [], defaultPrompt: 'go' }];
  mkdirSync(own);
  writeFileSync(registry, JSON.stringify({ version: 1, agents: [...agents, ...more] }));
  gate = new TestGate(workspace);
  operator = await gate.connect();
  bystanderRun = await operator.request('run/launch', { agent: 'puppet', trusted: true, approve: 'deny' });
  bystander = await strings.next();
});
after(async () => {
  strings.close();
  await gate.end();
});

let asked = 0;
const reads = (puppet: Puppet, path = 'package.json'): Promise<boolean> => puppet.ask({ toolCallId: `read-${++asked}`, title: 'Read', kind: 'read', rawInput: { path } });
const writes = (puppet: Puppet, path: string): Promise<boolean> => puppet.ask({ toolCallId: `write-${++asked}`, title: 'Edit', kind: 'edit', rawInput: { file_path: path, content: 'x' } });

/** Runs an agent to its end, and sees that the record is whole and that the other run goes on. */
async function runOf(agent: string, during: (run: string) => Promise<unknown> = () => Promise.resolve()): Promise<{ end: string; problem: string; read: ReadRun }> {
  const { run } = await operator.request('run/launch', { agent, trusted: true });
  await during(run);
  const { end, problem = '', folder: record } = await operator.request('run/wait', { run });
  const read = await readRun(record);
  assert.deepEqual(read.report.integrity.problems, []);
  assert.equal(read.report.ok, true);
  assert.deepEqual(processesWith(`SIGNALBOX_RUN=${run}`), []);
  if (end === 'failed') assert.ok(read.data('fault.noted').some(({ code }) => code === 'run-failed'), 'the record says why');
  assert.equal(await reads(bystander), true, 'the other run goes on');
  return { end, problem, read };
}

const cannotLaunch = (message: RegExp) => (error: unknown) => error instanceof GateError && error.code === errorCodes.cannotLaunch && message.test(error.message);

test('a policy that breaks: the last good one stays in force, and it is said where', async () => {
  const file = join(own, 'policy.jsonc');
  const denying = (path: string): string => `{\n  "version": 1,\n  "rules": [\n    { "id": "hands-off", "effect": "deny", "match": { "kind": "write", "paths": "${path}" } }\n  ]\n}\n`;
  writeFileSync(file, denying('src/price.js'));
  assert.equal(await writes(bystander, 'src/price.js'), false);
  assert.equal(await writes(bystander, 'src/other.js'), true);
  for (const broken of ['{\n  "version": 1,\n  "rules": [ { "id": ]\n}\n', '{\n  "version": 1,\n  "rules": [{ "effect": "allow", "mach": {} }]\n}\n', '{\n  "version": 99,\n "rules": []\n}\n', '\u0000\u0001', `{"version":1,"rules":[]}${' '.repeat(1024 * 1024)}`]) {
    writeFileSync(file, broken);
    const [problem] = await until(operator, ({ policy }) => (policy.problems.length > 0 ? policy.problems : undefined));
    assert.equal(problem?.file, file);
    assert.ok(problem.message.length > 10, problem.message);
    if (broken.length < 1000) assert.ok((problem.line ?? 0) >= 1 && (problem.column ?? 0) >= 1, JSON.stringify(problem));
    assert.equal(await writes(bystander, 'src/price.js'), false);
    assert.equal(await writes(bystander, 'src/other.js'), true);
    assert.equal(await reads(bystander), true);
  }
  writeFileSync(file, denying('src/other.js'));
  await until(operator, ({ policy }) => (policy.problems.length === 0 ? true : undefined));
  assert.equal(await writes(bystander, 'src/price.js'), true);
  assert.equal(await writes(bystander, 'src/other.js'), false);
  rmSync(file);
});

test('what is no file in the place of the policy is a problem, not an end', async () => {
  const file = join(own, 'policy.jsonc');
  const others: [string, () => void][] = [
    ['a folder', () => mkdirSync(file)],
    ['a link to itself', () => symlinkSync('policy.jsonc', file)],
    ['a link to a device without end', () => symlinkSync('/dev/zero', file)],
    ['a pipe that nobody writes to', () => execFileSync('mkfifo', [file])],
  ];
  for (const [name, make] of others) {
    make();
    const problems = await until(operator, ({ policy }) => (policy.problems.length > 0 ? policy.problems : undefined));
    assert.equal(problems[0]?.file, file, name);
    assert.ok((await operator.request('agents/list', {})).agents.length > 0, name);
    rmSync(file, { recursive: true });
    await until(operator, ({ policy }) => (policy.problems.length === 0 ? true : undefined));
    assert.equal(await reads(bystander), true, name);
  }
});

test('a policy that was never good lets nothing pass unasked', async () => {
  const other = new TestGate(testWorkspace({ puppet: strings.command }));
  try {
    writeFileSync(join(other.workspace.folder, '.signalbox', 'policy.jsonc'), '{ "version": 1, "rules": [ { "effect": "allow", "match": {} ');
    const connection = await other.connect();
    const { run } = await connection.request('run/launch', { agent: 'puppet', trusted: true });
    const puppet = await strings.next();
    const waiting = reads(puppet);
    const { id, digest } = await until(connection, ({ approvals }) => approvals[0]);
    await connection.request('approval/answer', { approval: id, digest, answer: 'deny', channel: 'other' });
    assert.equal(await waiting, false);
    assert.ok(connection.state.policy.problems.length > 0);
    puppet.end();
    assert.equal((await connection.request('run/wait', { run })).end, 'completed');
  } finally {
    await other.end();
  }
});

test('a record of a newer version is left alone, and said to be that', async () => {
  const { read } = await runOf('ten');
  const from = read.report.folder;
  const newer = join(dirname(from), '01ARZ3NDEKTSV4RRFFQ69G5FAV');
  cpSync(from, newer, { recursive: true });
  const record = join(newer, 'record.jsonl');
  const text = readFileSync(record, 'utf8').replaceAll('"v":1,', '"v":2,');
  writeFileSync(record, text);
  const { problems } = await readRecord(newer);
  assert.ok(problems.some(({ code, message }) => code === 'newer-version' && message.includes('newer')), JSON.stringify(problems[0]));
  assert.equal((await verifyRun(newer, { allowedSigners: [] })).ok, false);
  await assert.rejects(operator.request('run/launch', { agent: 'ten', trusted: true, resume: '01ARZ3NDEKTSV4RRFFQ69G5FAV' }), cannotLaunch(/01ARZ3NDEKTSV4RRFFQ69G5FAV/));
  await runOf('daemon');
  assert.equal(readFileSync(record, 'utf8'), text);
  rmSync(newer, { recursive: true });
});

test('an agent that is not there, and one that nobody knows', async () => {
  await assert.rejects(operator.request('run/launch', { agent: 'missing', trusted: true }), cannotLaunch(/"no-such-program-anywhere" was not found.*Install/));
  await assert.rejects(operator.request('run/launch', { agent: 'nobody', trusted: true }), cannotLaunch(/no agent "nobody".*Known here: demo/));
  await assert.rejects(operator.request('run/launch', { agent: 'dies', trusted: false }), cannotLaunch(/not trusted/));
});

test('an agent that dies at its start says why', async () => {
  const { end, problem } = await runOf('dies');
  assert.equal(end, 'failed');
  assert.match(problem, /exit code 3/);
  assert.match(problem, /no licence found/);
});

test('agents that speak nonsense', async () => {
  for (const agent of ['nonsense', 'json']) {
    const { end, problem } = await runOf(agent);
    assert.equal(end, 'failed');
    assert.match(problem, /not the Agent Client Protocol/);
  }
});

test('agents that never answer, or never end, are stopped by a person', async () => {
  for (const agent of ['silent', 'deaf']) {
    const { end, read } = await runOf(agent, async (run) => {
      if (agent === 'deaf') await until(operator, ({ runs }) => (runs.find((live) => live.run === run)?.phase === 'running' ? true : undefined));
      await operator.request('run/stop', { run, what: 'run', reason: 'enough' });
    });
    assert.equal(end, 'stopped');
    assert.deepEqual(read.data('run.stopped').map(({ reason }) => reason), ['enough']);
  }
});

test('10 MB in one message are taken, 20 MB end the run', async () => {
  const ten = await runOf('ten');
  assert.equal(ten.end, 'completed');
  const [message] = ten.read.data('message');
  assert.ok(typeof message?.text === 'object' && message.text.bytes === 10 * 1024 * 1024);
  const twenty = await runOf('twenty');
  assert.equal(twenty.end, 'failed');
  assert.match(twenty.problem, /more than 16 MiB/);
});

test('a flood of updates is recorded, and a process that leaves its group is ended', async () => {
  assert.equal((await runOf('floods')).end, 'completed');
  const { read } = await runOf('daemon');
  const said = JSON.stringify(read.data('message'));
  assert.match(said, /daemon \d+/);
});

test('a broken list of agents', async () => {
  const good = readFileSync(registry);
  for (const broken of ['{ "version": 1, "agents": [', '{ "version": 2, "agents": [] }', '{ "version": 1, "agents": [{ "id": "../x", "name": "x", "command": "x" }] }']) {
    writeFileSync(registry, broken);
    const { agents } = await operator.request('agents/list', {});
    assert.ok(agents.some(({ id, state }) => id === 'demo' && state === 'ready'));
    assert.ok(agents.some(({ state, problem }) => state === 'broken' && problem?.includes('agents.json') && /Correct it or remove it/.test(problem)), JSON.stringify(agents));
    await assert.rejects(operator.request('run/launch', { agent: 'ten', trusted: true }), cannotLaunch(/agents\.json/));
    assert.equal(readFileSync(registry, 'utf8'), broken);
  }
  writeFileSync(registry, good);
  assert.equal(await reads(bystander), true);
});

test('broken MCP servers are left out, and the record says so', async () => {
  for (const broken of ['{ "mcpServers": ', '{ "mcpServers": { "one": { "command": 5 } } }']) {
    writeFileSync(join(folder, '.mcp.json'), broken);
    const { end, read } = await runOf('daemon');
    assert.equal(end, 'completed');
    assert.ok(read.data('fault.noted').some(({ message }) => message.includes('.mcp.json')), JSON.stringify(read.data('fault.noted')));
  }
  rmSync(join(folder, '.mcp.json'));
});

test('a folder for records that is a link or a file starts no run', async () => {
  const elsewhere = mkdtempSync(join(dirname(folder), 'elsewhere-'));
  const refusesIn = async (name: string, prepare: (workspace: string) => void): Promise<void> => {
    const other = new TestGate(testWorkspace());
    try {
      prepare(other.workspace.folder);
      const connection = await other.connect();
      await assert.rejects(connection.request('run/launch', { agent: 'demo', trusted: true }), cannotLaunch(/\.signalbox/), name);
      assert.deepEqual(connection.state.runs, [], name);
      assert.deepEqual(readdirSync(elsewhere), [], name);
    } finally {
      await other.end();
    }
  };
  await refusesIn('a link', (place) => symlinkSync(elsewhere, join(place, '.signalbox')));
  await refusesIn('a link to nowhere', (place) => symlinkSync('nowhere', join(place, '.signalbox')));
  await refusesIn('a file', (place) => writeFileSync(join(place, '.signalbox'), ''));
  await refusesIn('a link for runs', (place) => {
    mkdirSync(join(place, '.signalbox'));
    symlinkSync(elsewhere, join(place, '.signalbox', 'runs'));
  });
  const month = new Date().toISOString().slice(0, 7);
  await refusesIn('a file for the month', (place) => {
    mkdirSync(join(place, '.signalbox', 'runs'), { recursive: true });
    writeFileSync(join(place, '.signalbox', 'runs', month), '');
  });
  await refusesIn('a link for the month', (place) => {
    mkdirSync(join(place, '.signalbox', 'runs'), { recursive: true });
    symlinkSync(elsewhere, join(place, '.signalbox', 'runs', month));
  });
});

test('a folder for long texts that goes away in a run ends it, and nothing is allowed from then on', async () => {
  const { run, folder: record } = await operator.request('run/launch', { agent: 'puppet', trusted: true, approve: 'deny' });
  const puppet = await strings.next();
  assert.equal(await reads(puppet), true);
  renameSync(join(record, 'blobs'), join(record, 'moved'));
  writeFileSync(join(record, 'blobs'), '');
  puppet.update({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: 'x'.repeat(100_000) } });
  puppet.update({ sessionUpdate: 'tool_call', toolCallId: 'flush', title: 'Next', kind: 'other', status: 'pending' });
  const { end, problem } = await operator.request('run/wait', { run });
  assert.equal(end, 'failed');
  assert.match(problem ?? '', /cannot be written/);
  assert.equal(await reads(bystander), true, 'the other run goes on');
  rmSync(record, { recursive: true });
});

test('a full disk: everything is denied, the run ends, the others go on; the next gate seals what is there', { skip: process.platform === 'linux' ? false : 'limits of a running process are set on Linux only' }, async () => {
  const { run, folder: record } = await operator.request('run/launch', { agent: 'puppet', trusted: true, approve: 'deny' });
  const puppet = await strings.next();
  assert.equal(await reads(puppet), true);
  const limit = (bytes: number | 'unlimited'): void => void execFileSync('prlimit', ['--pid', String(gate.address!.pid), `--fsize=${bytes}:unlimited`]);
  limit(statSync(join(record, 'record.jsonl')).size + 2000);
  // From the first trouble on there is no room for the log either.
  const off = operator.on('log', () => limit(1));
  const answers: boolean[] = [];
  for (let index = 0; index < 10; index += 1) answers.push(await writes(puppet, `full-${index}.txt`));
  const { end, problem } = await operator.request('run/wait', { run });
  off();
  limit('unlimited');
  assert.equal(end, 'failed');
  assert.match(problem ?? '', /record (cannot|could not) be (written|sealed)/);
  assert.equal(answers.at(-1), false);
  assert.ok(!answers.slice(answers.indexOf(false)).includes(true), 'nothing is allowed after the first that could not be recorded');
  const { events } = await readRecord(record);
  assert.equal(events.filter((event) => event.type === 'decision.made' && event.data.verdict === 'allow').length, answers.filter(Boolean).length + 1);
  assert.equal(await reads(bystander), true, 'the other run goes on');

  bystander.end();
  assert.equal((await operator.request('run/wait', { run: bystanderRun.run })).end, 'completed');
  assert.ok((await readRun(bystanderRun.folder)).report.ok);
  await killed(gate.address!.pid, 'SIGTERM');
  operator = await gate.connect();
  await eventually(() => existsSync(join(record, 'receipt.intoto.json')), 'the record is sealed');
  const { report, view } = await readRun(record);
  assert.ok(report.ok, JSON.stringify(report.integrity.problems));
  assert.equal(view.end, 'interrupted');
  assert.ok(lstatSync(own).isDirectory());
});
