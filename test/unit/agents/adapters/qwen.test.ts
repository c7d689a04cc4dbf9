import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { qwen } from '../../../../src/agents/adapters/qwen.ts';

const context = { cwd: '/w', readText: async () => undefined };
const hooks = qwen.hooks!;
const payload = (hook_event_name: string, more: object) => ({ hook_event_name, session_id: 's', cwd: '/w', tool_name: 'run_shell_command', tool_input: { command: 'ls' }, tool_use_id: 'toolu_1', tool_call_id: 'call_1', ...more });

test('the launch’s settings hold the hooks, in milliseconds, and pin the switch', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'sb-qwen-'));
  try {
    const hook = { command: '/node /hook.cjs', argv: [], url: '', tokenVariable: 'T', timeout: 60, plugin: '' };
    const wiring = await qwen.wire({ programs: { qwen: '/bin/qwen' }, cwd: dir, dir, env: {}, trusted: true, hook });
    const settings = JSON.parse(readFileSync(wiring.env['QWEN_CODE_SYSTEM_SETTINGS_PATH']!, 'utf8')) as { disableAllHooks: boolean; hooks: Record<string, { hooks: { command: string; timeout: number }[] }[]> };
    assert.equal(settings.disableAllHooks, false);
    assert.equal(settings.hooks['PreToolUse']![0]!.hooks[0]!.timeout, 60_000);
    assert.match(settings.hooks['PreToolUse']![0]!.hooks[0]!.command, /exit 2/);
    assert.match(settings.hooks['PostToolUse']![0]!.hooks[0]!.command, /exit 0$/);
    assert.deepEqual(wiring.speaks === 'acp' && wiring.args, ['--acp', '--approval-mode', 'yolo']);
    assert.equal(qwen.longestHook, 60);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});

test('a call has the id that it has in ACP, and the subagent that makes it', () => {
  const { event } = hooks.read(payload('PreToolUse', { agent_id: 'a1' }));
  assert.deepEqual(event, { type: 'tool', call: { tool: 'run_shell_command', input: { command: 'ls' }, callId: 'call_1', subagent: 'a1' } });
  for (const hostile of [null, [], {}, { hook_event_name: 'PreToolUse' }, payload('PreToolUse', { tool_name: 7 })]) assert.throws(() => hooks.read(hostile));
});

test('what became of a command is told by its exit code', () => {
  const outcome = (event: object) => {
    const read = hooks.read(event).event;
    assert.ok(read.type === 'tool-ended');
    return [read.outcome.status, read.outcome.exitCode];
  };
  assert.deepEqual(outcome(payload('PostToolUse', { tool_response: { llmContent: 'Output: x\nExit Code: 0\nSignal: (none)' } })), ['succeeded', 0]);
  assert.deepEqual(outcome(payload('PostToolUseFailure', { error: 'Output: x\nExit Code: 3\nSignal: (none)' })), ['failed', 3]);
  assert.deepEqual(outcome(payload('PostToolUseFailure', { error: 'gone', is_interrupt: true })), ['cancelled', undefined]);
});

test('an answer without a decision denies', () => {
  const tool = { type: 'tool', call: { tool: 't', input: {} } } as const;
  const verdict = (answer: { stdout: string }) => (JSON.parse(answer.stdout) as { hookSpecificOutput: { permissionDecision: string } }).hookSpecificOutput.permissionDecision;
  assert.deepEqual([verdict(hooks.answer(tool)), verdict(hooks.answer(tool, { verdict: 'allow', reason: '' }))], ['deny', 'allow']);
  assert.equal(hooks.answer({ type: 'other', name: 'x' }).stdout, '{}');
});

test('tools are described as what they do', async () => {
  const describe = (tool: string, input: unknown) => qwen.describe({ tool, input }, context);
  assert.deepEqual(await describe('monitor', { command: 'tail -f x' }), { kind: 'exec', command: 'tail -f x', cwd: '/w' });
  assert.deepEqual(await describe('write_file', { file_path: 'f', content: 'x' }), { kind: 'write', paths: ['/w/f'], cwd: '/w', changes: [{ path: '/w/f', before: null, after: 'x' }] });
  assert.deepEqual(await describe('mcp__git__push', { a: 1 }), { kind: 'mcp', server: 'git', tool: 'push', arguments: { a: 1 } });
  assert.equal((await describe('tool_call', { name: 'x' })).kind, 'other');
});
