import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { AgentError } from '../../../../src/doors/session.ts';
import { denyAll, FakeGate } from './fake-gate.ts';
import { options, permission, Script, update, type Message } from './script.ts';

async function started(gate = new FakeGate(tmpdir())): Promise<{ gate: FakeGate; script: Script; turn: Promise<string> }> {
  const script = new Script(gate);
  await script.session.start();
  const turn = script.session.prompt('turn-1', 'go');
  turn.catch(() => undefined);
  await script.until((message) => message.method === 'session/prompt');
  return { gate, script, turn };
}

const chosen = (answer: Message) => (answer.result?.['outcome'] as { optionId?: string } | undefined)?.optionId;
const run = { toolCallId: 'c1', title: 'List', kind: 'execute', rawInput: { command: 'ls -l' } };
const chunk = (text: string, kind = 'agent_message_chunk') => update({ sessionUpdate: kind, content: { type: 'text', text } });

test('opens a session: capabilities, servers the agent can use, modes', async () => {
  const gate = new FakeGate(tmpdir());
  const script = new Script(gate, {
    servers: [
      { name: 'one', transport: { type: 'stdio', command: 'x', args: ['y'], env: { K: 'v' } } },
      { name: 'two', transport: { type: 'http', url: 'http://127.0.0.1/', headers: {} } },
    ],
  });
  script.answers['session/new'] = () => ({ sessionId: 's9', modes: { currentModeId: 'b', availableModes: [{ id: 'a', name: 'A' }, { id: 'b', name: 'B' }] } });
  script.answers['initialize'] = () => ({ protocolVersion: 1, agentInfo: { name: 'n', title: 'N', version: '2' }, agentCapabilities: { loadSession: true } });
  const about = await script.session.start();
  assert.deepEqual(about, {
    session: 's9', agent: { name: 'n', title: 'N', version: '2' }, canResume: true,
    modes: [{ id: 'a', name: 'A', current: false }, { id: 'b', name: 'B', current: true }],
  });
  const params = (method: string) => script.heard.find((message) => message.method === method)?.params;
  assert.deepEqual(params('initialize')?.['clientCapabilities'], { fs: { readTextFile: true, writeTextFile: true }, terminal: true });
  assert.deepEqual(params('session/new')?.['mcpServers'], [{ name: 'one', command: 'x', args: ['y'], env: [{ name: 'K', value: 'v' }] }]);
  assert.deepEqual(gate.faults.map(({ code }) => code), ['mcp-left-out']);
});

test('resumes, or loads without recording what is replayed, or says that it cannot', async () => {
  const resume = new Script(new FakeGate(tmpdir()), { resume: 'old' });
  resume.answers['initialize'] = () => ({ protocolVersion: 1, agentCapabilities: { sessionCapabilities: { resume: {} } } });
  resume.answers['session/resume'] = () => ({});
  assert.equal((await resume.session.start()).session, 'old');

  const gate = new FakeGate(tmpdir());
  const load = new Script(gate, { resume: 'old' });
  load.answers['initialize'] = () => ({ protocolVersion: 1, agentCapabilities: { loadSession: true } });
  load.answers['session/load'] = () => {
    load.send(chunk('long ago'), update({ sessionUpdate: 'tool_call', ...run, status: 'completed' }));
    return {};
  };
  await load.session.start();
  await load.session.close();
  assert.deepEqual([gate.steps, gate.events], [[], []]);

  const neither = new Script(new FakeGate(tmpdir()), { resume: 'old' });
  await assert.rejects(neither.session.start(), { code: 'agent', message: /cannot continue/ });
});

test('pieces of a message are one event, and stand in order with the calls', async () => {
  const { gate, script, turn } = await started();
  script.send(chunk('Hel'), chunk('lo'), chunk('hm', 'agent_thought_chunk'), chunk('!'), update({ sessionUpdate: 'tool_call', ...run, status: 'completed' }), chunk('bye'));
  await script.endTurn();
  assert.equal(await turn, 'end_turn');
  const said = gate.events.map((event) => (event.type === 'message' ? [event.data.from, event.data.text, event.step] : []));
  assert.deepEqual(said, [['agent', 'Hello', 'turn-1'], ['thought', 'hm', 'turn-1'], ['agent', '!', 'turn-1'], ['agent', 'bye', 'turn-1']]);
  assert.match(gate.text, /Hello/);
});

test('plans, modes and costs become events', async () => {
  const { gate, script, turn } = await started();
  script.send(
    update({ sessionUpdate: 'plan', entries: [{ content: 'one', priority: 'high', status: 'in_progress' }, { content: 7 }] }),
    update({ sessionUpdate: 'current_mode_update', currentModeId: 'yolo' }),
    update({ sessionUpdate: 'usage_update', used: 5, size: 10, cost: { amount: 0.25, currency: 'USD' } }),
  );
  await script.endTurn();
  await turn;
  assert.deepEqual(gate.events.map((event) => event.type), ['plan.updated', 'capabilities.observed', 'usage.reported']);
  assert.deepEqual(gate.events[0]?.data, { entries: [{ content: 'one', status: 'in_progress' }] });
  assert.deepEqual(gate.events[2]?.data, { costMicros: 250_000, currency: 'USD' });
});

test('an allowed request is answered by kind, never with "always", and ends as the agent reports', async () => {
  const { gate, script, turn } = await started();
  script.send(update({ sessionUpdate: 'tool_call', ...run, status: 'pending' }), permission(7, run));
  const answer = await script.answerTo(7);
  assert.deepEqual(chosen(answer), 'once');
  const failed = { content: [{ type: 'content', content: { type: 'text', text: 'boom' } }], rawOutput: { exitCode: 2 } };
  script.send(update({ sessionUpdate: 'tool_call_update', toolCallId: 'c1', status: 'failed', ...failed }));
  await script.endTurn();
  await turn;
  const [step] = gate.steps;
  assert.equal(gate.steps.length, 1);
  assert.deepEqual(step?.action, { kind: 'exec', command: 'ls -l', cwd: tmpdir() });
  assert.deepEqual([step?.callId, step?.parent, step?.door], ['c1', 'turn-1', 'acp']);
  const [end] = step?.finishes ?? [];
  assert.deepEqual([end?.status, end?.basis, end?.result, end?.exitCode], ['failed', 'reported', 'boom', 2]);
});

test('a refused request gets "reject once" and the reason', async () => {
  const { script, gate } = await started(new FakeGate(tmpdir(), denyAll));
  script.send(permission(7, run));
  const answer = await script.answerTo(7);
  assert.deepEqual(chosen(answer), 'no');
  assert.deepEqual(answer.result?.['_meta'], { 'signalbox/reason': 'not in a test' });
  script.send(permission(8, { ...run, toolCallId: 'c2' }, options.filter(({ kind }) => kind === 'reject_always')));
  assert.deepEqual((await script.answerTo(8)).result?.['outcome'], { outcome: 'cancelled' });
  await script.session.close();
  assert.deepEqual(gate.steps.map(({ finishes }) => finishes), [[], []]);
});

test('an agent that offers only "always" is not given it', async () => {
  const { script } = await started();
  script.send(permission(7, run, options.filter(({ kind }) => kind === 'allow_always')));
  assert.deepEqual((await script.answerTo(7)).result?.['outcome'], { outcome: 'cancelled' });
});

test('what was denied and is reported as done all the same is a fault, and keeps its end', async () => {
  const { gate, script, turn } = await started(new FakeGate(tmpdir(), denyAll));
  script.send(permission(7, run));
  await script.answerTo(7);
  script.send(update({ sessionUpdate: 'tool_call_update', toolCallId: 'c1', status: 'completed' }));
  await script.endTurn();
  await turn;
  assert.deepEqual(gate.faults.map(({ code }) => code), ['denied-but-reported']);
  assert.deepEqual(gate.steps[0]?.finishes.map(({ status, basis }) => [status, basis]), [['succeeded', 'reported']]);
});

test('once allowed, the same call asked for again is decided again', async () => {
  const { gate, script } = await started();
  script.send(permission(7, run));
  await script.answerTo(7);
  script.send(permission(8, run));
  await script.answerTo(8);
  assert.equal(gate.steps.length, 2);
});

test('another input under the id of a decided call is a call of its own', async () => {
  const { gate, script, turn } = await started();
  script.send(permission(7, run));
  await script.answerTo(7);
  script.send(update({ sessionUpdate: 'tool_call_update', toolCallId: 'c1', kind: 'execute', status: 'completed', rawInput: { command: 'rm -rf /' } }));
  await script.endTurn();
  await turn;
  await script.session.close();
  assert.deepEqual(gate.steps.map(({ action, asked, finishes }) => [action.kind === 'exec' && action.command, asked, finishes.map(({ status }) => status)]), [
    ['ls -l', true, ['unknown']],
    ['rm -rf /', false, ['succeeded']],
  ]);
});

test('an id that is used again in the next turn is a call of its own', async () => {
  const { gate, script, turn } = await started();
  script.send(update({ sessionUpdate: 'tool_call', ...run, status: 'completed' }));
  await script.endTurn();
  await turn;
  const second = script.session.prompt('turn-2', 'more');
  script.send(permission(9, run));
  await script.answerTo(9);
  script.send(update({ sessionUpdate: 'tool_call_update', toolCallId: 'c1', status: 'completed' }));
  await script.endTurn();
  await second;
  assert.deepEqual(gate.steps.map(({ parent, asked, finishes }) => [parent, asked, finishes.length]), [['turn-1', false, 1], ['turn-2', true, 1]]);
});

test('a call that was only announced is in the record all the same', async () => {
  const { gate, script, turn } = await started();
  script.send(update({ sessionUpdate: 'tool_call', ...run, status: 'pending' }));
  await script.endTurn();
  await turn;
  await script.session.close();
  assert.deepEqual(gate.steps.map(({ asked, finishes }) => [asked, finishes.map(({ status, basis }) => [status, basis])]), [[false, [['unknown', 'unobserved']]]]);
});

test('updates after the turn end are recorded', async () => {
  const { gate, script, turn } = await started();
  await script.endTurn();
  await turn;
  script.send(update({ sessionUpdate: 'tool_call', ...run, status: 'completed' }));
  await new Promise((resolve) => setTimeout(resolve, 20));
  await script.session.close();
  assert.deepEqual(gate.steps.map(({ finishes }) => finishes.map(({ status }) => status)), [['succeeded']]);
});

test('cancelling answers what waits with "cancelled", withdraws it, and ends open calls as cancelled', async () => {
  let withdrawn = false;
  const gate = new FakeGate(tmpdir(), (_, signal) => new Promise((resolve) => {
    signal?.addEventListener('abort', () => {
      withdrawn = true;
      resolve({ verdict: 'deny', reason: 'withdrawn' });
    });
  }));
  const { script, turn } = await started(gate);
  script.send(update({ sessionUpdate: 'tool_call', ...run, toolCallId: 'running', status: 'in_progress' }), permission(7, run));
  await new Promise((resolve) => setTimeout(resolve, 80));
  await script.session.cancel();
  assert.deepEqual((await script.answerTo(7)).result?.['outcome'], { outcome: 'cancelled' });
  assert.ok(withdrawn);
  await script.until((message) => message.method === 'session/cancel');
  await script.endTurn('cancelled');
  assert.equal(await turn, 'cancelled');
  assert.deepEqual(gate.steps.map(({ callId, finishes }) => [callId, finishes.map(({ status }) => status)]), [['c1', []], ['running', ['cancelled']]]);
});

test('a request that the agent takes back is withdrawn', async () => {
  const gate = new FakeGate(tmpdir(), (_, signal) => new Promise((resolve) => signal?.addEventListener('abort', () => resolve({ verdict: 'deny', reason: 'withdrawn' }))));
  const { script } = await started(gate);
  script.send(permission(7, run), { method: '$/cancel_request', params: { requestId: 7 } });
  assert.deepEqual((await script.answerTo(7)).result?.['outcome'], { outcome: 'cancelled' });
});

test('malformed updates are faults, and what is whole in them is kept', async () => {
  const { gate, script, turn } = await started();
  const odd = { sessionUpdate: 'tool_call', ...run, status: 'completed', kind: 7, content: ['x', { type: 'diff' }], locations: 'y', title: null };
  script.send(update({ sessionUpdate: 'tool_call', title: 'no id' }), { method: 'session/update', params: {} }, update(odd));
  script.send({ id: 5, method: 'session/request_permission', params: { toolCall: 'x' } });
  assert.equal((await script.answerTo(5)).error?.code, -32602);
  await script.endTurn();
  await turn;
  assert.deepEqual(gate.faults.map(({ code }) => code), ['malformed-update', 'malformed-update']);
  assert.deepEqual(gate.steps.map(({ action }) => action), [{ kind: 'exec', command: 'ls -l', cwd: tmpdir() }]);
});

const failures: [string, string, RegExp, (script: Script) => void][] = [
  ['nothing', 'start-timeout', /did not answer within/, () => undefined],
  ['text', 'protocol', /Welcome to/, (script) => void script.fromAgent.write('Welcome to\nthe agent\n')],
  ['JSON that is no JSON-RPC', 'protocol', /"a":1/, (script) => void script.fromAgent.write('{"a":1}\n[1]\n')],
  ['text and its end', 'protocol', /usage: agent/, (script) => void script.fromAgent.end('usage: agent FILE\n')],
  ['its end', 'gone', /closed its output/, (script) => void script.fromAgent.end()],
  ['over 16 MiB', 'too-large', /16 MiB/, (script) => void script.fromAgent.write(Buffer.alloc(17 * 1024 * 1024, 'x'))],
];
for (const [what, code, message, act] of failures) {
  test(`an agent that says ${what} fails with a clear error`, async () => {
    const script = new Script(new FakeGate(tmpdir()), { startTimeout: 300 });
    delete script.answers['initialize'];
    const start = script.session.start();
    act(script);
    await assert.rejects(start, (error) => error instanceof AgentError && error.code === code && message.test(error.message));
    await script.session.close();
  });
}

test('another version, an error, and a missing session id fail with a clear error', async () => {
  const wrong = new Script(new FakeGate(tmpdir()));
  wrong.answers['initialize'] = () => ({ protocolVersion: 2 });
  await assert.rejects(wrong.session.start(), { code: 'protocol', message: /speaks version 2/ });

  const signIn = new Script(new FakeGate(tmpdir()));
  signIn.answers['session/new'] = (message) => {
    signIn.send({ id: message.id, error: { code: -32000, message: 'Authentication required' } });
    return undefined;
  };
  await assert.rejects(signIn.session.start(), { code: 'agent', message: /Sign in/ });

  const nameless = new Script(new FakeGate(tmpdir()));
  nameless.answers['session/new'] = () => ({});
  await assert.rejects(nameless.session.start(), { code: 'protocol', message: /without an id/ });
});

test('10 MB in one message is taken; a line of text amid the protocol is a fault', async () => {
  const { gate, script, turn } = await started();
  script.fromAgent.write('npm notice\n');
  script.send(chunk('x'.repeat(10_000_000)));
  await script.endTurn();
  assert.equal(await turn, 'end_turn');
  assert.deepEqual(gate.messages().map(({ length }) => length), [10_000_000]);
  assert.deepEqual(gate.faults.map(({ code }) => code), ['noise']);
});

test('an agent that leaves in the middle ends the turn, and everything is settled', async () => {
  const { gate, script, turn } = await started();
  script.send(permission(7, run));
  await script.answerTo(7);
  script.fromAgent.end();
  await assert.rejects(turn, { code: 'gone' });
  await script.session.close();
  assert.deepEqual(gate.steps.map(({ finishes }) => finishes.map(({ status }) => status)), [['unknown']]);
});

test('an agent that is faster than the record is read no faster than it is recorded', async () => {
  const gate = new FakeGate(tmpdir());
  let most = 0;
  let now = 0;
  gate.append = async (event) => {
    most = Math.max(most, (now += 1));
    await new Promise((resolve) => setTimeout(resolve, 2));
    now -= 1;
    gate.events.push(event);
  };
  const { script, turn } = await started(gate);
  const plan = `${JSON.stringify({ jsonrpc: '2.0', ...update({ sessionUpdate: 'plan', entries: [{ content: 'x'.repeat(200), status: 'pending' }] }) })}\n`;
  for (let index = 0; index < 10_000; index += 1) script.fromAgent.write(plan);
  await script.endTurn();
  await turn;
  assert.equal(gate.events.length, 10_000);
  assert.ok(most < 1000, `${most} events were on their way at once`);
});
