import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { allowAll, denyAll, FakeGate, type Decide } from './fake-gate.ts';
import { permission, Script, update, type Message } from './script.ts';

const folders: string[] = [];
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));
function newFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'acp-')));
  folders.push(folder);
  return folder;
}

async function serving(decide: Decide = allowAll): Promise<{ gate: FakeGate; script: Script; cwd: string; ask: (method: string, params: Record<string, unknown>) => Promise<Message>; end: () => Promise<void> }> {
  const cwd = newFolder();
  const gate = new FakeGate(cwd, decide);
  const script = new Script(gate, { env: { PATH: process.env['PATH'] ?? '', SIGNALBOX_RUN: 'run-1' } });
  await script.session.start();
  const turn = script.session.prompt('turn-1', 'go');
  turn.catch(() => undefined);
  let next = 1000;
  const ask = (method: string, params: Record<string, unknown>): Promise<Message> => {
    const id = next++;
    script.send({ id, method, params: { sessionId: 's', ...params } });
    return script.answerTo(id);
  };
  const end = async (): Promise<void> => {
    await script.endTurn();
    await turn;
    await script.session.close();
  };
  return { gate, script, cwd, ask, end };
}

const ends = (gate: FakeGate) => gate.steps.map(({ door, verdict, finishes }) => [door, verdict, finishes.map(({ status, basis }) => `${status} ${basis}`)]);

test('writes after the decision, keeps the mode, makes folders, leaves nothing beside it', async () => {
  const { gate, cwd, ask } = await serving();
  const file = join(cwd, 'run.sh');
  writeFileSync(file, 'old\n');
  chmodSync(file, 0o755);
  assert.deepEqual((await ask('fs/write_text_file', { path: file, content: 'new\n' })).result, {});
  assert.deepEqual((await ask('fs/write_text_file', { path: join(cwd, 'a/b/c.txt'), content: 'c' })).result, {});
  assert.equal(readFileSync(file, 'utf8'), 'new\n');
  assert.equal(statSync(file).mode & 0o777, 0o755);
  assert.equal(readFileSync(join(cwd, 'a/b/c.txt'), 'utf8'), 'c');
  assert.deepEqual(readdirSync(cwd).sort(), ['a', 'run.sh']);
  assert.deepEqual(gate.steps[0]?.action, { kind: 'write', paths: [file], cwd, changes: [{ path: file, before: 'old\n', after: 'new\n' }] });
  assert.deepEqual(ends(gate), [['acp/fs', 'allow', ['succeeded mediated']], ['acp/fs', 'allow', ['succeeded mediated']]]);
});

test('refused: nothing is done and the agent reads why', async () => {
  const { gate, cwd, ask } = await serving(denyAll);
  writeFileSync(join(cwd, 'secret'), 'text');
  for (const [method, params] of [
    ['fs/write_text_file', { path: join(cwd, 'x'), content: 'x' }],
    ['fs/read_text_file', { path: join(cwd, 'secret') }],
    ['terminal/create', { command: 'touch', args: [join(cwd, 'y')] }],
  ] as const) {
    const { error, result } = await ask(method, params);
    assert.deepEqual([result, error?.code, error?.message, error?.data], [undefined, -32003, 'Denied: not in a test', { reason: 'not in a test' }]);
  }
  assert.deepEqual(readdirSync(cwd), ['secret']);
  assert.deepEqual(ends(gate).map(([, verdict, finishes]) => [verdict, finishes]), [['deny', []], ['deny', []], ['deny', []]]);
});

test('a link or a folder that is swapped in while it is decided is not written through', async () => {
  const outside = newFolder();
  writeFileSync(join(outside, 'target'), 'untouched');
  let swap: () => void = () => undefined;
  const { cwd, ask, gate } = await serving(async () => {
    swap();
    return { verdict: 'allow', reason: 'yes' };
  });
  const file = join(cwd, 'target');
  swap = () => symlinkSync(join(outside, 'target'), file);
  assert.match((await ask('fs/write_text_file', { path: file, content: 'gone' })).error?.message ?? '', /leads elsewhere/);

  mkdirSync(join(cwd, 'sub'));
  writeFileSync(join(cwd, 'sub/target'), 'untouched');
  swap = () => {
    renameSync(join(cwd, 'sub'), join(cwd, 'moved'));
    symlinkSync(outside, join(cwd, 'sub'));
  };
  assert.match((await ask('fs/write_text_file', { path: join(cwd, 'sub/target'), content: 'gone' })).error?.message ?? '', /leads elsewhere/);
  assert.equal(readFileSync(join(outside, 'target'), 'utf8'), 'untouched');
  assert.deepEqual(ends(gate).map(([, , finishes]) => finishes), [['failed mediated'], ['failed mediated']]);
});

test('a file that somebody changed while it was decided is left alone', async () => {
  let change: () => void = () => undefined;
  const { cwd, ask } = await serving(async () => {
    change();
    return { verdict: 'allow', reason: 'yes' };
  });
  const file = join(cwd, 'file');
  writeFileSync(file, 'as shown');
  change = () => writeFileSync(file, 'as a person left it');
  assert.match((await ask('fs/write_text_file', { path: file, content: 'x' })).error?.message ?? '', /was changed/);
  assert.equal(readFileSync(file, 'utf8'), 'as a person left it');
});

test('pipes and folders are neither read nor replaced', async () => {
  const { cwd, ask } = await serving();
  execFileSync('mkfifo', [join(cwd, 'pipe')]);
  assert.match((await ask('fs/read_text_file', { path: join(cwd, 'pipe') })).error?.message ?? '', /not a regular file/);
  assert.match((await ask('fs/write_text_file', { path: join(cwd, 'pipe'), content: '' })).error?.message ?? '', /not a regular file/);
  assert.match((await ask('fs/write_text_file', { path: cwd, content: '' })).error?.message ?? '', /not a regular file/);
  assert.equal((await ask('fs/write_text_file', { path: 'relative', content: '' })).error?.code, -32602);
});

test('reads whole files and ranges of lines, and says when there is none', async () => {
  const { gate, cwd, ask } = await serving();
  const path = join(cwd, 'f');
  writeFileSync(path, 'one\ntwo\nthree\n');
  assert.equal((await ask('fs/read_text_file', { path })).result?.['content'], 'one\ntwo\nthree\n');
  assert.equal((await ask('fs/read_text_file', { path, line: 2, limit: 1 })).result?.['content'], 'two');
  assert.equal((await ask('fs/read_text_file', { path: join(cwd, 'none') })).error?.code, -32002);
  assert.deepEqual(ends(gate).map(([, , finishes]) => finishes), [['succeeded mediated'], ['succeeded mediated'], ['failed mediated']]);
});

test('asked and then performed through fs/* is one approval and one step, once', async () => {
  const { gate, script, cwd, ask, end } = await serving();
  const path = join(cwd, 'f');
  const content = [{ type: 'diff', path, oldText: null, newText: 'text' }];
  script.send(permission(1, { toolCallId: 'w', title: 'Write f', kind: 'edit', content }));
  await script.answerTo(1);
  assert.deepEqual((await ask('fs/write_text_file', { path, content: 'text' })).result, {});
  script.send(update({ sessionUpdate: 'tool_call_update', toolCallId: 'w', status: 'completed' }));
  assert.equal(gate.steps.length, 1);
  rmSync(path);
  await ask('fs/write_text_file', { path, content: 'text' });
  await end();
  assert.deepEqual(ends(gate), [['acp', 'allow', ['succeeded mediated']], ['acp/fs', 'allow', ['succeeded mediated']]]);
});

test('an approval for one text does not release another', async () => {
  const { gate, script, cwd, ask, end } = await serving();
  const path = join(cwd, 'f');
  script.send(permission(1, { toolCallId: 'w', title: 'Write f', kind: 'edit', content: [{ type: 'diff', path, oldText: null, newText: 'text' }] }));
  await script.answerTo(1);
  await ask('fs/write_text_file', { path, content: 'other text' });
  await end();
  assert.deepEqual(ends(gate), [['acp', 'allow', ['unknown unobserved']], ['acp/fs', 'allow', ['succeeded mediated']]]);
});

test('a call that is announced and then performed here is one step', async () => {
  const { gate, script, cwd, ask, end } = await serving();
  const path = join(cwd, 'f');
  writeFileSync(path, 'x');
  script.send(update({ sessionUpdate: 'tool_call', toolCallId: 'r', title: 'Read f', kind: 'read', status: 'in_progress', locations: [{ path }] }));
  await ask('fs/read_text_file', { path });
  script.send(update({ sessionUpdate: 'tool_call_update', toolCallId: 'r', status: 'completed' }));
  await end();
  assert.deepEqual(gate.steps.map(({ callId, asked, door, finishes }) => [callId, asked, door, finishes.length]), [['r', true, 'acp/fs', 1]]);
});

test('terminals: output, exit, wait, and the record of it', async () => {
  const { gate, cwd, ask, script, end } = await serving();
  const created = await ask('terminal/create', { command: process.execPath, args: ['-e', 'console.log(process.env.X, process.cwd()); process.exit(3)'], env: [{ name: 'X', value: "it's" }] });
  const terminalId = created.result?.['terminalId'];
  assert.deepEqual((await ask('terminal/wait_for_exit', { terminalId })).result, { exitCode: 3, signal: null });
  const output = await ask('terminal/output', { terminalId });
  assert.deepEqual(output.result, { output: `it's ${cwd}\n`, truncated: false, exitStatus: { exitCode: 3, signal: null } });
  assert.deepEqual((await ask('terminal/release', { terminalId })).result, {});
  assert.equal((await ask('terminal/output', { terminalId })).error?.code, -32002);
  script.send(update({ sessionUpdate: 'tool_call', toolCallId: 't', title: 'x', status: 'completed' }));
  await end();
  const [step] = gate.steps;
  assert.match(step?.action.kind === 'exec' ? step.action.command : '', /^X='it'\\''s' \S+node -e 'console\.log/);
  assert.deepEqual(step?.finishes.map(({ status, basis, exitCode, result }) => [status, basis, exitCode, result]), [['failed', 'mediated', 3, `it's ${cwd}\n`]]);
});

test('terminals: a line goes to the shell, the run\'s own variables stay, output is cut at a character', async () => {
  const { cwd, ask } = await serving();
  const line = await ask('terminal/create', { command: 'echo "$SIGNALBOX_RUN" > a && cat a', env: [{ name: 'SIGNALBOX_RUN', value: 'forged' }] });
  const lineId = line.result?.['terminalId'];
  await ask('terminal/wait_for_exit', { terminalId: lineId });
  assert.equal((await ask('terminal/output', { terminalId: lineId })).result?.['output'], 'run-1\n');
  assert.ok(existsSync(join(cwd, 'a')));
  const many = await ask('terminal/create', { command: process.execPath, args: ['-e', "process.stdout.write('a' + '€'.repeat(100))"], outputByteLimit: 10 });
  const manyId = many.result?.['terminalId'];
  await ask('terminal/wait_for_exit', { terminalId: manyId });
  assert.deepEqual((await ask('terminal/output', { terminalId: manyId })).result?.['output'], '€€€');
  const absent = await ask('terminal/create', { command: 'no-such-program-here', args: ['x'] });
  assert.deepEqual((await ask('terminal/wait_for_exit', { terminalId: absent.result?.['terminalId'] })).result?.['exitCode'], null);
});

test('terminals: kill ends the group, and closing the session ends what still runs', async () => {
  const { gate, ask, end, script } = await serving();
  const first = await ask('terminal/create', { command: 'sleep 30 | sleep 30' });
  await ask('terminal/kill', { terminalId: first.result?.['terminalId'] });
  const exit = (await ask('terminal/wait_for_exit', { terminalId: first.result?.['terminalId'] })).result;
  assert.equal(exit?.['signal'], 'SIGTERM');
  const second = await ask('terminal/create', { command: 'sleep 31' });
  script.send(update({ sessionUpdate: 'tool_call', toolCallId: 'shown', title: 'sleep 31', kind: 'execute', status: 'in_progress', rawInput: { command: 'sleep 31' }, content: [{ type: 'terminal', terminalId: second.result?.['terminalId'] }] }));
  await end();
  assert.deepEqual(ends(gate).map(([, , finishes]) => finishes), [['cancelled mediated'], ['cancelled mediated']]);
});
