import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCheck } from '../../../src/cli/check.ts';
import { builtIn, context, guard } from '../guard/support.ts';

async function check(...lines: (string | object)[]): Promise<Record<string, unknown>[]> {
  const answers: Record<string, unknown>[] = [];
  async function* input(): AsyncGenerator<string> {
    for (const line of lines) yield await Promise.resolve(typeof line === 'string' ? line : JSON.stringify(line));
  }
  await runCheck(input(), (line) => answers.push(JSON.parse(line) as Record<string, unknown>), {
    guard,
    policy: builtIn,
    agent: 'check',
    contextFor: () => context,
  });
  return answers;
}

test('one answer a line, in order, in the documented shape', async () => {
  const answers = await check(
    { id: 1, action: { kind: 'exec', command: 'git status', cwd: '/ws' } },
    { id: 'two', action: { kind: 'exec', command: 'cd src && npm run test', cwd: '/ws' } },
    { id: 3, action: { kind: 'read', path: 'a.ts', cwd: '/ws' } },
    { id: 4, action: { kind: 'write', path: '.signalbox/x', cwd: '/ws' } },
    { id: 5, action: { kind: 'fetch', url: 'https://example.org' } },
    { id: 6, action: { kind: 'mcp', server: 's', tool: 't', arguments: {}, annotations: {} } },
    { id: 7, action: { kind: 'text', surface: 'tool_result', text: 'hello' } },
    { id: 8, action: { kind: 'text', surface: 'tool_description', text: 'hello\u{e0041}' } },
  );
  assert.deepEqual(
    answers.map(({ id, effect }) => [id, effect]),
    [
      [1, 'allow'],
      ['two', 'ask'],
      [3, 'allow'],
      [4, 'deny'],
      [5, 'ask'],
      [6, 'ask'],
      [7, 'allow'],
      [8, 'ask'],
    ],
  );
  for (const answer of answers) for (const key of ['rule', 'findings', 'segments']) assert.ok(key in answer, key);
  assert.deepEqual((answers[1]?.suggest as { match: unknown } | undefined)?.match, {
    kind: 'exec',
    task: ['checks'],
    program: ['npm', 'npx'],
    findings: ['command.runs-code', 'command.writes', 'path.temporary-output'],
  });
  assert.equal('suggest' in (answers[0] ?? {}), false);
  assert.equal('suggest' in (answers[3] ?? {}), false);
});

test('a bad line is denied with an error and stops nothing', async () => {
  const answers = await check(
    'nonsense',
    '[]',
    { id: 1 },
    { id: 2, action: { kind: 'exec' } },
    { id: 3, action: { kind: 'fly' } },
    { id: 4, action: { kind: 'read', path: '', cwd: '/ws' } },
    '',
    { id: 5, action: { kind: 'exec', command: 'ls', cwd: '/ws' } },
  );
  assert.deepEqual(
    answers.map(({ id, effect }) => [id, effect]),
    [
      [null, 'deny'],
      [null, 'deny'],
      [1, 'deny'],
      [2, 'deny'],
      [3, 'deny'],
      [4, 'deny'],
      [5, 'allow'],
    ],
  );
  for (const answer of answers.slice(0, 6)) assert.equal(typeof answer.error, 'string');
});
