/** The draft of ACP v2, with messages as `codex-acp` 2.6.0 and `claude-agent-acp` 0.101.0 sent them. */
import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { AcpOptions } from '../../../../src/doors/acp/types.ts';
import { acpV2 } from '../../../../src/doors/acp/v2.ts';
import { denyAll, FakeGate } from './fake-gate.ts';
import { options, Script, update, type Message } from './script.ts';

const capabilities = { session: { prompt: { image: {} }, mcp: { stdio: {}, http: {} }, delete: {} } };
const mode = { configId: 'mode', name: 'Mode', category: 'mode', type: 'select', currentValue: 'read-only', options: [{ value: 'read-only', name: 'Read-only' }, { value: 'agent', name: 'Auto review' }] };
const running = update({ sessionUpdate: 'state_update', state: 'running' });
const idle = (fields: object = { stopReason: 'end_turn' }) => update({ sessionUpdate: 'state_update', state: 'idle', ...fields });
const call = (fields: Record<string, unknown>) => update({ sessionUpdate: 'tool_call_update', ...fields });
const base64 = (text: string) => Buffer.from(text).toString('base64');
const asked = (id: unknown, subject: unknown, title = 'Run command?'): Message => ({ id, method: 'session/request_permission', params: { sessionId: 's', title, description: 'because', ...(subject === undefined ? {} : { subject }), options } });
const chosen = (answer: Message) => (answer.result?.['outcome'] as { optionId?: string } | undefined)?.optionId;

function draft(gate = new FakeGate(tmpdir()), more: Partial<AcpOptions> = {}): Script {
  const script = new Script(gate, { protocol: 2, ...more });
  script.answers['initialize'] = () => ({ protocolVersion: 2, info: { name: 'n', title: 'N', version: '2' }, capabilities, authMethods: [] });
  script.answers['session/new'] = () => ({ sessionId: 's', configOptions: [mode], availableCommands: [{ type: 'command', name: 'plan', description: '' }] });
  script.answers['session/prompt'] = () => ({ messageId: 'm0' });
  return script;
}

async function started(gate = new FakeGate(tmpdir())): Promise<{ gate: FakeGate; script: Script; turn: Promise<string>; prompt: Message }> {
  const script = draft(gate);
  await script.session.start();
  const turn = script.session.prompt('turn-1', 'Do it.');
  turn.catch(() => undefined);
  const prompt = await script.until((message) => message.method === 'session/prompt');
  return { gate, script, turn, prompt };
}

const params = (script: Script, method: string) => script.heard.find((message) => message.method === method)?.params;

test('opens a session, with modes from the options and servers by their kind, and takes one up again', async () => {
  const servers: AcpOptions['servers'] = [
    { name: 'one', transport: { type: 'stdio', command: '/x', args: [], env: {} } },
    { name: 'two', transport: { type: 'http', url: 'http://127.0.0.1/', headers: {} } },
    { name: 'three', transport: { type: 'sse', url: 'http://127.0.0.1/', headers: {} } },
  ];
  const gate = new FakeGate(tmpdir());
  const script = draft(gate, { servers, mode: 'agent', sessionMeta: { own: 1 } });
  script.answers['session/set_config_option'] = () => ({ configOptions: [] });
  assert.deepEqual(await script.session.start(), {
    session: 's', agent: { name: 'n', title: 'N', version: '2' }, canResume: true,
    modes: [{ id: 'read-only', name: 'Read-only', current: false }, { id: 'agent', name: 'Auto review', current: true }],
  });
  assert.equal(params(script, 'initialize')?.['protocolVersion'], 2);
  assert.deepEqual(params(script, 'initialize')?.['info'], { name: 'test', version: '0' });
  assert.deepEqual(params(script, 'session/new')?.['mcpServers'], [
    { type: 'stdio', name: 'one', command: '/x', args: [], env: [] },
    { type: 'http', name: 'two', url: 'http://127.0.0.1/', headers: [] },
  ]);
  assert.deepEqual(params(script, 'session/new')?.['_meta'], { own: 1 });
  assert.deepEqual(params(script, 'session/set_config_option'), { sessionId: 's', configId: 'mode', type: 'id', value: 'agent' });
  assert.deepEqual(gate.faults.map(({ code }) => code), ['mcp-left-out']);
  assert.match(JSON.stringify(gate.events), /"capabilities\.observed".*"commands":\[\{"name":"plan"/);

  const again = draft(new FakeGate(tmpdir()), { resume: 's' });
  again.answers['session/resume'] = () => {
    again.send(idle({}));
    return { configOptions: [mode] };
  };
  assert.equal((await again.session.start()).session, 's');
  assert.equal(params(again, 'session/resume')?.['sessionId'], 's');
});

test('an agent that answers in v1 is spoken to in v1', async () => {
  const script = new Script(new FakeGate(tmpdir()), { protocol: 2 });
  await script.session.start();
  assert.deepEqual(params(script, 'initialize')?.['clientCapabilities'], { fs: { readTextFile: true, writeTextFile: true }, terminal: true });
  const turn = script.session.prompt('turn-1', 'go');
  await script.endTurn();
  assert.equal(await turn, 'end_turn');
});

test('an agent that answers in a version of neither is refused', async () => {
  const script = draft();
  script.answers['initialize'] = () => ({ protocolVersion: 3 });
  await assert.rejects(script.session.start(), { code: 'protocol', message: /version 3/ });
});

test('a turn: what is said, a command with its terminal, what it used, and its end', async () => {
  const { gate, script, turn } = await started();
  const command = { toolCallId: 'c1', kind: 'execute', title: 'echo out', rawInput: { command: 'echo out', cwd: '/w' } };
  script.send(
    running,
    update({ sessionUpdate: 'session_info_update', _meta: { codex: { threadStatus: { type: 'active' } } } }),
    update({ sessionUpdate: 'user_message_chunk', messageId: 'u', content: { type: 'text', text: 'Do it.' } }),
    update({ sessionUpdate: 'agent_message_chunk', messageId: 'm1', content: { type: 'text', text: 'I begin.' } }),
    update({ sessionUpdate: 'terminal_update', terminalId: 'c1', command: 'echo out', cwd: '/w' }),
    call({ ...command, status: 'in_progress', content: [{ type: 'terminal', terminalId: 'c1' }] }),
    update({ sessionUpdate: 'state_update', state: 'requires_action' }),
    asked(7, { type: 'tool_call', toolCall: { ...command, status: 'pending' } }),
  );
  assert.equal(chosen(await script.answerTo(7)), 'once');
  script.send(
    running,
    update({ sessionUpdate: 'terminal_output_chunk', terminalId: 'c1', data: Buffer.from([0xc3]).toString('base64') }),
    update({ sessionUpdate: 'terminal_output_chunk', terminalId: 'c1', data: Buffer.from([0xa4, 0x0a]).toString('base64') }),
    update({ sessionUpdate: 'terminal_update', terminalId: 'c1', exitStatus: { exitCode: 3, signal: null } }),
    call({ toolCallId: 'c1', name: 'exec_command', status: 'failed' }),
    update({ sessionUpdate: 'plan_update', plan: { type: 'items', planId: 'p', entries: [{ content: 'one', priority: 'high', status: 'cancelled' }] } }),
    update({ sessionUpdate: 'config_option_update', configOptions: [{ ...mode, currentValue: 'agent' }] }),
    update({ sessionUpdate: 'usage_update', used: 110, size: 258400, cost: { amount: 0.003, currency: 'USD' } }),
    update({ sessionUpdate: 'notice', severity: 'warning', title: 'x' }),
    idle({ stopReason: 'end_turn', usage: { totalTokens: 110, inputTokens: 100, outputTokens: 10 } }),
  );
  assert.equal(await turn, 'end_turn');
  assert.deepEqual(gate.messages(), ['I begin.']);
  const [step, ...others] = gate.steps;
  assert.deepEqual([others, step?.action, step?.verdict], [[], { kind: 'exec', command: 'echo out', cwd: '/w' }, 'allow']);
  assert.deepEqual(step?.finishes.map(({ status, result, exitCode }) => [status, result, exitCode]), [['failed', 'ä\n', 3]]);
  const data = (type: string) => gate.events.filter((event) => event.type === type).map((event) => event.data);
  assert.deepEqual(data('plan.updated'), [{ entries: [{ content: 'one', status: 'cancelled' }] }]);
  assert.deepEqual(data('usage.reported').at(-1), { costMicros: 3000, currency: 'USD', 'gen_ai.usage.input_tokens': 100, 'gen_ai.usage.output_tokens': 10 });
  assert.ok(JSON.stringify(data('capabilities.observed')).includes('mode agent'));
});

test('what a terminal told before a call showed it is not lost', async () => {
  const { gate, script, turn } = await started();
  script.send(
    running,
    update({ sessionUpdate: 'terminal_update', terminalId: 't', output: { data: base64('early') }, exitStatus: { exitCode: 0 } }),
    call({ toolCallId: 'c1', title: 'x', rawInput: { command: 'x' }, status: 'in_progress' }),
    update({ sessionUpdate: 'tool_call_content_chunk', toolCallId: 'c1', content: { type: 'terminal', terminalId: 't' } }),
    call({ toolCallId: 'c1', status: 'completed' }),
    idle(),
  );
  await turn;
  assert.deepEqual(gate.steps.map(({ finishes }) => finishes.map(({ result, exitCode }) => [result, exitCode])), [[['early', 0]]]);
});

test('a turn ends with the first idle state after work, whether the prompt is answered before or after', async () => {
  for (const answerFirst of [true, false]) {
    const script = draft();
    await script.session.start();
    delete script.answers['session/prompt'];
    const turn = script.session.prompt('turn-1', 'Do it.');
    const { id } = await script.until((message) => message.method === 'session/prompt');
    const answer = { id, result: { messageId: 'm0' } };
    let over = false;
    void turn.then(() => (over = true));
    script.send(idle({ stopReason: 'cancelled' }), { ...running, params: { ...running.params, sessionId: 'another' } }, ...(answerFirst ? [answer] : []), idle({}), running);
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(over, false);
    script.send(idle({ stopReason: 'max_tokens' }), ...(answerFirst ? [] : [answer]));
    assert.equal(await turn, 'max_tokens');
  }
});

test('a turn that fails says why; a prompt that is refused is over; one that is cancelled before any work is, too', async () => {
  const failed = await started();
  failed.script.send(running, idle({ stopReason: 'error', error: { code: -32_000, message: 'No credit.' } }));
  await assert.rejects(failed.turn, { code: 'agent', message: /No credit/ });

  const script = draft();
  await script.session.start();
  delete script.answers['session/prompt'];
  const refused = script.session.prompt('turn-1', 'Do it.');
  script.send({ id: (await script.until((message) => message.method === 'session/prompt')).id, error: { code: -32_602, message: 'Not now.' } });
  await assert.rejects(refused, { code: 'agent', message: /Not now/ });

  const { script: other, turn } = await started();
  await other.session.cancel();
  await other.until((message) => message.method === 'session/cancel');
  other.send(idle({ stopReason: 'cancelled' }));
  assert.equal(await turn, 'cancelled');
});

test('permissions: a command without a call, and what is of no known kind, are asked about whole', async () => {
  const { gate, script, turn } = await started(new FakeGate(tmpdir(), denyAll));
  script.send(running, asked(1, { type: 'command', command: 'rm -r x', cwd: '/w' }), asked('two', { type: '_own', secret: 5 }, 'Do that?'), asked(3, undefined, 'And this?'));
  assert.deepEqual(await Promise.all([1, 'two', 3].map(async (id) => chosen(await script.answerTo(id)))), ['no', 'no', 'no']);
  script.send(idle());
  await turn;
  assert.deepEqual(gate.steps.map(({ action }) => action), [
    { kind: 'exec', command: 'rm -r x', cwd: '/w' },
    { kind: 'other', tool: 'other', input: { title: 'Do that?', description: 'because', subject: { type: '_own', secret: 5 } }, cwd: tmpdir() },
    { kind: 'other', tool: 'other', input: { title: 'And this?', description: 'because' }, cwd: tmpdir() },
  ]);
});

test('permissions: a call without an id is refused', async () => {
  const { gate, script } = await started();
  script.send(asked(1, { type: 'tool_call', toolCall: { title: 'x' } }), asked(2, { type: 'tool_call', toolCall: 'x' }));
  for (const id of [1, 2]) assert.ok((await script.answerTo(id)).error);
  assert.deepEqual(gate.steps, []);
});

test('edits: each hunk of a patch, and all files that the changes name', async () => {
  const { gate, script, turn } = await started(new FakeGate('/w'));
  const text = [
    'diff --git a/src/a.ts b/src/a.ts', '--- a/src/a.ts', '+++ b/src/a.ts', '@@ -1,2 +1,2 @@', '-one', '+two', ' same', '\\ No newline at end of file', '@@ -9 +9,2 @@', ' nine', '+ten',
    'diff --git /w/made.txt /w/made.txt', 'new file mode 100644', '--- /dev/null', '+++ /w/made.txt', '@@ -0,0 +1 @@', '+one', '',
  ].join('\n');
  const changes = [{ operation: 'modify', path: '/w/src/a.ts' }, { operation: 'add', path: '/w/made.txt' }, { operation: 'move', oldPath: '/w/old.bin', path: '/w/new.bin' }];
  const content = [{ type: 'diff', changes, patch: { format: 'git_patch', text } }];
  script.send(running, call({ toolCallId: 'e', kind: 'edit', title: 'Edit files', status: 'pending', content }), asked(1, { type: 'tool_call', toolCall: { toolCallId: 'e', kind: 'edit', locations: [{ path: '/w/src/a.ts' }] } }));
  assert.equal(chosen(await script.answerTo(1)), 'once');
  script.send(call({ toolCallId: 'e', status: 'cancelled' }), idle());
  await turn;
  assert.deepEqual(gate.steps.map(({ action }) => action), [{
    kind: 'write', cwd: '/w', paths: ['/w/src/a.ts', '/w/made.txt', '/w/new.bin', '/w/old.bin'],
    changes: [
      { path: '/w/src/a.ts', before: 'one\nsame', after: 'two\nsame' },
      { path: '/w/src/a.ts', before: 'nine\n', after: 'nine\nten\n' },
      { path: '/w/made.txt', before: null, after: 'one\n' },
    ],
  }]);
  assert.deepEqual(gate.steps[0]?.finishes.map(({ status }) => status), ['failed']);
});

test('edits: a patch that cannot be read leaves the files', async () => {
  const { gate, script, turn } = await started(new FakeGate('/w'));
  const content = [{ type: 'diff', changes: [{ operation: 'delete', path: '/w/gone' }], patch: { text: '--- a\n+++ b\n@@ -1 +1,9 @@\n' } }, { type: 'diff' }, 7];
  script.send(running, call({ toolCallId: 'e', kind: 'edit', status: 'completed', content }), idle());
  await turn;
  assert.deepEqual(gate.steps.map(({ action }) => action), [{ kind: 'write', cwd: '/w', paths: ['/w/gone'] }]);
});

test('messages that come whole are told once: only what is new in them, and again where they were changed', async () => {
  const { gate, script, turn } = await started();
  const whole = (kind: string, messageId: string, text: string) => update({ sessionUpdate: kind, messageId, content: [{ type: 'text', text }] });
  script.send(
    whole('user_message', 'u', 'Do it.'),
    running,
    update({ sessionUpdate: 'agent_message_chunk', messageId: 'a', content: { type: 'text', text: 'Hel' } }),
    whole('agent_message', 'a', 'Hello'),
    whole('agent_message', 'a', 'Hello'),
    whole('agent_thought', 't', 'hm'),
    whole('agent_message', 'b', 'Bye'),
    whole('agent_message', 'b', 'No'),
    idle(),
  );
  await turn;
  assert.deepEqual(gate.messages(), ['Hello', 'hm', 'Bye', 'No']);
});

const kinds = ['state_update', 'tool_call_update', 'tool_call_content_chunk', 'terminal_update', 'terminal_output_chunk', 'plan_update', 'config_option_update', 'user_message', 'agent_message', 'agent_message_chunk', 'of_the_future'];
const anything = fc.jsonValue({ maxDepth: 3 });
const id = fc.constantFrom<unknown>(0, 1, 2, 'x', 'y', null, { toString: 5 });
const part = fc.oneof(anything, fc.record({ type: fc.constantFrom('diff', 'terminal', 'content'), terminalId: id, changes: anything, patch: fc.record({ text: fc.string() }) }, { requiredKeys: [] }));
const fields = fc.record(
  {
    sessionUpdate: fc.constantFrom(...kinds), state: fc.constantFrom('running', 'idle', 'other'), stopReason: fc.constantFrom('error', 'end_turn', 7), toolCallId: id, terminalId: id, messageId: id,
    content: fc.oneof(anything, fc.array(part, { maxLength: 3 })), locations: anything, data: anything, output: anything, plan: anything, configOptions: anything, error: anything,
  },
  { requiredKeys: [] },
);
const incoming = fc.oneof(
  fc.record({ method: fc.constant('session/update'), params: fc.oneof(anything, fc.record({ sessionId: fc.constant('s'), update: fc.oneof(anything, fields) })) }),
  fc.record({ method: fc.constant('session/request_permission'), id, params: fc.oneof(anything, fc.record({ subject: fc.oneof(anything, fc.record({ type: fc.constantFrom('tool_call', 'command'), toolCall: fields, command: anything })) })) }),
  fc.record({ method: fc.string(), id, params: anything }),
  fc.record({ id, result: fc.oneof(anything, fc.record({ protocolVersion: fc.constant(2), capabilities: anything, configOptions: anything, sessionId: fc.constant('s') })) }),
  fc.record({ id, error: anything }),
);
const outgoing = fc.record({ id, method: fc.constantFrom('initialize', 'session/new', 'session/resume', 'session/prompt', 'session/set_mode', 'session/cancel'), params: anything });

test('whatever comes, nothing throws; each request of the agent stays one request, and no message becomes two answers', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(incoming, outgoing.map((message) => ({ out: message }))), { maxLength: 30 }), (messages) => {
      const draftOf = acpV2();
      for (const message of messages) {
        if ('out' in message) {
          assert.equal(draftOf.toAgent(message.out).length, 1);
          continue;
        }
        const translated = draftOf.fromAgent(message);
        if ('method' in message && 'id' in message) assert.deepEqual(translated.map((one) => [one['id'], one['method']]), [[message.id, message.method]]);
        assert.ok(translated.filter((one) => one['method'] === undefined).length <= 1);
        JSON.stringify(translated);
      }
    }),
    { numRuns: 500 },
  );
});
