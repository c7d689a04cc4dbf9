import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { describeCall, oneLine } from '../../../../src/doors/acp/action.ts';
import { callSchema } from '../../../../src/doors/acp/messages.ts';
import { actionSchema } from '../../../../src/model/action.ts';
import { digestOf } from '../../../../src/model/digest.ts';

const cwd = '/w';
const describe = (fields: Record<string, unknown>) => describeCall(callSchema.parse({ toolCallId: 'x', ...fields }), cwd);
const action = (fields: Record<string, unknown>) => describe(fields).action;
const diff = (path: string, oldText: string | null, newText: string) => ({ type: 'diff', path, oldText, newText });

test('kinds of calls become kinds of actions', () => {
  assert.deepEqual(action({ kind: 'edit', content: [diff('a.js', null, 'x')] }), { kind: 'write', paths: ['/w/a.js'], cwd, changes: [{ path: '/w/a.js', before: null, after: 'x' }] });
  assert.deepEqual(action({ kind: 'delete', rawInput: { path: 'a' } }), { kind: 'write', paths: ['/w/a'], cwd, changes: [{ path: '/w/a', before: '', after: null }] });
  assert.deepEqual(action({ kind: 'move', rawInput: { source: 'a', destination: '/b/../c' } }), { kind: 'write', paths: ['/w/a', '/c'], cwd });
  assert.deepEqual(action({ kind: 'edit', rawInput: { file_path: 'a', old_string: '1', new_string: '2' } }), { kind: 'write', paths: ['/w/a'], cwd, changes: [{ path: '/w/a', before: '1', after: '2' }] });
  assert.deepEqual(action({ kind: 'read', locations: [{ path: 'file:///x%20y' }] }), { kind: 'read', paths: ['/x y'], cwd });
  assert.deepEqual(action({ kind: 'search', rawInput: { pattern: 'x' } }), { kind: 'read', paths: ['/w'], cwd });
  assert.deepEqual(action({ kind: 'execute', rawInput: { command: ['sh', '-c', 'a b'], cwd: 'sub' } }), { kind: 'exec', command: "sh -c 'a b'", argv: ['sh', '-c', 'a b'], cwd: '/w/sub' });
  assert.deepEqual(action({ kind: 'execute', title: '`npm test`' }), { kind: 'exec', command: 'npm test', cwd });
  assert.deepEqual(action({ kind: 'fetch', rawInput: { url: 'http://x/' } }), { kind: 'fetch', url: 'http://x/' });
  assert.deepEqual(action({ kind: 'other', title: 'mcp__files__read_all', rawInput: { a: 1 } }), { kind: 'mcp', server: 'files', tool: 'read_all', arguments: { a: 1 } });
  assert.deepEqual(action({ kind: 'think', name: 'ponder', rawInput: { a: 1 } }), { kind: 'other', tool: 'ponder', input: { a: 1 }, cwd });
  assert.deepEqual(action({ kind: 'read', title: 'Something' }), { kind: 'other', tool: 'read', input: { title: 'Something', locations: [], text: '' }, cwd });
});

test('a command is a command, whatever kind the agent says it is of', () => {
  for (const kind of ['read', 'search', 'think', 'other', 'fetch', undefined]) assert.equal(action({ kind, rawInput: { command: 'rm -rf /' } }).kind, 'exec', String(kind));
});

test('edits beside a harmless kind are edits', () => {
  assert.equal(action({ kind: 'read', content: [diff('a', 'x', 'y')] }).kind, 'write');
});

test('titles are one line without control characters', () => {
  assert.equal(describe({ title: 'a\u001b[31m\nb\u202ec' }).title, 'a [31m b c');
  assert.equal(oneLine('x'.repeat(1000)).length, 300);
});

test('any input gives an action that the schema takes and that has a digest', () => {
  const call = fc.record({ title: fc.anything(), kind: fc.oneof(fc.constantFrom('edit', 'read', 'execute', 'fetch', 'delete', 'move', 'search', 'other'), fc.anything()), rawInput: fc.jsonValue(), name: fc.string(), locations: fc.jsonValue(), content: fc.jsonValue() }, { requiredKeys: [] });
  fc.assert(fc.property(call, (fields) => {
    const { action: made, title } = describe(JSON.parse(JSON.stringify(fields)) as Record<string, unknown>);
    assert.deepEqual(actionSchema.parse(made), made);
    assert.match(digestOf(made), /^[0-9a-f]{64}$/);
    assert.ok(!/[\n\r\u001b]/.test(title));
  }), { numRuns: 500 });
  const deep = JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`) as unknown;
  assert.match(digestOf(action({ rawInput: { deep, bad: '\ud800' } })), /^[0-9a-f]{64}$/);
});
