/** What calls of OpenCode, Copilot CLI and Cline CLI would do, and what their hooks say and hear. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cline } from '../../../../src/agents/adapters/cline.ts';
import { copilot } from '../../../../src/agents/adapters/copilot.ts';
import { opencode } from '../../../../src/agents/adapters/opencode.ts';
import type { AgentAdapter } from '../../../../src/agents/adapter.ts';
import type { Action } from '../../../../src/model/action.ts';

const cwd = '/w';
const texts: Record<string, string> = { '/w/a.txt': 'one two one\n' };
const context = { cwd, readText: async (path: string) => texts[path], servers: ['git hub', 'a', 'a_b'] };
const patch = '*** Begin Patch\n*** Add File: new.txt\n+hi\n*** End Patch';

function table(name: string, { describe }: AgentAdapter, rows: [tool: string, input: unknown, action: Action][]): void {
  for (const [tool, input, action] of rows) {
    test(`${name}: ${tool} ${JSON.stringify(input).slice(0, 80)}`, async () => assert.deepEqual(await describe({ tool, input }, context), action));
  }
}

const written: Action = { kind: 'write', paths: ['/w/new.txt'], cwd, changes: [{ path: '/w/new.txt', before: null, after: 'hi\n' }] };

table('opencode', opencode, [
  ['bash', { command: 'ls', workdir: 'sub' }, { kind: 'exec', command: 'ls', cwd: '/w/sub' }],
  ['read', { filePath: '../x' }, { kind: 'read', paths: ['/x'], cwd }],
  ['grep', { pattern: 'x' }, { kind: 'read', paths: ['/w'], cwd }],
  ['write', { filePath: 'new.txt', content: 'hi\n' }, written],
  ['edit', { filePath: 'a.txt', oldString: 'one', newString: '1' }, { kind: 'write', paths: ['/w/a.txt'], cwd, changes: [{ path: '/w/a.txt', before: 'one two one\n', after: '1 two one\n' }] }],
  ['edit', { filePath: 'a.txt', oldString: 'one', newString: '1', replaceAll: true }, { kind: 'write', paths: ['/w/a.txt'], cwd, changes: [{ path: '/w/a.txt', before: 'one two one\n', after: '1 two 1\n' }] }],
  ['apply_patch', { patchText: patch }, written],
  ['apply_patch', { patchText: 'nonsense' }, { kind: 'other', tool: 'apply_patch', input: { patchText: 'nonsense' }, cwd }],
  ['webfetch', { url: 'https://example.com/' }, { kind: 'fetch', url: 'https://example.com/' }],
  ['git_hub_list', { n: 1 }, { kind: 'mcp', server: 'git hub', tool: 'list', arguments: { n: 1 } }],
  ['a_c', {}, { kind: 'mcp', server: 'a', tool: 'c', arguments: {} }],
  // It may be tool `b_c` of server `a`, or tool `c` of server `a_b`.
  ['a_b_c', {}, { kind: 'other', tool: 'a_b_c', input: {}, cwd }],
  ['unknown', null, { kind: 'other', tool: 'unknown', input: null, cwd }],
]);

table('copilot', copilot, [
  ['bash', { command: 'ls' }, { kind: 'exec', command: 'ls', cwd }],
  ['bash', { commands: 'ls' }, { kind: 'other', tool: 'bash', input: { commands: 'ls' }, cwd }],
  ['view', { path: '/etc/hosts' }, { kind: 'read', paths: ['/etc/hosts'], cwd }],
  ['create', { path: 'new.txt', file_text: 'hi\n' }, written],
  ['edit', { path: 'a.txt', old_str: 'two', new_str: '2' }, { kind: 'write', paths: ['/w/a.txt'], cwd, changes: [{ path: '/w/a.txt', before: 'one two one\n', after: 'one 2 one\n' }] }],
  ['apply_patch', patch, written],
  ['a-list', {}, { kind: 'mcp', server: 'a', tool: 'list', arguments: {} }],
  ['sql', { query: 'select 1' }, { kind: 'other', tool: 'sql', input: { query: 'select 1' }, cwd }],
]);

table('cline', cline, [
  ['run_commands', { commands: ['ls', 'pwd'] }, { kind: 'exec', command: 'ls\npwd', cwd }],
  ['run_commands', { commands: [{ command: 'ls', args: ['-l'] }] }, { kind: 'other', tool: 'run_commands', input: { commands: [{ command: 'ls', args: ['-l'] }] }, cwd }],
  ['read_files', { files: [{ path: 'a.txt' }, { path: '/etc/hosts' }] }, { kind: 'read', paths: ['/w/a.txt', '/etc/hosts'], cwd }],
  ['editor', { path: 'new.txt', new_text: 'hi\n' }, written],
  ['apply_patch', { input: patch }, written],
  ['fetch_web_content', { requests: [{ url: 'https://example.com/' }] }, { kind: 'fetch', url: 'https://example.com/' }],
]);

for (const [name, { hooks }, payload] of [
  ['opencode', opencode, { event: 'before', session: 's', tool: 'bash', callId: 'c', input: { command: 'ls' } }],
  ['copilot', copilot, { sessionId: 's', cwd, toolName: 'bash', toolArgs: { command: 'ls' } }],
  ['cline', cline, { hookName: 'tool_call', agent_id: 'b', parent_agent_id: 'a', tool_call: { id: 'c', name: 'run_commands', input: { commands: ['ls'] } } }],
] as const) {
  test(`${name}: a call is refused unless it is plainly allowed, and what is no payload is refused as well`, () => {
    const { event } = hooks!.read(payload);
    assert.equal(event.type, 'tool');
    const refused = [hooks!.answer(event), hooks!.answer(event, { verdict: 'deny', reason: 'Not "this".' })];
    const allowed = hooks!.answer(event, { verdict: 'allow', reason: 'Fine.' });
    for (const { stdout } of refused) assert.match(JSON.stringify(JSON.parse(stdout)), /"deny"|"cancel":true/);
    assert.match(refused[1]!.stdout, /Not \\"this\\"\./);
    assert.doesNotMatch(allowed.stdout, /deny|cancel/);
    for (const wrong of [undefined, null, 'x', [], 7]) assert.throws(() => hooks!.read(wrong));
  });
}

test('copilot: events are told apart by what they hold', () => {
  const read = (payload: object) => copilot.hooks!.read(payload).event;
  assert.deepEqual(read({ sessionId: 's', source: 'new', initialPrompt: 'go' }), { type: 'session-started' });
  assert.deepEqual(read({ sessionId: 's', agentId: 'x', agentName: 'general-purpose', parentAgentId: 's' }), { type: 'subagent-started', subagent: 'x' });
  const ended = read({ toolName: 'bash', toolArgs: { command: 'exit 3' }, toolResult: { resultType: 'success', textResultForLlm: 'lost\n<shellId: 0 completed with exit code 3>' }, agentId: 'x' });
  assert.equal(ended.type, 'tool-ended');
  assert.deepEqual(ended.type === 'tool-ended' && [ended.outcome.status, ended.outcome.exitCode, ended.call.subagent], ['failed', 3, 'x']);
});

test('cline: a call of the conversation itself is left to ACP, a subagent’s is not', () => {
  const call = { hookName: 'tool_call', agent_id: 'a', parent_agent_id: null, tool_call: { id: 'c', name: 'run_commands', input: { commands: ['ls'] } } };
  assert.deepEqual(cline.hooks!.read(call).event, { type: 'other', name: 'tool' });
  assert.equal(cline.hooks!.read({ ...call, parent_agent_id: 'p' }).event.type, 'tool');
  assert.equal(cline.toolOf!({ toolCallId: 'c', title: 'run_commands: ls' }), 'run_commands');
  assert.equal(cline.toolOf!({ toolCallId: 'c', title: 'skills' }), 'skills');
  assert.equal(cline.toolOf!({ toolCallId: 'c', title: 'A sentence: of its own' }), undefined);
});
