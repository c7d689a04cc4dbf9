/** Sessions that a person starts alone, in folders in which they want them gated: real hook programs, real gates. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { connectTo } from '../../src/gate/client.ts';
import { GateError } from '../../src/gate/client-types.ts';
import { gateFolder, readGated } from '../../src/gate/gated-folders.ts';
import { gatedFile } from '../../src/gate/gated-match.ts';
import { errorCodes, requests, type RequestName } from '../../src/gate/protocol.ts';
import { publishedGate } from '../../src/gate/rendezvous.ts';
import { endUnattendedGate } from '../../src/gate/start.ts';
import { eventually } from '../support/eventually.ts';
import { killed, TestGate, until } from '../support/gate.ts';
import { hookCall } from '../support/hook.ts';
import { readRun } from '../support/record.ts';
import { testWorkspace } from '../support/workspace.ts';

const ends: (() => Promise<void> | void)[] = [];
after(async () => {
  for (const end of ends) await end();
});

/** A workspace in which sessions of Gemini CLI are gated, and its hook. */
function gatedWorkspace(more: ConstructorParameters<typeof TestGate>[1] = {}) {
  const gate = new TestGate(testWorkspace(), more);
  ends.push(() => gate.end());
  const { folder, env } = gate.workspace;
  gateFolder(gate.folders.config, { agent: 'gemini', folder, trusted: true });
  const call = (event: string, data: object = {}, session = 'session-1', cwd = folder) =>
    hookCall({ cwd, env, args: ['--agent', 'gemini'], payload: { hook_event_name: event, session_id: session, cwd, ...data } });
  const tool = (name: string, input: object, session?: string) => call('BeforeTool', { tool_name: name, tool_input: input }, session);
  return { gate, folder, env, call, tool, runs: () => runFolders(folder) };
}

function runFolders(folder: string): string[] {
  const runs = join(folder, '.signalbox', 'runs');
  return existsSync(runs) ? readdirSync(runs, { recursive: true, withFileTypes: true }).filter((entry) => entry.name === 'record.jsonl').map((entry) => entry.parentPath) : [];
}

async function sealed(folder: string): Promise<void> {
  await eventually(() => existsSync(join(folder, 'receipt.intoto.json')), 'the record is sealed');
}

test('without an editor: a gate is started, what needs a person is denied, and the session leaves a record', async () => {
  const { gate, call, tool, runs } = gatedWorkspace();
  assert.equal(gate.address, undefined);
  assert.deepEqual(await call('SessionStart'), { code: 0, stdout: '{}', stderr: '' });
  assert.equal(publishedGate(gate.dir)?.unattended, true);
  assert.deepEqual(await tool('run_shell_command', { command: 'git status' }), { code: 0, stdout: '{}', stderr: '' });
  const denied = await tool('run_shell_command', { command: 'rm -r build' });
  assert.equal(denied.code, 0);
  const { decision, reason } = JSON.parse(denied.stdout) as { decision: string; reason: string };
  assert.equal(decision, 'deny');
  assert.match(reason, /nobody is here/);
  await call('AfterTool', { tool_name: 'run_shell_command', tool_input: { command: 'git status' }, tool_response: { llmContent: 'clean' } });
  await call('SessionEnd');
  const [folder, ...others] = runs();
  assert.ok(folder !== undefined && others.length === 0);
  await sealed(folder);
  const { calls, report, data, view } = await readRun(folder);
  assert.equal(report.ok, true);
  assert.deepEqual(calls.map((one) => [one.title, one.state, one.door]), [['git status', 'succeeded', 'hook'], ['rm -r build', 'denied', 'hook']]);
  assert.equal(view.agent.id, 'gemini');
  assert.deepEqual(view.started.command, []);
  assert.deepEqual(data('run.sealed').map(({ end, coverage }) => [end, coverage]), [['completed', 'partial']]);
});

test('with an editor: a person decides; two sessions are two runs; one that is stopped is refused from then on', async () => {
  const { gate, tool, runs } = gatedWorkspace();
  const operator = await gate.connect();
  const [first, second] = [tool('run_shell_command', { command: 'rm -r build' }, 'one'), tool('run_shell_command', { command: 'rm -r src' }, 'two')];
  const approvals = await until(operator, (state) => (state.approvals.length === 2 ? state.approvals : undefined));
  for (const { id, digest, title } of approvals) {
    const answer = title === 'rm -r build' ? ({ answer: 'allow-once' } as const) : ({ answer: 'deny', reason: 'not the source' } as const);
    await operator.request('approval/answer', { approval: id, digest, channel: 'other', ...answer });
  }
  assert.deepEqual(await first, { code: 0, stdout: '{}', stderr: '' });
  assert.match((await second).stdout, /not the source/);
  assert.equal(runs().length, 2);
  const live = operator.state.runs.find(({ run }) => approvals.some((approval) => approval.run === run && approval.title === 'rm -r src'));
  assert.equal(live?.coverage, 'partial');
  await operator.request('run/stop', { run: live.run, what: 'run', reason: 'enough' });
  await operator.request('run/wait', { run: live.run });
  assert.equal((await tool('read_file', { file_path: 'package.json' }, 'one')).code, 0, 'the other session goes on');
});

test('a folder that is not gated is left alone, and so is another agent', async () => {
  const { gate, folder, env, call } = gatedWorkspace();
  mkdirSync(join(folder, '..', 'elsewhere'));
  const elsewhere = await call('BeforeTool', { tool_name: 'run_shell_command', tool_input: { command: 'rm -rf /' } }, 's', realpathSync(join(folder, '..', 'elsewhere')));
  assert.deepEqual(elsewhere, { code: 0, stdout: '{}', stderr: '' });
  const other = await hookCall({ cwd: folder, env, args: ['--agent', 'qwen'], payload: { cwd: folder } });
  assert.deepEqual(other, { code: 0, stdout: '{}', stderr: '' });
  assert.equal(gate.address, undefined, 'no gate was started');
});

test('a folder below a gated one is gated with it', async () => {
  const { folder, call, runs } = gatedWorkspace();
  const denied = await call('BeforeTool', { tool_name: 'run_shell_command', tool_input: { command: 'rm -rf ../build' } }, 's', realpathSync(join(folder, 'src')));
  assert.match(denied.stdout, /deny/);
  assert.equal(runs().length, 1);
});

test('an editor ends a gate that nobody attends, and takes over', async () => {
  const { gate, call, tool, runs } = gatedWorkspace();
  await call('SessionStart');
  const before = gate.address;
  await assert.rejects(gate.connect(), /not an operator|no operator|does not fit/);
  assert.equal(await endUnattendedGate(gate.dir), true);
  const operator = await gate.connect();
  assert.notEqual(gate.address?.pid, before?.pid);
  assert.equal(await endUnattendedGate(gate.dir), false, 'not one that an operator has');
  await sealed(runs()[0]!);
  const asked = tool('run_shell_command', { command: 'rm -r build' });
  const approval = await until(operator, ({ approvals }) => approvals[0]);
  await operator.request('approval/answer', { approval: approval.id, digest: approval.digest, channel: 'other', answer: 'allow-once' });
  assert.deepEqual(await asked, { code: 0, stdout: '{}', stderr: '' });
});

test('whatever goes wrong is a refusal: no gate, a gate that is killed while it waits, nonsense, a wrong secret', async () => {
  const { gate, folder, env, tool } = gatedWorkspace();
  const operator = await gate.connect();
  const waiting = tool('run_shell_command', { command: 'rm -r build' });
  await until(operator, ({ approvals }) => approvals[0]);
  await killed(gate.address!.pid, 'SIGKILL');
  const cut = await waiting;
  assert.equal(cut.code, 2);
  assert.match(cut.stderr, /ended before it answered/);

  for (const payload of ['', 'nonsense', '[]', '{"hook_event_name":"BeforeTool"}', '3']) {
    const { code, stderr } = await hookCall({ cwd: folder, env, args: ['--agent', 'gemini'], payload });
    assert.equal(code, 2, payload);
    assert.notEqual(stderr, '', payload);
  }
  const { secret, folders } = readGated(gate.folders.config)!;
  const stranger = { ...env, SIGNALBOX_CONFIG_DIR: join(folder, '..', 'stranger') };
  gateFolder(stranger['SIGNALBOX_CONFIG_DIR'], folders[0]!);
  assert.notEqual(readGated(stranger['SIGNALBOX_CONFIG_DIR'])!.secret, secret);
  const wrong = await hookCall({ cwd: folder, env: stranger, args: ['--agent', 'gemini'], payload: { hook_event_name: 'SessionStart', cwd: folder } });
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /Signalbox/);
  assert.ok(existsSync(gatedFile(gate.folders.config)));
  assert.ok(publishedGate(gate.dir));
});

test('who knows the secret of the gated folders may bring calls of a gated agent, and nothing else', async () => {
  const { gate, folder } = gatedWorkspace();
  await gate.connect();
  const me = { kind: 'agent', name: 'somebody', version: '0', pid: process.pid } as const;
  const { secret } = readGated(gate.folders.config)!;
  const connection = await connectTo(gate.address!.socket, me, { role: 'session', secret });
  for (const name of (Object.keys(requests) as RequestName[]).filter((one) => one !== 'session/hook')) {
    await assert.rejects(connection.request(name, {}), (error) => error instanceof GateError && error.code === errorCodes.notAllowed, name);
  }
  const payload = { hook_event_name: 'SessionStart', session_id: 's', cwd: folder };
  await assert.rejects(connection.request('session/hook', { agent: 'claude', cwd: folder, payload }), /not gated in this folder/);
  await assert.rejects(connection.request('session/hook', { agent: 'gemini', cwd: join(folder, '..'), payload }), /not gated in this folder/);
  assert.equal((await connection.request('session/hook', { agent: 'gemini', cwd: folder, payload })).exitCode, 0);
  const more = await Promise.all(Array.from({ length: 31 }, () => connectTo(gate.address!.socket, me, { role: 'session', secret })));
  await assert.rejects(connectTo(gate.address!.socket, me, { role: 'session', secret }), /connections already/);
  for (const one of [connection, ...more]) one.close();
  await assert.rejects(connectTo(gate.address!.socket, me, { role: 'operator', secret }));
  await assert.rejects(connectTo(gate.address!.socket, me, { role: 'session', secret: gate.secret }));
});

test('nobody decides in the time that the agent gives: denied before that', async () => {
  const { gate, folder, env } = gatedWorkspace();
  await gate.connect();
  const payload = { hook_event_name: 'BeforeTool', session_id: 's', cwd: folder, tool_name: 'run_shell_command', tool_input: { command: 'rm -r build' } };
  const { code, stderr } = await hookCall({ cwd: folder, env, args: ['--agent', 'gemini', '--deadline', '1'], payload });
  assert.equal(code, 2);
  assert.match(stderr, /Nobody decided/);
});

test('a session that says nothing for long counts as over', async () => {
  const { gate, call, runs } = gatedWorkspace({ sessionSilence: 300 });
  await gate.connect();
  await call('SessionStart');
  await sealed(runs()[0]!);
  assert.deepEqual((await readRun(runs()[0]!)).data('run.sealed').map(({ end }) => end), ['completed']);
});
