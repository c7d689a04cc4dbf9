/** Replay: every decision again, from the record alone, on another machine too; and what a changed policy would have said. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { after, before, test } from 'node:test';
import { connectTo } from '../../src/gate/client.ts';
import { GateError, type GateConnection } from '../../src/gate/client-types.ts';
import { RuleTrials } from '../../src/editor/policy/rule-trial.ts';
import type { Action } from '../../src/model/action.ts';
import { sha256 } from '../../src/model/digest.ts';
import { readLayer } from '../../src/policy/load.ts';
import { withFile } from '../../src/policy/other.ts';
import type { ReplayReport } from '../../src/policy/replay.ts';
import type { AnyEvent } from '../../src/record/events.ts';
import { cli } from '../support/cli.ts';
import { until, type TestGate } from '../support/gate.ts';
import { puppetGate, type Strings } from '../support/puppet.ts';
import { readRun, replayRun, type ReadRun } from '../support/record.ts';
import { dist } from '../support/workspace.ts';

const elsewhere = mkdtempSync(join(tmpdir(), 'sb-replay-'));
let strings: Strings;
let gate: TestGate;
let operator: GateConnection;
let folder: string;
let read: ReadRun;

const commit = 'git commit -m one';
const commitAgain = 'git commit -m two';
const tests = 'npm run test';

before(async () => {
  ({ gate, strings } = puppetGate());
  const { workspace } = gate;
  symlinkSync('/etc', join(workspace.folder, 'outside'));
  symlinkSync('loop', join(workspace.folder, 'loop'));
  const config = workspace.env['SIGNALBOX_CONFIG_DIR']!;
  mkdirSync(config, { recursive: true });
  writeFileSync(join(config, 'policy.jsonc'), '{ "version": 1, "rules": [{ "id": "mine", "effect": "deny", "match": { "argv": ["git", "push", "**"] } }] }');
  operator = await gate.connect();
  const launched = await operator.request('run/launch', { agent: 'puppet', trusted: true });
  ({ folder } = launched);
  const puppet = await strings.next();
  const program = await connectTo(puppet.env['SIGNALBOX_SOCKET']!, { kind: 'agent', name: 'program', version: '1', pid: process.pid }, { role: 'run', run: launched.run, secret: puppet.env['SIGNALBOX_RUN_TOKEN']! });
  const cwd = workspace.folder;
  const exec = (command: string): Action => ({ kind: 'exec', command, cwd });
  const propose = (action: Action) => program.request('run/propose', { action });
  const asked = async (action: Action, answer: 'allow-once' | 'allow-run' | 'allow-always' | 'deny') => {
    const proposed = propose(action);
    const approval = await until(operator, ({ approvals }) => approvals[0]);
    const result = await operator.request('approval/answer', { approval: approval.id, digest: approval.digest, answer, channel: 'other', ...(answer === 'allow-always' && { ruleDigest: approval.suggestion!.digest }) });
    assert.deepEqual(result, { accepted: true });
    await until(operator, ({ approvals }) => (approvals.length === 0 ? true : undefined));
    return { ...(await proposed), approval };
  };

  await propose(exec('ls -la'));
  await propose(exec('rm -rf /'));
  await propose(exec('git push origin main'));
  await propose({ kind: 'write', paths: ['src/new.ts'], cwd, changes: [{ path: 'src/new.ts', before: null, after: `// ${'x'.repeat(200_000)}\n` }] });
  await asked({ kind: 'read', paths: ['outside/hosts'], cwd }, 'allow-once');
  await asked({ kind: 'read', paths: ['loop/a'], cwd }, 'deny');
  await asked(exec(`echo ${puppet.env['SIGNALBOX_RUN_TOKEN']!} > token.txt`), 'deny');
  const granted = await asked(exec(tests), 'allow-run');
  assert.equal((await propose(exec(tests))).decision.by, 'grant');
  const listed = await until(operator, ({ grants }) => grants?.find(({ uses }) => uses === 1));
  assert.deepEqual([listed.run, listed.grant], [launched.run, granted.approval.id]);
  assert.match(listed.rule, /npm run test/);
  await assert.rejects(program.request('grant/revoke', { run: launched.run, grant: listed.grant }), GateError, 'an agent cannot revoke');
  await operator.request('grant/revoke', { run: launched.run, grant: listed.grant });
  await assert.rejects(operator.request('grant/revoke', { run: launched.run, grant: listed.grant }), /no such grant/);
  assert.equal((await asked(exec(tests), 'deny')).decision.by, 'person', 'it asks again');
  await asked(exec(commit), 'allow-always');
  assert.deepEqual((await propose(exec(commitAgain))).decision.rule?.layer, 'workspace');
  puppet.end();
  await operator.request('run/wait', { run: launched.run });
  program.close();
  read = await readRun(folder, gate.key.publicKey);
});
after(async () => {
  strings.close();
  await gate.end();
  rmSync(elsewhere, { recursive: true, force: true });
});

test('every decision of the run comes out the same, and the record verifies', async () => {
  assert.equal(read.report.ok, true, JSON.stringify(read.report.integrity));
  const report = await replayRun(folder, read.events);
  assert.equal(report.decided, 12);
  assert.equal(report.same, 12);
  assert.ok(report.fromFindings <= 1, 'only what was redacted needs findings of the record');
  assert.equal(read.data('policy.loaded').length, 2, 'the rules of each policy are in the record once');
  assert.equal(read.data('grant.given').length, 1);
  assert.equal(read.data('grant.revoked')[0]?.by.name, 'Test Person');
});

test('with only the repository, on another machine, the answer is the same', async () => {
  const { env } = gate.workspace;
  const place = relative(gate.workspace.folder, folder);
  cpSync(folder, join(elsewhere, place), { recursive: true });
  const home = join(elsewhere, 'home');
  const options = { cwd: elsewhere, env: { ...env, HOME: home, TZ: 'Pacific/Auckland' } };
  const { code, stdout, stderr } = await cli(['replay', 'last', '--json'], options);
  assert.equal(code, 0, stderr + stdout);
  const { runs, failed } = JSON.parse(stdout) as { runs: ReplayReport[]; failed: number };
  assert.deepEqual([failed, runs.length, runs[0]?.decided, runs[0]?.same], [0, 1, 12, 12]);
  const words = await cli(['replay', place], options);
  assert.match(words.stdout, /12 decided again in 1 run, 0 differently/);
});

test('under another policy exactly the expected ones differ', async () => {
  const text = '{ "version": 1, "rules": [{ "id": "no-commit", "effect": "deny", "match": { "argv": ["git", "commit", "**"] }, "reason": "Not here." }, { "id": "looks", "effect": "ask", "match": { "program": "ls" } }] }';
  const other = withFile(readLayer({ layer: 'workspace', file: 'p', text })?.data);
  const report = await replayRun(folder, read.events, other);
  assert.deepEqual(
    report.differences.map(({ title, recorded, replayed }) => [title, recorded.effect, replayed.effect, replayed.rule?.id]),
    [
      ['ls -la', 'allow', 'ask', 'looks'],
      [commit, 'ask', 'deny', 'no-commit'],
      [commitAgain, 'allow', 'deny', 'no-commit'],
    ],
  );
  writeFileSync(join(elsewhere, 'other.jsonc'), text);
  const options = { cwd: gate.workspace.folder, env: gate.workspace.env };
  const { code, stdout } = await cli(['replay', 'last', '--policy', join(elsewhere, 'other.jsonc')], options);
  assert.equal(code, 0, 'another policy is no error');
  assert.match(stdout, /git commit -m two\n {4}recorded {2}allow by .* \(workspace\).*\n {4}now {7}deny by no-commit \(workspace\): Not here\./);
  const piped = await cli(['replay', 'last', '--policy', '-', '--json'], { ...options, input: text });
  assert.equal((JSON.parse(piped.stdout) as { runs: ReplayReport[] }).runs[0]?.differences.length, 3);
});

test('a rule can be tried on what was recorded', async () => {
  const rule = JSON.stringify({ id: 't', effect: 'allow', match: { kind: 'exec', argv: ['npm', 'run', 'test'] } });
  const { stdout } = await cli(['replay', '--all', '--rule', '-', '--json'], { cwd: gate.workspace.folder, env: gate.workspace.env, input: rule });
  const [run] = (JSON.parse(stdout) as { runs: ReplayReport[] }).runs;
  assert.deepEqual(run?.differences.map(({ title, recorded, replayed }) => [title, recorded.effect, replayed.effect]), [
    [tests, 'ask', 'allow'],
    [tests, 'ask', 'allow'],
  ]);
  const trial = await new RuleTrials(dist).of(gate.workspace.folder, rule);
  assert.deepEqual(trial, { runs: 1, allowed: 2, examples: [tests] }, 'as the editor says at the approval');
});

test('wrong use and broken policies are said', async () => {
  const options = { cwd: gate.workspace.folder, env: gate.workspace.env };
  assert.equal((await cli(['replay'], options)).code, 2);
  assert.equal((await cli(['replay', 'last', '--current', '--policy', 'x'], options)).code, 2);
  assert.equal((await cli(['replay', 'nowhere'], options)).code, 3);
  const broken = await cli(['replay', 'last', '--policy', '-'], { ...options, input: '{ "version": 2 }' });
  assert.equal(broken.code, 3);
  assert.match(broken.stderr, /version/);
  assert.equal((await cli(['replay', 'last', '--current'], options)).code, 0);
});

test('the command line fails for a record with another decision in an unbroken chain', async () => {
  const forged = join(elsewhere, 'forged');
  mkdirSync(forged);
  let prev = '0'.repeat(64);
  const lines = read.events.map((event) => {
    const data = event.type === 'decision.made' && event.data.by === 'grant' ? { ...event.data, by: 'rule', rule: { id: 'tests', text: '{}', layer: 'workspace' } } : event.data;
    const line = JSON.stringify({ ...event, prev, data });
    prev = sha256(line);
    return `${line}\n`;
  });
  writeFileSync(join(forged, 'record.jsonl'), lines.join(''));
  cpSync(join(folder, 'blobs'), join(forged, 'blobs'), { recursive: true });
  const { code, stdout } = await cli(['replay', forged], { cwd: elsewhere, env: gate.workspace.env });
  assert.equal(code, 1);
  assert.match(stdout, /npm run test\n {4}recorded {2}allow by tests \(workspace\).*\n {4}now {7}allow by \w+ \(grant\)/);
  assert.match(stdout, /12 decided again in 1 run, 1 differently; 1 not as recorded/);
  assert.doesNotMatch(stdout, /broken/);
});

test('a decision that was altered before the record was sealed is noticed', async () => {
  const changes: [string, (event: AnyEvent) => boolean][] = [
    ['verdict', (event) => event.type === 'decision.made' && ((event.data.verdict = event.data.verdict === 'allow' ? 'deny' : 'allow'), true)],
    ['rule', (event) => event.type === 'decision.made' && event.data.rule !== undefined && ((event.data.rule.id = 'other'), true)],
    ['decider', (event) => event.type === 'decision.made' && ((event.data.by = event.data.by === 'rule' ? 'person' : 'rule'), true)],
    ['findings', (event) => event.type === 'guard.assessed' && event.data.carried === undefined && (event.data.findings.push({ id: 'path.ci', severity: 'high', reason: 'x' }), true)],
    ['policy', (event) => event.type === 'policy.loaded' && ((event.data.policy = typeof event.data.policy === 'string' ? event.data.policy.replace('"deny"', '"ask"') : '{}'), true)],
    ['grants', (event) => event.type === 'grant.given' && ((event.data.rule = '{"id":"x","effect":"allow","match":{"kind":"read"}}'), true)],
    ['action', (event) => event.type === 'action.proposed' && event.data.action.kind === 'exec' && ((event.data.action.command = `sudo ${event.data.action.command}`), true)],
  ];
  const altered = new Map<string, number>();
  for (const [what, change] of changes) {
    for (const seq of read.events.keys()) {
      const events = structuredClone(read.events);
      if (!change(events[seq]!)) continue;
      const { differences, problems } = await replayRun(folder, events);
      assert.ok(differences.length + problems.length > 0, `${what} in event ${seq} (${events[seq]!.type}) is not noticed`);
      altered.set(what, (altered.get(what) ?? 0) + 1);
    }
  }
  assert.deepEqual([...altered.keys()], changes.map(([what]) => what));
});
