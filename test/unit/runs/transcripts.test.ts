/** Transcripts of agents, in the forms they keep them in, made into records. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { generateKey } from '../../../src/record/keys.ts';
import { softwareSigner } from '../../../src/record/signer.ts';
import { findTranscripts } from '../../../src/runs/transcripts/find.ts';
import { importTranscript } from '../../../src/runs/transcripts/import.ts';
import { readRun } from '../../support/record.ts';

const root = mkdtempSync(join(tmpdir(), 'sb-transcripts-'));
after(() => rmSync(root, { recursive: true, force: true }));
const folder = join(root, 'project');
const home = join(root, 'home');
mkdirSync(folder);
const secret = `ghp_${'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'.slice(0, 36)}`;

function keep(name: string, lines: (object | string)[]): string {
  const file = join(home, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'));
  return file;
}

let second = 0;
const at = () => `2026-05-04T10:00:${String(second++).padStart(2, '0')}.000Z`;
const claudeLine = (type: string, message: object, more: object = {}) => ({ type, timestamp: at(), sessionId: 'c-1', cwd: folder, version: '2.1.330', message, ...more });
const usage = { input_tokens: 10, output_tokens: 5, cache_read_input_tokens: 100, cache_creation_input_tokens: 0 };

const claudeFile = keep('.claude/projects/-project/c-1.jsonl', [
  { type: 'summary', summary: 'x' },
  claudeLine('user', { role: 'user', content: '<command-name>/init</command-name>' }, { isMeta: true }),
  claudeLine('user', { role: 'user', content: 'Fix the price\nplease' }),
  claudeLine('assistant', { id: 'm1', model: 'some-model', usage, content: [{ type: 'thinking', thinking: 'Where is it?' }] }),
  claudeLine('assistant', { id: 'm1', model: 'some-model', usage, content: [{ type: 'tool_use', id: 't1', name: 'Bash', input: { command: `curl -H "Authorization: ${secret}" https://example.org` } }] }),
  claudeLine('user', { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: 'no', is_error: true }] }),
  'not json {',
  claudeLine('assistant', { id: 'm2', model: 'some-model', usage, content: [{ type: 'tool_use', id: 't2', name: 'Write', input: { file_path: join(folder, 'a.txt'), content: 'hi' } }, { type: 'text', text: 'Done.' }] }),
  claudeLine('user', { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't2', content: [{ type: 'text', text: 'File created' }] }] }),
  claudeLine('user', { role: 'user', content: [{ type: 'text', text: 'And now?' }] }),
]);

const item = (payload: object) => ({ timestamp: at(), type: 'event_msg', payload: { type: 'item_completed', item: payload } });
const codexFile = keep('.codex/sessions/2026/05/04/rollout-x.jsonl', [
  { timestamp: at(), type: 'session_meta', payload: { id: 'x-1', cwd: folder, cli_version: '0.169.0', model_provider: 'lab' } },
  { timestamp: at(), type: 'turn_context', payload: { model: 'other-model' } },
  item({ type: 'UserMessage', id: 'u', content: [{ type: 'text', text: 'Tidy up' }] }),
  item({ type: 'CommandExecution', id: 'e1', command: ['/usr/bin/bash', '-lc', 'rm -r build'], cwd: `file://${folder}`, status: 'completed', aggregated_output: '', exit_code: 0 }),
  item({ type: 'CommandExecution', id: 'e2', command: ['/usr/bin/bash', '-lc', 'false'], cwd: `file://${folder}`, status: 'failed', aggregated_output: 'oh', exit_code: 1 }),
  item({ type: 'FileChange', id: 'f1', changes: { [join(folder, 'new.txt')]: { type: 'add', content: 'hello\n' } }, status: 'completed', stdout: 'Success' }),
  { timestamp: at(), type: 'event_msg', payload: { type: 'token_count', info: { total_token_usage: { input_tokens: 300, output_tokens: 30 } } } },
  item({ type: 'AgentMessage', id: 'a', content: [{ type: 'Text', text: 'Tidy.' }] }),
]);
keep('.claude/projects/-other/c-2.jsonl', [{ ...claudeLine('user', { role: 'user', content: 'elsewhere' }), cwd: join(root, 'other') }]);
keep('.claude/projects/-project/empty.jsonl', []);

const parts = {
  folder,
  signalboxFolder: join(folder, '.signalbox'),
  signer: softwareSigner(generateKey().privateKeyPem),
  person: { name: 'Somebody' },
  host: { signalbox: '0', node: process.version, platform: 'test' },
};

test('sessions of this folder are found, those of others are not', async () => {
  const found = await findTranscripts(folder, home, {});
  assert.deepEqual(found.map(({ agent, file, session, title }) => ({ agent, file, session, title })).sort((a, b) => a.agent.localeCompare(b.agent)), [
    { agent: 'claude', file: claudeFile, session: 'c-1', title: 'Fix the price' },
    { agent: 'codex', file: codexFile, session: 'x-1', title: 'Tidy up' },
  ]);
});

test('a transcript of Claude Code: all of it reported, nothing secret, whole and signed', async () => {
  const { folder: run } = await importTranscript(parts, 'claude', claudeFile);
  const { view, calls, report, events, data } = await readRun(run);
  assert.equal(report.ok, true, JSON.stringify(report));
  assert.deepEqual([...new Set(events.map(({ basis }) => basis))], ['reported']);
  assert.equal(view.agent.version, '2.1.330');
  assert.equal(view.model, 'some-model');
  assert.deepEqual(view.turns.map(({ input }) => input), ['Fix the price\nplease', 'And now?']);
  assert.deepEqual(calls.map(({ action, state, decision }) => [action.kind, state, decision]), [['exec', 'failed', undefined], ['write', 'succeeded', undefined]]);
  assert.deepEqual(view.turns[0]?.messages.map(({ from, text }) => [from, text]), [['thought', 'Where is it?'], ['agent', 'Done.']]);
  assert.deepEqual(view.usage, { inputTokens: 220, outputTokens: 10 });
  assert.ok(!JSON.stringify(events).includes(secret));
  assert.equal(data('run.started')[0]?.['door'], 'transcript');
  assert.equal(events[0]?.time, '2026-05-04T10:00:00.000Z');
  assert.equal(view.coverage, 'observed only');
});

test('a transcript of Codex', async () => {
  const { folder: run } = await importTranscript(parts, 'codex', codexFile);
  const { view, calls, report } = await readRun(run);
  assert.equal(report.ok, true, JSON.stringify(report));
  assert.equal(view.provider, 'lab');
  assert.equal(view.model, 'other-model');
  assert.deepEqual(calls.map(({ title, state, exitCode }) => [title, state, exitCode]), [['rm -r build', 'succeeded', 0], ['false', 'failed', 1], ['edit new.txt', 'succeeded', undefined]]);
  assert.deepEqual(view.turns[0]?.messages.map(({ text }) => text), ['Tidy.']);
  assert.deepEqual(view.usage, { inputTokens: 300, outputTokens: 30 });
});

test('what is no transcript is refused with a sentence, and leaves no record', async () => {
  const before = readdirSync(join(folder, '.signalbox', 'runs')).length;
  await assert.rejects(importTranscript(parts, 'claude', keep('x.jsonl', ['nonsense', '[]', '{"type":"user"}'])), /no transcript of claude/);
  await assert.rejects(importTranscript(parts, 'claude', join(home, 'nothing')), /There is no file/);
  await assert.rejects(importTranscript(parts, 'gemini', claudeFile), /cannot be read/);
  assert.equal(readdirSync(join(folder, '.signalbox', 'runs')).length, before);
  assert.ok(existsSync(claudeFile));
});
