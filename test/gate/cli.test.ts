/** The same run from the command line, on a copy of the sample project. */
import assert from 'node:assert/strict';
import { appendFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { cli, lastLine } from '../support/cli.ts';
import { TestGate, until } from '../support/gate.ts';
import { readRun } from '../support/record.ts';
import { testWorkspace, type TestWorkspace } from '../support/workspace.ts';

const ends: (() => Promise<void> | void)[] = [];
after(async () => {
  for (const end of ends) await end();
});

function workspaceOf(): TestWorkspace & { options: { cwd: string; env: NodeJS.ProcessEnv } } {
  const workspace = testWorkspace();
  ends.push(() => workspace.remove());
  return { ...workspace, options: { cwd: workspace.folder, env: workspace.env } };
}

test('run --approve allow: what the policy asks about is allowed by the flag, what it denies stays denied', async () => {
  const { folder: workspace, options } = workspaceOf();
  const { code, stdout, stderr } = await cli(['run', '--agent', 'demo', '--approve', 'allow'], options);
  assert.equal(code, 0, stderr);
  const folder = lastLine(stdout);
  assert.match(stdout, /Done:/);
  assert.equal(existsSync(join(workspace, 'build')), false);
  assert.equal(existsSync(join(workspace, '.signalbox', 'policy.jsonc')), false);
  const { calls, report } = await readRun(folder);
  assert.equal(report.ok, true);
  assert.deepEqual(new Set(calls.flatMap((call) => call.decision?.by ?? [])), new Set(['rule', 'flag']));

  const shown = await cli(['show', 'last'], options);
  assert.equal(shown.code, 0);
  for (const part of ['allowed  rm -r build', 'denied   edit .signalbox/policy.jsonc', 'unasked  edit NOTES.md', 'deleted  build/old.txt', 'flag']) assert.ok(shown.stdout.includes(part), part);
  const asJson = JSON.parse((await cli(['show', 'last', '--json'], options)).stdout) as { view: { end: string } };
  assert.equal(asJson.view.end, 'completed');

  const verified = await cli(['verify', '--require', 'trusted'], options);
  assert.equal(verified.code, 0, verified.stdout);
  assert.match(verified.stdout, /trusted as person@example.com/);
  assert.equal((await cli(['verify', '--require', 'no-reported-writes'], options)).code, 1, 'NOTES.md was written unasked');
  const elsewhere = { ...options, env: { ...options.env, SIGNALBOX_CONFIG_DIR: join(workspace, '..', 'another-person') } };
  assert.equal((await cli(['verify', '--require', 'trusted'], elsewhere)).code, 1, 'somebody else does not know the key yet');
  assert.equal((await cli(['trust', 'last', '--as', 'person@example.com'], options)).code, 0);
  assert.equal((await cli(['verify', '--require', 'trusted'], elsewhere)).code, 0, 'the repository names it now');
  appendFileSync(join(folder, 'record.jsonl'), ' ');
  const broken = await cli(['verify'], options);
  assert.equal(broken.code, 1);
  assert.match(broken.stdout, /record\.jsonl/);
});

test('run without a terminal: what the policy asks about is denied, and a record is written all the same', async () => {
  const { folder: workspace, options } = workspaceOf();
  const { code, stdout } = await cli(['run', '--agent', 'demo'], options);
  assert.equal(code, 0);
  assert.ok(existsSync(join(workspace, 'build', 'old.txt')));
  const { calls, report } = await readRun(lastLine(stdout));
  assert.equal(report.ok, true);
  assert.ok(calls.filter((call) => call.state === 'denied').length >= 4);
});

test('wrong use is 2, what cannot be is 3, each with a sentence that helps', async () => {
  const { options } = workspaceOf();
  const cases: [string[], number, RegExp][] = [
    [[], 2, /^$/],
    [['fly'], 2, /no verb "fly"/],
    [['run'], 2, /--agent/],
    [['run', '--agent', 'demo', '--approve', 'maybe'], 2, /ask, deny or allow/],
    [['run', '--agent', 'demo', '--unknown'], 2, /unknown/i],
    [['verify', '--require', 'luck'], 2, /trusted/],
    [['show'], 2, /one run/],
    [['run', '--agent', 'nobody'], 3, /no agent "nobody".*demo/s],
    [['run', '--agent', 'demo', '--key', 'nowhere'], 3, /no key/],
    [['verify'], 3, /no runs/],
    [['verify', 'nowhere'], 3, /no run nowhere/],
    [['show', 'last'], 3, /no runs/],
    [['run', '--agent', 'demo', '--resume', '../../etc'], 3, /not the id of a run/],
  ];
  for (const [args, code, message] of cases) {
    const result = await cli(args, options);
    assert.equal(result.code, code, `${args.join(' ')}: ${result.stderr}`);
    assert.match(result.stderr, message);
  }
});

test('check decides without doing', async () => {
  const { folder, options } = workspaceOf();
  const lines = ['ls -la', 'rm -r build', 'rm -rf /'].map((command, id) => JSON.stringify({ id, action: { kind: 'exec', command, cwd: folder } }));
  const { code, stdout } = await cli(['check', '--jsonl'], { ...options, input: `${lines.join('\n')}\n` });
  assert.equal(code, 0);
  const answers = stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as { id: number; effect: string });
  assert.deepEqual(answers.map(({ id, effect }) => [id, effect]), [[0, 'allow'], [1, 'ask'], [2, 'deny']]);
  assert.ok(existsSync(join(folder, 'build')));
});

test('a terminal joins a gate that the editor has started only when the editor accepts it', async () => {
  const gate = new TestGate(testWorkspace());
  ends.unshift(() => gate.end());
  const editor = await gate.connect();
  const options = { cwd: gate.workspace.folder, env: gate.workspace.env };
  const refused = cli(['run', '--agent', 'demo', '--approve', 'deny'], options);
  const first = await until(editor, ({ pairings }) => pairings[0]);
  assert.match(first.code, /^[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}$/);
  await editor.request('pair/answer', { id: first.id, accept: false });
  const { code, stderr } = await refused;
  assert.equal(code, 3);
  assert.match(stderr, new RegExp(`the code is ${first.code}`));

  const accepted = cli(['run', '--agent', 'demo', '--approve', 'deny'], options);
  const second = await until(editor, ({ pairings }) => pairings.find(({ id }) => id !== first.id));
  await editor.request('pair/answer', { id: second.id, accept: true });
  const result = await accepted;
  assert.equal(result.code, 0, result.stderr);
  const { report } = await readRun(lastLine(result.stdout), gate.key.publicKey);
  assert.equal(report.trust.status, 'trusted', 'the gate of the editor signed it');
});
