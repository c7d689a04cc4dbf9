/** The command line's `check` and the gate that the editor uses give the same answers, by the same policy. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { connectTo } from '../../src/gate/client.ts';
import type { GateConnection } from '../../src/gate/client-types.ts';
import type { Action } from '../../src/model/action.ts';
import type { RuleRef } from '../../src/model/decision.ts';
import { cli } from '../support/cli.ts';
import { until, type TestGate } from '../support/gate.ts';
import { puppetGate, type Strings } from '../support/puppet.ts';
import { readRun } from '../support/record.ts';
import { catastrophic, harmless, risky } from '../unit/guard/corpus.ts';

interface Answer {
  effect: string;
  rule: RuleRef;
  reason: string;
  policyDigest: string;
  findings: { id: string }[];
  suggest?: object;
}

const policy = '{ "version": 1, "rules": [{ "id": "tests", "effect": "allow", "match": { "argv": ["npm", "test"] } }, { "id": "no-sh", "effect": "deny", "match": { "program": "sh" } }] }';
let strings: Strings;
let gate: TestGate;
let operator: GateConnection;

before(() => {
  ({ gate, strings } = puppetGate());
});
after(async () => {
  strings.close();
  await gate.end();
});

test('every nth case of the corpus, by a policy of the workspace', async () => {
  const { folder, env } = gate.workspace;
  mkdirSync(join(folder, '.signalbox'), { recursive: true });
  writeFileSync(join(folder, '.signalbox', 'policy.jsonc'), policy);
  const commands = [harmless, risky, catastrophic].flatMap((list) => list.filter((_, index) => index % 12 === 0));
  const actions: Action[] = [
    ...commands.map((command): Action => ({ kind: 'exec', command, cwd: folder })),
    { kind: 'exec', command: 'npm test', cwd: folder },
    { kind: 'read', paths: ['/etc/hosts'], cwd: folder },
    { kind: 'write', paths: ['src/a.ts'], cwd: folder },
    { kind: 'fetch', url: 'https://example.org/' },
    { kind: 'mcp', server: 's', tool: 't' },
  ];
  const input = `${actions.map((action, id) => JSON.stringify({ id, action })).join('\n')}\n`;
  const { stdout, stderr } = await cli(['check', '--jsonl', '--policy', join(folder, '.signalbox', 'policy.jsonc'), '--workspace', folder], { cwd: folder, env, input });
  assert.equal(stderr, '');
  const answers = stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as Answer);

  operator = await gate.connect();
  const { run, folder: dir } = await operator.request('run/launch', { agent: 'puppet', trusted: true, approve: 'deny' });
  const puppet = await strings.next();
  const program = await connectTo(puppet.env['SIGNALBOX_SOCKET']!, { kind: 'agent', name: 'program', version: '1', pid: process.pid }, { role: 'run', run, secret: puppet.env['SIGNALBOX_RUN_TOKEN']! });
  for (const [index, action] of actions.entries()) {
    const { decision } = await program.request('run/propose', { action });
    const answer = answers[index]!;
    const name = JSON.stringify(action);
    assert.equal(decision.by === 'flag' ? 'ask' : decision.verdict, answer.effect, name);
    assert.deepEqual(decision.rule, answer.rule, name);
    assert.equal(decision.policyDigest, answer.policyDigest, name);
    assert.ok(decision.reason.includes(answer.reason), name);
  }
  assert.equal((await until(operator, (state) => state)).policy.digest, answers[0]?.policyDigest);
  program.close();
  puppet.end();
  await operator.request('run/wait', { run });
  const { data } = await readRun(dir);
  assert.deepEqual(
    data('guard.assessed').map(({ findings }) => findings.map(({ id }) => id)),
    answers.map(({ findings }) => findings.map(({ id }) => id)),
  );
});
