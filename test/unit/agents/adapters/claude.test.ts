/** The dialect of Claude Code: what its hooks and its stream say, and what they are told. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { claude } from '../../../../src/agents/adapters/claude.ts';
import type { DescribeContext, HookEvent, WireRequest, Wiring } from '../../../../src/agents/adapter.ts';

const root = mkdtempSync(join(tmpdir(), 'sb-'));
after(() => rmSync(root, { recursive: true, force: true }));
const cwd = join(root, 'project');
mkdirSync(cwd);
const context: DescribeContext = { cwd, readText: async (path) => (path === join(cwd, 'a.txt') ? 'one two one\n' : undefined) };
const describe = (tool: string, input: unknown) => claude.describe({ tool, input }, context);
const hooks = claude.hooks!;
const payload = (event: string, more: object = {}) => ({ session_id: 's', cwd, hook_event_name: event, tool_name: 'Bash', tool_input: { command: 'ls' }, tool_use_id: 'toolu_1', ...more });

test('each tool is the action that it would do', async () => {
  const at = (name: string) => join(cwd, name);
  assert.deepEqual(await describe('Bash', { command: 'ls', run_in_background: true }), { kind: 'exec', command: 'ls', cwd });
  assert.deepEqual(await describe('Monitor', { command: 'tail -f x' }), { kind: 'exec', command: 'tail -f x', cwd });
  assert.deepEqual(await describe('Read', { file_path: 'a.txt' }), { kind: 'read', paths: [at('a.txt')], cwd });
  assert.deepEqual(await describe('Grep', { pattern: 'x' }), { kind: 'read', paths: [cwd], cwd });
  assert.deepEqual(await describe('Glob', { pattern: '**/*.ts', path: 'src' }), { kind: 'read', paths: [at('src')], cwd });
  assert.deepEqual(await describe('Glob', { pattern: '/etc/*.conf' }), { kind: 'read', paths: ['/etc'], cwd });
  assert.deepEqual(await describe('Glob', { pattern: '../other/**' }), { kind: 'read', paths: [join(root, 'other')], cwd });
  assert.deepEqual(await describe('Write', { file_path: at('a.txt'), content: 'x' }), { kind: 'write', paths: [at('a.txt')], cwd, changes: [{ path: at('a.txt'), before: 'one two one\n', after: 'x' }] });
  assert.deepEqual(await describe('Edit', { file_path: 'a.txt', old_string: 'one', new_string: '$&' }), { kind: 'write', paths: [at('a.txt')], cwd, changes: [{ path: at('a.txt'), before: 'one two one\n', after: '$& two one\n' }] });
  const all = { file_path: 'a.txt', edits: [{ old_string: 'one', new_string: '1', replace_all: true }, { old_string: 'two', new_string: '2' }] };
  assert.deepEqual(await describe('MultiEdit', all), { kind: 'write', paths: [at('a.txt')], cwd, changes: [{ path: at('a.txt'), before: 'one two one\n', after: '1 2 1\n' }] });
  assert.deepEqual(await describe('NotebookEdit', { notebook_path: 'n.ipynb', new_source: 'print(1)' }), { kind: 'write', paths: [at('n.ipynb')], cwd, changes: [{ path: at('n.ipynb'), before: null, after: 'print(1)' }] });
  assert.deepEqual(await describe('WebFetch', { url: 'https://example.com/', prompt: 'x' }), { kind: 'fetch', url: 'https://example.com/' });
  assert.deepEqual(await describe('mcp__files__read', { a: 1 }), { kind: 'mcp', server: 'files', tool: 'read', arguments: { a: 1 } });
  for (const tool of ['TaskCreate', 'Skill', 'SendMessage', 'CronCreate', 'Bash', 'Write', 'SomethingNew']) assert.deepEqual(await describe(tool, { x: 1 }), { kind: 'other', tool, input: { x: 1 }, cwd });
});

test('a subagent is only its own calls, unless something makes it more', async () => {
  const nameOf = async (input: object) => {
    const action = await describe('Agent', input);
    return action.kind === 'other' ? action.tool : action.kind;
  };
  assert.equal(await nameOf({ prompt: 'x', subagent_type: 'general-purpose' }), 'Agent');
  assert.equal(await nameOf({ prompt: 'x', subagent_type: 'reviewer' }), 'Agent (reviewer)');
  assert.equal(await nameOf({ prompt: 'x', isolation: 'remote' }), 'Agent (isolation: remote)');
  assert.equal(await nameOf({ prompt: 'x', isolation: { to: 1 } }), 'Agent (isolation: ?)');
  mkdirSync(join(cwd, '.claude', 'agents'), { recursive: true });
  assert.equal(await nameOf({ prompt: 'x', subagent_type: 'general-purpose' }), 'Agent (general-purpose)');
  rmSync(join(cwd, '.claude'), { recursive: true });
});

test('hooks are read, and answered in the form of their event', () => {
  const call = { tool: 'Bash', input: { command: 'ls' }, callId: 'toolu_1', cwd };
  const before = hooks.read(payload('PreToolUse', { agent_id: 'a1' })).event;
  assert.deepEqual(before, { type: 'tool', call: { ...call, subagent: 'a1' } });
  const again = hooks.read({ ...payload('PermissionRequest'), tool_use_id: undefined }).event;
  assert.deepEqual(again, { type: 'tool', again: true, call: { tool: 'Bash', input: { command: 'ls' }, cwd } });
  assert.deepEqual(hooks.read(payload('PostToolUse', { tool_response: { stdout: 'out', stderr: 'err' }, duration_ms: 3.4 })).event, { type: 'tool-ended', call, outcome: { status: 'succeeded', basis: 'reported', result: 'out\nerr', durationMs: 3 } });
  assert.deepEqual(hooks.read(payload('PostToolUseFailure', { error: 'Exit code 7\nbad' })).event, { type: 'tool-ended', call, outcome: { status: 'failed', basis: 'reported', result: 'Exit code 7\nbad', exitCode: 7 } });
  assert.deepEqual(hooks.read(payload('PostToolUseFailure', { is_interrupt: true })).event, { type: 'tool-ended', call, outcome: { status: 'cancelled', basis: 'reported' } });
  assert.deepEqual(hooks.read(payload('SubagentStart', { agent_id: 'a1' })).event, { type: 'subagent-started', subagent: 'a1' });
  assert.deepEqual(hooks.read(payload('UserPromptSubmit', { prompt: 'Go.' })).event, { type: 'prompt', text: 'Go.' });
  assert.deepEqual(hooks.read(payload('UserPromptSubmit', { prompt: '<task-notification>\n…' })).event, { type: 'other', name: 'UserPromptSubmit' });
  assert.deepEqual(hooks.read(payload('NewEvent')).event, { type: 'other', name: 'NewEvent' });
  const said = (decision?: { verdict: 'allow' | 'deny'; reason: string }, event: HookEvent = before) => JSON.parse(hooks.answer(event, decision).stdout) as unknown;
  assert.deepEqual(said({ verdict: 'allow', reason: 'ok' }), { hookSpecificOutput: { hookEventName: 'PreToolUse', permissionDecision: 'allow', permissionDecisionReason: 'ok' } });
  assert.deepEqual(said({ verdict: 'deny', reason: 'no' }), { hookSpecificOutput: { hookEventName: 'PreToolUse', permissionDecision: 'deny', permissionDecisionReason: 'no' } });
  assert.deepEqual(said(undefined), { hookSpecificOutput: { hookEventName: 'PreToolUse', permissionDecision: 'deny', permissionDecisionReason: 'Denied.' } });
  assert.deepEqual(said({ verdict: 'allow', reason: 'ok' }, again), { hookSpecificOutput: { hookEventName: 'PermissionRequest', decision: { behavior: 'allow' } } });
  assert.deepEqual(said({ verdict: 'deny', reason: 'no' }, again), { hookSpecificOutput: { hookEventName: 'PermissionRequest', decision: { behavior: 'deny', message: 'no' } } });
  assert.deepEqual(said(undefined, { type: 'session-ended' }), {});
});

test('a question that was answered is the call that it was before, whose input it changes by the answers alone', () => {
  const asked = { questions: [{ question: 'Which?', options: [{ label: 'One' }] }] };
  const inputOf = (event: string, tool_name: string, tool_input: object) => {
    const { event: read } = hooks.read(payload(event, { tool_name, tool_input, tool_response: {} }));
    return read.type === 'tool' || read.type === 'tool-ended' ? read.call.input : undefined;
  };
  const answered = { ...asked, answers: { 'Which?': 'One' }, annotations: {} };
  assert.deepEqual(inputOf('PreToolUse', 'AskUserQuestion', asked), asked);
  assert.deepEqual(inputOf('PostToolUse', 'AskUserQuestion', answered), asked);
  assert.notDeepEqual(inputOf('PostToolUse', 'AskUserQuestion', { questions: [], answers: {} }), asked);
  assert.deepEqual(inputOf('PostToolUse', 'Bash', answered), answered);
});

test('what cannot be read is refused', () => {
  for (const bad of [null, 'x', [], {}, { hook_event_name: 7 }, { hook_event_name: 'PreToolUse' }, payload('PreToolUse', { tool_name: '' }), payload('PreToolUse', { tool_name: {} }), payload('PreToolUse', { agent_id: 5 }), payload('PreToolUse', { cwd: 'x'.repeat(40_000) })]) {
    assert.throws(() => hooks.read(bad), JSON.stringify(bad)?.slice(0, 100));
  }
});

const request = (programs: Record<string, string>, env: Record<string, string> = {}): WireRequest => ({
  programs,
  cwd,
  trusted: true,
  dir: root,
  env: { HOME: join(root, 'home'), ...env },
  hook: { command: 'hook', argv: ['hook'], url: 'http://127.0.0.1:1/hooks', tokenVariable: 'SIGNALBOX_RUN_TOKEN', timeout: 3600, plugin: '' },
});
interface Settings {
  disableAllHooks: boolean;
  hooks: Record<string, { hooks: unknown[] }[]>;
  env: Record<string, string>;
  allowedHttpHookUrls?: string[];
}
function settingsOf(wiring: Wiring): { settings: Settings; sources: string } {
  if (wiring.speaks === 'acp') {
    const { options } = (wiring.sessionMeta as { claudeCode: { options: { settings: Settings; settingSources: string[] } } }).claudeCode;
    return { settings: options.settings, sources: options.settingSources.join(',') };
  }
  const { args } = wiring.turn('x', undefined);
  return { settings: JSON.parse(readFileSync(args[args.indexOf('--settings') + 1]!, 'utf8')) as Settings, sources: args[args.indexOf('--setting-sources') + 1]! };
}

test('both launches get the same hooks, in the asking mode, with nothing secret', async () => {
  const env = { SIGNALBOX_RUN_TOKEN: 'the-secret', NO_PROXY: 'internal.example' };
  const acp = await claude.wire(request({ claude: '/bin/claude', 'claude-agent-acp': '/bin/acp' }, env));
  const lines = await claude.wire(request({ claude: '/bin/claude' }, env));
  assert.deepEqual(settingsOf(acp), settingsOf(lines));
  const { settings, sources } = settingsOf(lines);
  assert.equal(sources, 'user,project,local');
  assert.equal(settings.disableAllHooks, false);
  const handler = { type: 'http', url: 'http://127.0.0.1:1/hooks', headers: { Authorization: 'Bearer $SIGNALBOX_RUN_TOKEN' }, allowedEnvVars: ['SIGNALBOX_RUN_TOKEN'], timeout: 3600, onFailure: 'block' };
  for (const event of ['PreToolUse', 'PermissionRequest', 'PostToolUse', 'PostToolUseFailure', 'UserPromptSubmit', 'Stop']) assert.deepEqual(settings.hooks[event], [{ hooks: [handler] }]);
  assert.equal(settings.env['NO_PROXY'], 'internal.example,127.0.0.1,localhost');
  assert.equal(settings.allowedHttpHookUrls, undefined);
  assert.ok(acp.speaks === 'acp' && acp.mode === 'default' && acp.env['CLAUDE_CODE_EXECUTABLE'] === '/bin/claude');
  assert.ok(lines.speaks === 'lines');
  const { args, stdin } = lines.turn('Prompt.', 'session-1');
  assert.deepEqual([args.slice(-2), stdin, args.includes('manual')], [['--resume', 'session-1'], 'Prompt.', true]);
  assert.equal(JSON.stringify([acp, args, settings]).includes('the-secret'), false);
});

test('settings of the repository are overridden, and named', async () => {
  const file = join(cwd, '.claude', 'settings.json');
  mkdirSync(join(cwd, '.claude'), { recursive: true });
  const wired = async (text: string) => {
    writeFileSync(file, text);
    const wiring = await claude.wire(request({ claude: '/bin/claude' }));
    return { ...settingsOf(wiring), notes: wiring.notes.map(({ message }) => message).join(' ') };
  };
  assert.match((await wired('{"disableAllHooks":true}')).notes, /would turn off all hooks/);
  const changing = await wired('{"hooks":{}}');
  assert.deepEqual([changing.sources, /without the repository's settings/.test(changing.notes)], ['user', true]);
  assert.deepEqual((await wired('{"allowedHttpHookUrls":[]}')).settings.allowedHttpHookUrls, ['http://127.0.0.1:1/hooks']);
  assert.equal((await wired('{')).sources, 'user');
  assert.equal((await wired('[]')).sources, 'user');
  assert.match((await wired('{"permissions":{"defaultMode":"bypassPermissions"}}')).notes, /decided by Signalbox all the same/);
  assert.equal((await wired('{"model":"x"}')).notes, '');
  rmSync(join(cwd, '.claude'), { recursive: true });
});

test('of a workspace that is not trusted nothing is loaded', async () => {
  const wiring = await claude.wire({ ...request({ claude: '/bin/claude', 'claude-agent-acp': '/bin/acp' }), trusted: false });
  assert.equal(settingsOf(wiring).sources, 'user');
  assert.deepEqual(wiring.notes.map(({ code }) => code), ['untrusted-workspace']);
});

test('the stream tells of the session, messages, calls, their ends and what was used', async () => {
  const wiring = await claude.wire(request({ claude: '/bin/claude' }));
  assert.ok(wiring.speaks === 'lines');
  const read = (line: unknown) => wiring.stream.read(line);
  const init = { type: 'system', subtype: 'init', session_id: 's', model: 'm', claude_code_version: '2.1.330' };
  assert.deepEqual(read(init), [{ type: 'session', session: 's', model: 'm', version: '2.1.330' }]);
  assert.deepEqual(read(init), []);
  const use = { type: 'tool_use', id: 't1', name: 'Bash', input: { command: 'ls' } };
  assert.deepEqual(read({ type: 'assistant', message: { content: [{ type: 'text', text: 'Hi.' }, { type: 'thinking', thinking: 'Hm.' }, use] }, parent_tool_use_id: null }), [
    { type: 'message', from: 'agent', text: 'Hi.' },
    { type: 'message', from: 'thought', text: 'Hm.' },
    { type: 'tool', call: { tool: 'Bash', input: { command: 'ls' }, callId: 't1' } },
  ]);
  assert.deepEqual(read({ type: 'assistant', message: { content: [{ type: 'text', text: 'Mine.' }, use] }, parent_tool_use_id: 't0', agent_id: 'a1' }), [
    { type: 'tool', call: { tool: 'Bash', input: { command: 'ls' }, callId: 't1', subagent: 'a1', parentCall: 't0' } },
  ]);
  assert.deepEqual(read({ type: 'user', message: { content: [{ type: 'tool_result', tool_use_id: 't1', content: [{ type: 'text', text: 'out' }] }] } }), [{ type: 'tool-ended', callId: 't1', outcome: { status: 'succeeded', basis: 'reported', result: 'out' } }]);
  assert.deepEqual(read({ type: 'user', message: { content: [{ type: 'tool_result', tool_use_id: 't1', is_error: true, content: 'Exit code 2\nx' }] } }), [{ type: 'tool-ended', callId: 't1', outcome: { status: 'failed', basis: 'reported', result: 'Exit code 2\nx', exitCode: 2 } }]);
  const modelUsage = { m: { inputTokens: 10, cacheReadInputTokens: 5, cacheCreationInputTokens: 1, outputTokens: 3, provider: 'firstParty' } };
  assert.deepEqual(read({ type: 'result', subtype: 'success', is_error: false, stop_reason: 'end_turn', total_cost_usd: 0.0012, modelUsage }), [
    { type: 'usage', inputTokens: 16, outputTokens: 3, costMicros: 1200, currency: 'USD', model: 'm', provider: 'anthropic' },
    { type: 'turn-ended', reason: 'end_turn' },
  ]);
  assert.deepEqual(read({ type: 'result', subtype: 'error_during_execution', is_error: true, errors: ['It broke.'] }).at(-1), { type: 'turn-ended', reason: 'error', problem: 'It broke.' });
  for (const junk of [null, 1, 'x', [], {}, { type: 'assistant' }, { type: 'assistant', message: { content: [null, 7, { type: 'tool_use' }] } }, { type: 'user', message: { content: 'x' } }, { type: 'stream_event' }]) assert.deepEqual(read(junk), []);
});
