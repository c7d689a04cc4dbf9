/** What Codex's hooks and its stream say, in the payloads that 0.169.0 sends, and what a call would do. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { codex } from '../../../../src/agents/adapters/codex.ts';
import { changesOf, parsePatch, patchIn } from '../../../../src/agents/adapters/codex-patch.ts';
import { codexStream } from '../../../../src/agents/adapters/codex-stream.ts';
import { words } from '../../../../src/agents/adapters/shell.ts';

const hooks = codex.hooks!;
const read = (payload: unknown) => hooks.read(payload);
const answer = (...of: Parameters<typeof hooks.answer>) => hooks.answer(...of);
const common = { session_id: 'a', turn_id: 't', transcript_path: '/h/s.jsonl', cwd: '/w/src', model: 'gpt', permission_mode: 'bypassPermissions' };
const files: Record<string, string> = { '/w/a.txt': 'one\ntwo\nthree\n', '/w/src/price.js': 'const a = 1;\n\nfunction f() {\n  return a;\n}\n\nfunction g() {\n  return a;\n}\n' };
const context = { cwd: '/w', readText: (path: string) => Promise.resolve(files[path]) };
const patched = (...lines: string[]) => ['*** Begin Patch', ...lines, '*** End Patch'].join('\n');
const changes = async (...lines: string[]) => changesOf(parsePatch(patched(...lines))!, context);

describe('hooks', () => {
  test('a command, in the folder that the model named, with its id', () => {
    const { event, session } = read({ ...common, hook_event_name: 'PreToolUse', tool_name: 'Bash', tool_input: { command: 'ls' }, tool_use_id: 'call_1' });
    assert.equal(session, 'a');
    assert.deepEqual(event, { type: 'tool', call: { tool: 'Bash', input: { command: 'ls' }, callId: 'call_1', cwd: '/w/src' } });
  });

  test('a subagent, its start and its calls', () => {
    assert.deepEqual(read({ ...common, hook_event_name: 'SubagentStart', agent_id: 'sub', agent_type: 'default' }).event, { type: 'subagent-started', subagent: 'sub' });
    const { event } = read({ ...common, hook_event_name: 'PreToolUse', tool_name: 'Bash', tool_input: {}, tool_use_id: 'c', agent_id: 'sub' });
    assert.equal(event.type === 'tool' && event.call.subagent, 'sub');
  });

  test('the end of a command comes without its exit code, that of a patch with it', () => {
    const ended = (tool_name: string, tool_response: unknown) => {
      const { event } = read({ ...common, hook_event_name: 'PostToolUse', tool_name, tool_input: {}, tool_response });
      return event.type === 'tool-ended' ? event.outcome : undefined;
    };
    assert.deepEqual(ended('Bash', 'hi\n'), { status: 'unknown', basis: 'reported', result: 'hi\n' });
    assert.equal(ended('apply_patch', 'Exit code: 0\nWall time: 0 seconds')?.status, 'succeeded');
    assert.equal(ended('apply_patch', 'Exit code: 1\nFailed')?.status, 'failed');
    assert.equal(ended('mcp__x__y', { isError: true })?.status, 'failed');
    assert.equal(ended('view_image', [{ type: 'input_image' }])?.status, 'succeeded');
  });

  test('answers are exactly what Codex takes: one field more, or no reason, and the tool would run', () => {
    const call = { type: 'tool', call: { tool: 'Bash', input: {} } } as const;
    assert.deepEqual(answer(call, { verdict: 'allow', reason: 'A rule.' }), { stdout: '{}', stderr: '', exitCode: 0 });
    assert.deepEqual(answer({ type: 'session-started' }), { stdout: '{}', stderr: '', exitCode: 0 });
    const deny = (permissionDecisionReason: string) => JSON.stringify({ hookSpecificOutput: { hookEventName: 'PreToolUse', permissionDecision: 'deny', permissionDecisionReason } });
    assert.equal(answer(call, { verdict: 'deny', reason: 'Not this.' }).stdout, deny('Not this.'));
    assert.equal(answer(call, { verdict: 'deny', reason: '' }).stdout, deny('Denied.'));
    assert.equal(answer(call).stdout, deny('Denied.'));
  });

  test('what is no payload of Codex’s is refused', () => {
    for (const payload of [null, 7, 'x', [], {}, { hook_event_name: 7 }, { ...common, hook_event_name: 'PreToolUse' }, { ...common, hook_event_name: 'PreToolUse', tool_name: '' }]) assert.throws(() => read(payload));
    assert.deepEqual(read({ hook_event_name: 'Interrupt' }).event, { type: 'other', name: 'Interrupt' });
  });
});

describe('the stream', () => {
  const stream = codexStream();
  const alias = (command: string, tool = 'apply_patch') => {
    const { event } = read({ ...common, cwd: '/w', hook_event_name: 'PreToolUse', tool_name: tool, tool_input: { command } });
    return event.type === 'tool' ? event.call.alias : undefined;
  };

  test('a command is known without the shell around it', () => {
    const item = { id: 'item_1', type: 'command_execution', command: `/usr/bin/bash -lc 'echo "a b" > f; cat f'`, aggregated_output: 'hi\n', exit_code: 3, status: 'failed' };
    const call = { tool: 'Bash', input: { command: 'echo "a b" > f; cat f' } };
    assert.deepEqual(stream.read({ type: 'item.started', item: { ...item, status: 'in_progress', exit_code: null } }), [{ type: 'tool', call, name: 'item_1' }]);
    assert.deepEqual(stream.read({ type: 'item.completed', item }), [
      { type: 'tool', call, name: 'item_1' },
      { type: 'tool-ended', callId: 'item_1', outcome: { status: 'failed', basis: 'reported', exitCode: 3, result: 'hi\n' } },
    ]);
  });

  test('a patch is known by its files, whether it came as a tool or as a command', () => {
    const patch = patched('*** Add File: b.txt', '+x', '*** Update File: /w/a.txt', '*** Move to: c.txt', '@@', '-one', '+1');
    const [event] = stream.read({ type: 'item.started', item: { id: 'i', type: 'file_change', changes: [{ path: '/w/a.txt', kind: 'update' }, { path: '/w/b.txt', kind: 'add' }] } });
    const told = event?.type === 'tool' ? event.call.alias : undefined;
    assert.ok(told);
    assert.equal(alias(patch), told);
    assert.equal(alias(`apply_patch <<'EOF'\n${patch}\nEOF`, 'Bash'), told);
    assert.equal(alias('ls', 'Bash'), undefined);
  });

  test('tools of MCP servers, messages, usage and failures', () => {
    const item = { id: 'i', type: 'mcp_tool_call', server: 's', tool: 't', arguments: { a: 1 }, result: { content: [{ type: 'text', text: 'seen' }] }, error: null, status: 'completed' };
    assert.deepEqual(stream.read({ type: 'item.completed', item }).at(-1), { type: 'tool-ended', callId: 'i', outcome: { status: 'succeeded', basis: 'reported', result: 'seen' } });
    assert.deepEqual(stream.read({ type: 'item.started', item }), [{ type: 'tool', call: { tool: 'mcp__s__t', input: { a: 1 } }, name: 'i' }]);
    assert.deepEqual(stream.read({ type: 'item.completed', item: { id: 'i', type: 'agent_message', text: 'hi' } }), [{ type: 'message', from: 'agent', text: 'hi' }]);
    assert.deepEqual(stream.read({ type: 'turn.completed', usage: { input_tokens: 5, output_tokens: 2 } }), [{ type: 'usage', inputTokens: 5, outputTokens: 2 }, { type: 'turn-ended', reason: 'end_turn' }]);
    assert.deepEqual(stream.read({ type: 'turn.failed', error: { message: 'no key' } }), [{ type: 'turn-ended', reason: 'error', problem: 'no key' }]);
    for (const line of [null, 7, [], {}, { type: 'item.completed' }, { type: 'item.completed', item: { id: 1 } }, { type: 'item.started', item: { id: 'i', type: 'command_execution' } }]) assert.deepEqual(stream.read(line), []);
  });

  test('words of a command line as programs quote them', () => {
    assert.deepEqual(words(`a 'b c' "d \\"e\\" $" f\\ g 'h'\\''i'`), ['a', 'b c', 'd "e" $', 'f g', "h'i"]);
    assert.deepEqual(words(''), []);
    assert.deepEqual(words(` x  `), ['x']);
    for (const open of [`a 'b`, `a "b`, 'a \\']) assert.equal(words(open), undefined);
  });
});

describe('patches', () => {
  test('files that are added, changed, moved and deleted', async () => {
    assert.deepEqual(await changes('*** Add File: n/new.txt', '+a', '+', '+b'), [{ path: '/w/n/new.txt', before: null, after: 'a\n\nb\n' }]);
    assert.deepEqual(await changes('*** Add File: a.txt', '+a'), [{ path: '/w/a.txt', before: files['/w/a.txt'], after: 'a\n' }]);
    assert.deepEqual(await changes('*** Delete File: a.txt'), [{ path: '/w/a.txt', before: files['/w/a.txt'], after: null }]);
    assert.deepEqual(await changes('*** Update File: a.txt', '@@', ' one', '-two', '+2', '+2b', ' three'), [{ path: '/w/a.txt', before: files['/w/a.txt'], after: 'one\n2\n2b\nthree\n' }]);
    assert.deepEqual(await changes('*** Update File: a.txt', '*** Move to: b.txt', '@@', '-two', '+2'), [
      { path: '/w/a.txt', before: files['/w/a.txt'], after: null },
      { path: '/w/b.txt', before: null, after: 'one\n2\nthree\n' },
    ]);
  });

  test('a place is found by what comes before it, without the spaces around lines, and at the end', async () => {
    const [second] = await changes('*** Update File: src/price.js', '@@ function g() {', '-return a;', '+  return 2;');
    assert.match(second!.after!, /f\(\) \{\n {2}return a;\n[^]*g\(\) \{\n {2}return 2;\n/);
    const [end] = await changes('*** Update File: a.txt', '@@', '+four');
    assert.equal(end!.after, 'one\ntwo\nthree\nfour\n');
    const [both] = await changes('*** Update File: a.txt', '@@', '-one', '+1', '@@', '-three', '+3', '*** End of File');
    assert.equal(both!.after, '1\ntwo\n3\n');
  });

  test('of a file where it does not fit, only what it names', async () => {
    assert.deepEqual(await changes('*** Update File: a.txt', '@@', ' zero', '-two', '+2'), [{ path: '/w/a.txt', before: 'zero\ntwo\n', after: 'zero\n2\n' }]);
    assert.deepEqual(await changes('*** Update File: gone.txt', '@@', '-two', '+2'), [{ path: '/w/gone.txt', before: 'two\n', after: '2\n' }]);
    assert.deepEqual(await changes('*** Delete File: gone.txt'), [{ path: '/w/gone.txt', before: '', after: null }]);
  });

  test('what is not understood whole is no patch', () => {
    for (const text of ['', 'ls', patched(), patched('*** Rename File: a'), patched('*** Add File: a', 'no plus'), patched('*** Add File: a'), patched('*** Delete File: a', '+x'), patched('*** Update File: a', '@@', '?x'), '*** Begin Patch\n*** Delete File: a', patched('*** Environment ID: other', '*** Delete File: a')]) {
      assert.equal(parsePatch(text), undefined, text);
    }
  });

  test('a command that does nothing else than to apply a patch is that patch', () => {
    const patch = patched('*** Delete File: a.txt');
    assert.equal(patchIn(`apply_patch <<'EOF'\n${patch}\nEOF\n`), patch);
    assert.equal(patchIn(`apply_patch <<"P"\n${patch}\nP`), patch);
    // An unquoted end lets the shell change the text; the others do more.
    for (const command of [`apply_patch <<EOF\n${patch}\nEOF`, `cd x && apply_patch <<'EOF'\n${patch}\nEOF`, `apply_patch <<'EOF'\n${patch}\nEOF\nrm -rf x`, `apply_patch <<'EOF'\n${patch}\nEOF\nrm x\nEOF`, `apply_patch <<'EOF'\n${patch}\nOTHER`]) {
      assert.equal(patchIn(command), undefined, command);
    }
  });
});

describe('what a call would do', () => {
  const does = (tool: string, input: unknown) => codex.describe({ tool, input }, context);

  test('by its tool', async () => {
    assert.deepEqual(await does('Bash', { command: 'ls' }), { kind: 'exec', command: 'ls', cwd: '/w' });
    assert.deepEqual(await does('view_image', { path: 'p.png' }), { kind: 'read', paths: ['/w/p.png'], cwd: '/w' });
    assert.deepEqual(await does('mcp__s__t', { a: 1 }), { kind: 'mcp', server: 's', tool: 't', arguments: { a: 1 } });
    assert.deepEqual(await does('apply_patch', { command: patched('*** Update File: a.txt', '*** Move to: ../b.txt', '@@', '-two', '+2') }), {
      kind: 'write', paths: ['/w/a.txt', '/b.txt'], cwd: '/w',
      changes: [{ path: '/w/a.txt', before: files['/w/a.txt'], after: null }, { path: '/b.txt', before: null, after: 'one\n2\nthree\n' }],
    });
  });

  test('what is not known is shown whole', async () => {
    for (const [tool, input] of [['apply_patch', { command: 'nonsense' }], ['Bash', {}], ['view_image', {}], ['new_tool', { x: 1 }], ['collaborationspawn_agent', { message: 'm' }]] as const) {
      assert.deepEqual(await does(tool, input), { kind: 'other', tool, input, cwd: '/w' });
    }
  });

  test('a call of an MCP server is told as its hooks tell it', () => {
    const told = (rawInput: unknown, _meta: Record<string, unknown> | null = { is_mcp_tool_call: true }) => codex.callOf?.({ rawInput, _meta });
    assert.deepEqual(told({ server: 'my-asking', tool: 'order.now', arguments: { a: 1 } }), { tool: 'mcp__my_asking__order_now', input: { a: 1 } });
    assert.deepEqual(told({ server: 's', tool: 't' }), { tool: 'mcp__s__t', input: undefined });
    for (const rawInput of [undefined, null, { server: 's' }, { server: '', tool: 't' }, { server: 1, tool: 't' }]) assert.equal(told(rawInput), undefined);
    assert.equal(told({ server: 's', tool: 't', arguments: {} }, null), undefined, 'no input of another tool is taken for one');
  });

  test('what codex-acp tells beside calls is none', () => {
    for (const toolCallId of ['subagent-completed-1', 'mcp_startup.x.1', 'guardian_assessment:1']) assert.equal(codex.toolOf!({ toolCallId }), null);
    assert.equal(codex.toolOf!({ toolCallId: 'call_1', title: 'ls', rawInput: { command: 'ls' } }), undefined);
    assert.equal(codex.toolOf!({ toolCallId: 'ws_1', title: 'Web search: x', rawInput: { type: 'webSearch' } }), 'web_search');
  });
});
