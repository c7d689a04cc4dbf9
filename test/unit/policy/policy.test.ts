import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { ulid } from 'ulid';
import { sha256 } from '../../../src/model/digest.ts';
import { recordedPolicy } from '../../../src/policy/compose.ts';
import { addRule } from '../../../src/policy/edit.ts';
import { loadPolicy } from '../../../src/policy/load.ts';
import { policyJsonSchema } from '../../../src/policy/schema.ts';
import type { Action } from '../../../src/model/action.ts';
import { catastrophic, risky } from '../guard/corpus.ts';
import { builtIn, effectOf, exec, policyOf, subjectOf } from '../guard/support.ts';

const file = (...rules: object[]) => JSON.stringify({ version: 1, rules });
const allow = (match: object, id = 'a') => ({ id, effect: 'allow', match });
const ask = (match: object, id = 'k') => ({ id, effect: 'ask', match });
const deny = (match: object, id = 'd') => ({ id, effect: 'deny', match });
const write = (path: string): Action => ({ kind: 'write', paths: [path], cwd: '/ws' });
const fetch = (url: string): Action => ({ kind: 'fetch', url });

test('the strongest layer with a match decides, ask beats allow within one, and a deny in any layer wins', () => {
  const npm = { argv: ['npm', 'test'] };
  const by = (user: object[], workspace: object[]) => effectOf('npm test', policyOf(file(...workspace), { user: file(...user) }).policy);
  assert.equal(by([], []), 'ask');
  assert.equal(by([allow(npm)], []), 'allow');
  assert.equal(by([ask(npm)], [allow(npm)]), 'allow');
  assert.equal(by([allow(npm)], [ask(npm)]), 'ask');
  assert.equal(by([], [allow(npm), ask(npm)]), 'ask');
  assert.equal(by([deny(npm)], [allow(npm)]), 'deny');
  assert.equal(by([allow(npm)], [deny(npm)]), 'deny');
  const grants = [{ id: 'g1', rule: JSON.stringify(allow(npm)) }];
  assert.equal(effectOf(exec('npm test'), policyOf(file(ask(npm))).policy, grants), 'allow');
  assert.equal(effectOf(exec('npm test'), policyOf(file(deny(npm))).policy, grants), 'deny');
  assert.equal(
    effectOf(exec('npm test'), builtIn, [
      { id: 'g1', rule: 'no json' },
      { id: 'g2', rule: '{"id":"x","effect":"allow","match":{}}' },
    ]),
    'ask',
  );
});

test('an untrusted workspace can only tighten', () => {
  const { policy } = policyOf(
    JSON.stringify({
      version: 1,
      posture: 'trusting',
      rules: [allow({ kind: 'exec' }), ask({ kind: 'read' }, 'r'), deny({ argv: ['ls'] })],
    }),
    { trusted: false },
  );
  assert.equal(policy.posture, 'balanced');
  assert.equal(effectOf('npm test', policy), 'ask');
  assert.equal(effectOf('ls', policy), 'deny');
  assert.equal(effectOf({ kind: 'read', paths: ['a'], cwd: '/ws' }, policy), 'ask');
  assert.equal(policyOf('{"version":1,"posture":"careful"}', { trusted: false }).policy.posture, 'careful');
});

test('nothing lifts what is refused; a repository does not lift what is guarded, the user does by name', () => {
  const everything = file(allow({ kind: ['exec', 'read', 'write', 'fetch', 'mcp', 'other'], findings: ['*'] }));
  for (const command of catastrophic) {
    assert.equal(
      effectOf(command, policyOf(everything, { user: everything }).policy, [
        { id: 'g', rule: JSON.stringify(allow({ kind: 'exec', findings: '*' })) },
      ]),
      'deny',
      command,
    );
  }
  for (const path of ['.vscode/tasks.json', '.github/workflows/a.yml', '.env', '../x', '.git/config']) {
    assert.equal(effectOf(write(path), policyOf(everything).policy), 'ask', path);
    assert.equal(effectOf(write(path), policyOf(undefined, { user: file(allow({ kind: 'write' })) }).policy), 'ask', path);
    assert.equal(effectOf(write(path), policyOf(undefined, { user: everything }).policy), 'allow', path);
  }
});

test('an allow accepts only what it names', () => {
  const { policy } = policyOf(file(allow({ argv: ['npm', 'run', 'test', '**'] })), {});
  assert.equal(effectOf('npm run test', policy), 'allow');
  assert.equal(effectOf('cd src && npm run test -- --grep x', policy), 'allow');
  assert.equal(effectOf('timeout 60 npm run test', policy), 'allow');
  for (const command of [
    'npm run test > src/a.ts',
    'sudo npm run test',
    'npm run test "$X"',
    'npm run test; npm run build',
    'PATH=. npm run test',
    'npm run test && rm a',
    'npm run tests',
    'npm -C x run test',
    'npm run test $(rm a)',
  ]) {
    assert.equal(effectOf(command, policy), 'ask', command);
  }
});

test('patterns: paths, hosts, tools, programs, agents, findings', () => {
  const only = (rule: object) => policyOf(file(rule)).policy;
  assert.equal(effectOf(write('src/a.ts'), only(deny({ kind: 'write', paths: 'src/**' }))), 'deny');
  assert.equal(effectOf(write('lib/a.ts'), only(deny({ kind: 'write', paths: 'src/**' }))), 'allow');
  assert.equal(effectOf('cat src/secret/a', only(deny({ paths: ['src/secret/**'] }))), 'deny');
  assert.equal(effectOf('rm build/a', only(allow({ program: 'rm', paths: 'build/**' }))), 'allow');
  assert.equal(effectOf('rm build/a src/b', only(allow({ program: 'rm', paths: 'build/**' }))), 'ask');
  assert.equal(effectOf('rm build/*', only(allow({ program: 'rm', paths: 'build/**' }))), 'ask');
  assert.equal(effectOf('/bin/rm build/a', only(deny({ program: 'rm' }))), 'deny');
  assert.equal(effectOf('env rm build/a', only(deny({ program: 'rm' }))), 'deny');
  assert.equal(effectOf(fetch('https://api.example.org/x'), only(allow({ hosts: '*.example.org' }))), 'allow');
  assert.equal(effectOf(fetch('https://example.org.evil.com/'), only(allow({ hosts: ['*.example.org', 'example.org'] }))), 'ask');
  assert.equal(effectOf({ kind: 'mcp', server: 's', tool: 'get_x' }, only(allow({ server: 's', tool: 'get_*' }))), 'allow');
  assert.equal(effectOf({ kind: 'mcp', server: 's2', tool: 'get_x' }, only(allow({ server: 's', tool: 'get_*' }))), 'ask');
  assert.equal(effectOf('ls', only(deny({ agent: 'demo', kind: 'exec' }))), 'deny');
  assert.equal(effectOf('ls', only(deny({ agent: 'other', kind: 'exec' }))), 'allow');
  assert.equal(effectOf('curl https://example.org', only(deny({ findings: 'command.*' }))), 'deny');
});

test('patterns: what is done, annotations, several commands in one rule', () => {
  const only = (rule: object) => policyOf(file(rule)).policy;
  assert.equal(effectOf('mkdir -p build', only(allow({ does: ['reads', 'writes'] }))), 'allow');
  assert.equal(effectOf('cp a b && mkdir c', only(allow({ does: ['reads', 'writes'] }))), 'allow');
  assert.equal(effectOf('cp a b && rm c', only(allow({ does: ['reads', 'writes'] }))), 'ask');
  assert.equal(effectOf('npm test', only(allow({ kind: 'exec', does: 'writes' }))), 'ask');
  assert.equal(effectOf('frobnicate', only(allow({ kind: 'exec', does: ['reads', 'writes', 'runs-code'] }))), 'ask');
  assert.equal(effectOf('mkdir "$X"', only(allow({ does: ['reads', 'writes'] }))), 'ask');
  assert.equal(effectOf('echo x > a.txt', only(deny({ does: 'writes' }))), 'deny');
  assert.equal(effectOf('cat a; git push', only(deny({ does: ['network'] }))), 'deny');
  assert.equal(effectOf('cat a', only(deny({ does: ['network', 'writes'] }))), 'allow');
  assert.equal(effectOf(write('src/a.ts'), only(ask({ does: 'writes' }))), 'ask');
  assert.equal(effectOf(fetch('https://example.org'), only(deny({ does: 'network' }))), 'deny');
  const named = file(allow({ kind: 'exec', does: ['privilege', 'reads', 'runs-code', 'writes', 'network', 'unknown', 'changes-repository'] }));
  assert.equal(effectOf('sudo ls', policyOf(named).policy), 'ask', 'guarded: a repository does not lift it');
  assert.equal(effectOf('sudo ls', policyOf(undefined, { user: named }).policy), 'allow', 'the user named it');
  const mcp = (annotations?: Record<string, unknown>): Action => ({ kind: 'mcp', server: 's', tool: 't', ...(annotations && { annotations }) });
  const reading = only(allow({ kind: 'mcp', annotations: { readOnlyHint: true } }));
  assert.equal(effectOf(mcp({ readOnlyHint: true }), reading), 'allow');
  for (const one of [mcp(), mcp({}), mcp({ readOnlyHint: 'true' }), mcp({ readOnlyHint: false })]) assert.equal(effectOf(one, reading), 'ask');
  assert.equal(effectOf(mcp(), only(deny({ annotations: { destructiveHint: true } }))), 'deny', 'a tool that does not say is taken for destructive');
  assert.equal(effectOf('ls', only(deny({ annotations: { destructiveHint: true } }))), 'allow');
  const several = only(allow({ argv: [['npm', 'test'], ['npx', 'eslint', '**']] }));
  for (const command of ['npm test', 'npx eslint a b', 'npm test && npx eslint .']) assert.equal(effectOf(command, several), 'allow', command);
  for (const command of ['npm test x', 'npm test && rm a']) assert.equal(effectOf(command, several), 'ask', command);
});

test('rules about time and runs go by the clock that they are given, and without one allow nothing', () => {
  const run = ulid(Date.parse('2026-11-23T09:00:00Z'));
  const at = (time: string | undefined, rule: object, inRun: string | undefined = run) =>
    policyOf(file(rule)).policy.decide({ ...subjectOf(exec('npm test')), ...(time && { at: time }), ...(inRun && { run: inRun }) }).effect;
  const npm = { argv: ['npm', 'test'] };
  const cases: [object, string, 'allow' | 'ask'][] = [
    [{ hours: '09:00-18:00' }, '2026-11-23T09:00:00.000+01:00', 'allow'],
    [{ hours: '09:00-18:00' }, '2026-11-23T17:59:59.999-11:00', 'allow'],
    [{ hours: '09:00-18:00' }, '2026-11-23T18:00:00.000+01:00', 'ask'],
    [{ hours: '09:00-18:00' }, '2026-11-23T08:59:00.000Z', 'ask'],
    [{ hours: '22:00-06:00' }, '2026-11-23T23:00:00.000Z', 'allow'],
    [{ hours: '22:00-06:00' }, '2026-11-23T05:59:00.000Z', 'allow'],
    [{ hours: '22:00-06:00' }, '2026-11-23T12:00:00.000Z', 'ask'],
    [{ until: '2026-11-23' }, '2026-11-23T23:59:59.000+01:00', 'allow'],
    [{ until: '2026-11-23' }, '2026-11-24T00:00:00.000+01:00', 'ask'],
    [{ until: '2026-11-23T10:00Z' }, '2026-11-23T10:59:00.000+01:00', 'allow'],
    [{ until: '2026-11-23T10:00Z' }, '2026-11-23T11:00:00.000+01:00', 'ask'],
    [{ age: '<30m' }, '2026-11-23T09:29:00.000Z', 'allow'],
    [{ age: '<30m' }, '2026-11-23T09:31:00.000Z', 'ask'],
    [{ age: '>2h' }, '2026-11-23T11:01:00.000Z', 'allow'],
    [{ age: '>2h' }, '2026-11-23T10:59:00.000Z', 'ask'],
  ];
  for (const [when, time, expected] of cases) {
    assert.equal(at(time, allow({ ...npm, ...when })), expected, JSON.stringify([when, time]));
    assert.equal(at(undefined, allow({ ...npm, ...when })), 'ask', 'no clock, nothing allowed');
    assert.equal(at('yesterday', deny({ ...npm, ...when })), 'deny', 'no clock, and what is denied for a time is denied');
  }
  assert.equal(at('2026-11-23T09:01:00.000Z', allow({ ...npm, age: '<30m' }), 'no-ulid'), 'ask');
  assert.equal(at(undefined, deny({ ...npm, run: `${run.slice(0, 10)}*` })), 'deny');
  assert.equal(at(undefined, deny({ ...npm, run: 'other' })), 'ask');
  for (const bad of [{ hours: '9-18' }, { hours: '25:00-26:00' }, { until: '2026-13-45' }, { until: 'tomorrow' }, { age: '30m' }, { does: 'harm' }, { does: [] }, { argv: [[]] }])
    assert.ok(policyOf(file(allow({ ...npm, ...bad }))).problems.length > 0, JSON.stringify(bad));
});

test('the text of a policy is all that decides: the same policy can be made of it elsewhere', () => {
  const text = JSON.stringify({ version: 1, posture: 'careful', approvalTimeout: '5m', rules: [allow({ argv: ['npm', 'test'] }), deny({ paths: '~/x/**' })] });
  for (const trusted of [true, false]) {
    const { policy } = policyOf(text, { trusted, user: file(ask({ kind: 'read' })) });
    assert.equal(sha256(policy.text), policy.digest);
    const again = recordedPolicy(policy.text, { roots: ['/ws'], home: '/home/u' }).policy;
    assert.deepEqual([again.digest, again.posture, again.approvalTimeout], [policy.digest, policy.posture, policy.approvalTimeout]);
    for (const one of [exec('npm test'), exec('ls'), write('src/a.ts'), write('/home/u/x/y'), { kind: 'read', paths: ['a'], cwd: '/ws' } satisfies Action]) {
      const [first, second] = [policy, again].map((each) => each.decide(subjectOf(one)));
      assert.deepEqual([second?.effect, second?.rule.id, second?.reason], [first?.effect, first?.rule.id, first?.reason], JSON.stringify(one));
    }
  }
  assert.throws(() => recordedPolicy('{}', { roots: [], home: '' }));
});

test('a file with a problem says where, and while it stands everything asks', () => {
  const text =
    '{\n  // comment\n  "version": 1,\n  "rules": [\n    { "id": "a", "effect": "allow", "match": { "kind": "exec", "prgram": "npm" } },\n    { "id": "d", "effect": "deny", "match": { "argv": ["ls"] } },\n  ],\n}';
  const { policy, problems } = policyOf(text);
  assert.deepEqual(
    problems.map(({ file: name, line, column }) => ({ name, line, column })),
    [{ name: 'policy.jsonc', line: 5, column: 64 }],
  );
  assert.match(problems[0]?.message ?? '', /prgram/);
  assert.equal(effectOf('ls', policy), 'deny');
  assert.equal(effectOf('cat a', policy), 'ask');
  assert.equal(effectOf('rm -rf /', policy), 'deny');
  assert.equal(policy.suggest(subjectOf(exec('npm test'))), undefined);
  for (const bad of [
    '',
    '[]',
    '{',
    '{"version":2}',
    '{"version":1,"rules":{}}',
    '{"version":1,"rules":[{"id":"a","effect":"allow","match":{}}]}',
    '{"version":1,"version":1}',
    '{"version":1,"rules":[{"id":"a","effect":"maybe","match":{"kind":"exec"}}]}',
    '{"version":1,"approvalTimeout":"soon"}',
    '{"version":1,"rules":[{"id":"a","effect":"allow","match":{"paths":[]}}]}',
    '{"version":1,"rules":[{"id":"a","effect":"allow","match":{"argv":[""]}}]}',
  ]) {
    const broken = policyOf(bad);
    assert.ok(broken.problems.length > 0, bad);
    assert.equal(effectOf('ls', broken.policy), 'ask', bad);
  }
});

test('comments and trailing commas are fine; time-outs and postures are read', () => {
  const { policy, problems } = policyOf(
    '{ // a\n "$schema": "x", "version": 1, "posture": "careful", "approvalTimeout": "10m", "rules": [], }',
  );
  assert.deepEqual(problems, []);
  assert.equal(policy.approvalTimeout, 600_000);
  assert.equal(effectOf(write('src/a.ts'), policy), 'ask');
  assert.equal(effectOf('npm test', policyOf('{"version":1,"posture":"trusting"}').policy), 'allow');
  for (const command of risky.filter((one) => /^(?:rm|curl|git push|ssh) /.test(one)))
    assert.equal(effectOf(command, policyOf('{"version":1,"posture":"trusting"}').policy), 'ask', command);
});

test('the digest changes with what decides, and only with that', () => {
  const one = policyOf('{"version":1,"rules":[{"id":"a","effect":"ask","match":{"kind":"exec"}}]}').policy.digest;
  assert.equal(
    policyOf('{ // c\n "rules": [ {"match": {"kind": "exec"}, "effect": "ask", "id": "a"} ], "version": 1 }').policy.digest,
    one,
  );
  assert.notEqual(policyOf('{"version":1,"rules":[{"id":"a","effect":"deny","match":{"kind":"exec"}}]}').policy.digest, one);
  assert.notEqual(builtIn.digest, one);
  assert.notEqual(
    policyOf(undefined, { user: '{"version":1,"rules":[{"id":"a","effect":"ask","match":{"kind":"exec"}}]}' }).policy.digest,
    one,
  );
  assert.equal(loadPolicy({ sources: [], trusted: true, roots: ['/elsewhere'], home: '/h' }).policy.digest, builtIn.digest);
});

test('a verdict quotes its rule and names the command', () => {
  const { policy } = policyOf(
    '{"version":1,"rules":[ { "id": "no-push", "effect": "deny", "match": { "argv": ["git", "push", "**"] }, "reason": "Ask in the channel first." } ]}',
  );
  const verdict = policy.decide(subjectOf(exec('git status && git push origin main')));
  assert.deepEqual({ ...verdict.rule, text: '' }, { id: 'no-push', layer: 'workspace', text: '' });
  assert.match(verdict.rule.text, /^\{ "id": "no-push".*\}$/);
  assert.match(verdict.reason, /git push origin main.*Ask in the channel first/);
  assert.equal(verdict.policyDigest, policy.digest);
});

test('adding a rule keeps comments', () => {
  const text =
    '{\n  // mine\n  "version": 1,\n  "rules": [\n    { "id": "a", "effect": "ask", "match": { "kind": "exec" } }, // why\n  ],\n}\n';
  const rule = JSON.stringify({ id: 'b', effect: 'allow', match: { argv: ['make'] } });
  const added = addRule(text, rule);
  assert.match(added, /\/\/ mine/);
  assert.match(added, /\/\/ why/);
  assert.deepEqual(policyOf(added).problems, []);
  assert.equal(addRule(added, rule), added);
  assert.deepEqual(policyOf(addRule('{"version":1}', rule)).problems, []);
  assert.throws(() => addRule('[]', rule), SyntaxError);
  assert.throws(() => addRule(text, 'x'), SyntaxError);
});

test('the committed JSON schema is current', async () => {
  assert.deepEqual(JSON.parse(await readFile('media/policy.schema.json', 'utf8')), JSON.parse(JSON.stringify(policyJsonSchema())));
});
