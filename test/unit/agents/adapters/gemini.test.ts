import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gemini } from '../../../../src/agents/adapters/gemini.ts';
import type { WireRequest } from '../../../../src/agents/adapter.ts';

const context = { cwd: '/w', readText: async () => 'one two one' };
const hooks = gemini.hooks!;
const before = (tool_name: string, tool_input: unknown, more: object = {}) => ({ hook_event_name: 'BeforeTool', session_id: 's', cwd: '/w', tool_name, tool_input, ...more });

/** A launch with a home and a repository of these files. */
async function wired(files: Record<string, string>) {
  const root = mkdtempSync(join(tmpdir(), 'sb-gemini-'));
  for (const [name, text] of Object.entries({ 'home/.keep': '', 'repo/.keep': '', 'launch/.keep': '', ...files })) {
    mkdirSync(join(root, name, '..'), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  const hook = { command: '/node /hook.cjs --deadline 9', argv: ['/node', '/hook.cjs', '--deadline', '9'], url: 'http://127.0.0.1:1/hooks', tokenVariable: 'T', timeout: 10, plugin: '/p.js' };
  const request: WireRequest = { programs: { gemini: '/bin/gemini' }, cwd: join(root, 'repo'), dir: join(root, 'launch'), env: { HOME: join(root, 'home') }, trusted: true, hook };
  try {
    const wiring = await gemini.wire(request);
    assert.ok(wiring.speaks === 'lines');
    const settings = () => JSON.parse(readFileSync(join(wiring.env['GEMINI_CLI_HOME']!, '.gemini', 'settings.json'), 'utf8')) as Record<string, Record<string, unknown>>;
    const turn = (session?: string) => ({ ...wiring.turn('go', session), settings: settings() });
    return { wiring, turns: [turn(), turn('s1')] as const };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

test('each turn has hooks under a name of its own, in the mode that asks nothing, with the prompt on standard input', async () => {
  const { wiring, turns } = await wired({});
  assert.equal(wiring.gate, 'hooks');
  const nameOf = ({ settings }: (typeof turns)[number]) => (settings['hooks']!['BeforeTool'] as { hooks: { name: string; command: string; timeout: number }[] }[]).at(-1)!.hooks[0]!;
  assert.notEqual(nameOf(turns[0]).name, nameOf(turns[1]).name);
  assert.equal(nameOf(turns[0]).timeout, 10_000);
  assert.match(nameOf(turns[0]).command, /^\/node \/hook\.cjs --deadline 9 \|\| \{ echo .* exit 2; \}$/);
  assert.deepEqual([turns[0].stdin, turns[0].args], ['go', ['--output-format', 'stream-json', '--approval-mode', 'yolo', '--skip-trust']]);
  assert.deepEqual(turns[1].args.slice(-2), ['--resume', 's1']);
  assert.deepEqual([wiring.env['GEMINI_CLI_TRUST_WORKSPACE'], wiring.env['NODE_OPTIONS']], ['', '']);
});

test('what the person has set stays, but for what would take the gate away', async () => {
  const own = { hooksConfig: { enabled: false, disabled: ['mine'] }, hooks: { BeforeTool: [{ hooks: [{ type: 'command', command: 'mine' }] }] }, security: { auth: { selectedType: 'x' }, folderTrust: { enabled: false } } };
  const { turns } = await wired({ 'home/.gemini/settings.json': `// a comment\n${JSON.stringify(own)}` });
  const { settings } = turns[0];
  assert.deepEqual(settings['hooksConfig'], { enabled: true, disabled: ['mine'] });
  assert.equal((settings['hooks']!['BeforeTool'] as unknown[]).length, 2);
  assert.deepEqual(settings['security']!['auth'], { selectedType: 'x' });
  assert.deepEqual(settings['security']!['folderTrust'], { enabled: true });
});

test('settings that forbid the mode or cannot be read are said', async () => {
  await assert.rejects(wired({ 'home/.gemini/settings.json': '{"security":{"disableYoloMode":true}}' }), /forbid its mode "yolo"/);
  await assert.rejects(wired({ 'home/.gemini/settings.json': '[]' }), /not an object of settings/);
});

test('switches of the repository are noted', async () => {
  const codes = async (text: string) => (await wired({ 'repo/.gemini/settings.json': text })).wiring.notes.map(({ code }) => code);
  assert.deepEqual(await codes('{"hooksConfig":{"enabled":false}}'), ['repository-switch']);
  assert.deepEqual(await codes('{"ui":{}}'), ['repository-settings']);
  assert.deepEqual(await codes('nonsense'), ['repository-settings']);
});

test('a payload is read, and what is none is refused', () => {
  assert.deepEqual(hooks.read(before('run_shell_command', { command: 'ls' })), { session: 's', cwd: '/w', event: { type: 'tool', call: { tool: 'run_shell_command', input: { command: 'ls' } } } });
  const after = { ...before('run_shell_command', { command: 'x' }), hook_event_name: 'AfterTool', tool_response: { llmContent: 'Output: Exit Code: 0\nExit Code: 3\nProcess Group PGID: 1\n' } };
  const { event } = hooks.read(after);
  assert.ok(event.type === 'tool-ended');
  assert.deepEqual([event.outcome.status, event.outcome.exitCode], ['failed', 3]);
  for (const hostile of [null, 'text', {}, { hook_event_name: 5 }, { hook_event_name: 'BeforeTool' }, before('x'.repeat(2000), {})]) assert.throws(() => hooks.read(hostile));
});

test('a call that is not allowed is denied in the agent’s own words, whatever is missing', () => {
  const tool = { type: 'tool', call: { tool: 't', input: {} } } as const;
  assert.deepEqual(JSON.parse(hooks.answer(tool, { verdict: 'deny', reason: 'no' }).stdout), { decision: 'deny', reason: 'no' });
  assert.deepEqual(JSON.parse(hooks.answer(tool).stdout), { decision: 'deny', reason: 'Denied.' });
  assert.equal(hooks.answer(tool, { verdict: 'allow', reason: '' }).stdout, '{}');
});

test('tools are described as what they do; what is not known is shown whole', async () => {
  const describe = (tool: string, input: unknown) => gemini.describe({ tool, input }, context);
  assert.deepEqual(await describe('run_shell_command', { command: 'ls', dir_path: 'a' }), { kind: 'exec', command: 'ls', cwd: '/w/a' });
  assert.deepEqual(await describe('glob', { pattern: '/etc/**/*.conf' }), { kind: 'read', paths: ['/etc'], cwd: '/w' });
  assert.deepEqual(await describe('glob', { pattern: '*.ts', dir_path: 'src' }), { kind: 'read', paths: ['/w/src'], cwd: '/w' });
  assert.deepEqual(await describe('read_many_files', { include: ['a/*.ts', '../b.txt'] }), { kind: 'read', paths: ['/w/a', '/b.txt'], cwd: '/w' });
  assert.deepEqual(await describe('replace', { file_path: 'f', old_string: 'two', new_string: '2' }), { kind: 'write', paths: ['/w/f'], cwd: '/w', changes: [{ path: '/w/f', before: 'one two one', after: 'one 2 one' }] });
  assert.deepEqual(await describe('web_fetch', { prompt: 'read https://example.com/a please' }), { kind: 'fetch', url: 'https://example.com/a' });
  assert.equal((await describe('web_fetch', { prompt: 'https://a.example https://b.example' })).kind, 'other');
  assert.deepEqual(await gemini.describe({ tool: 'mcp_a_b_c', input: {}, mcp: { server: 'a_b', tool: 'c' } }, context), { kind: 'mcp', server: 'a_b', tool: 'c', arguments: {} });
  assert.equal((await describe('write_file', {})).kind, 'other');
});

test('lines of the stream: usage grows over the turns, a call that was never begun is told apart', async () => {
  const { wiring } = await wired({});
  assert.ok(wiring.speaks === 'lines');
  const result = { type: 'result', status: 'success', stats: { input_tokens: 100, output_tokens: 10, models: { 'gemini-x': {} } } };
  const usages = [result, result].map((line) => wiring.speaks === 'lines' && wiring.stream.read(line)[0]);
  assert.deepEqual(usages.map((usage) => usage && usage.type === 'usage' && [usage.inputTokens, usage.outputTokens, usage.model]), [[100, 10, 'gemini-x'], [200, 20, 'gemini-x']]);
  const [ended] = wiring.stream.read({ type: 'tool_result', tool_id: '1', status: 'error', error: { type: 'tool_not_registered', message: 'none' } });
  assert.deepEqual(ended, { type: 'tool-ended', callId: '1', outcome: { status: 'failed', basis: 'reported', result: 'none', begun: false } });
  assert.deepEqual(wiring.stream.read('nonsense'), []);
});
