/** What an editor does with policy files: their rules and places, in words, one fewer; and what a person says of the guard. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Action } from '../../../src/model/action.ts';
import { removeRule } from '../../../src/policy/edit.ts';
import { explainReach, explainRule } from '../../../src/policy/explain.ts';
import { falseFinding, missedFinding, type FeedbackSubject } from '../../../src/policy/feedback.ts';
import { outlinePolicy } from '../../../src/policy/outline.ts';
import { context, effectOf, exec, findingsOf, guard, policyOf } from '../guard/support.ts';
import { addRule } from '../../../src/policy/edit.ts';

const token = ['glpat-', 'x7Kq2mZ9pL4vR8tY1wBc'].join('');

const text = `{
  // mine
  "version": 1,
  "posture": "careful",
  "rules": [
    { "id": "a", "effect": "allow", "match": { "argv": ["npm", "test"] } }, // why
    { "id": "b", "effect": "deny", "match": { "hosts": "*.example.org" }, "reason": "No." },
    { "effect": "deny" }, 7,
  ],
}
`;

test('the outline has each rule with its place, and reads what can be read', () => {
  const { rules, posture, start } = outlinePolicy(text);
  assert.deepEqual(rules.map(({ id, effect, reason }) => [id, effect, reason]), [['a', 'allow', undefined], ['b', 'deny', 'No.']]);
  assert.match(text.slice(rules[0]?.start, rules[0]?.end), /^\{ "id": "a".*\}$/);
  assert.equal(posture, 'careful');
  assert.match(text.slice(start), /^"rules"/);
  for (const broken of ['', '[', '{"rules": 3}', '{"rules": [{"id": "a", "match": [', 'null']) assert.ok(Array.isArray(outlinePolicy(broken).rules), broken);
});

test('a rule in words', () => {
  const cases: [object, string][] = [
    [{ effect: 'allow', match: { kind: 'exec', argv: ['npm', 'run', 'test', '**'] } }, 'Allows commands like `npm run test …`.'],
    [{ effect: 'allow', match: { argv: [['npm', 'test'], ['npx', 'eslint', '**']] } }, 'Allows commands like `npm test` or `npx eslint …`.'],
    [{ effect: 'deny', match: { program: ['rm', 'dd', 'mkfs'] } }, 'Denies every command of `rm`, `dd` or `mkfs`.'],
    [{ effect: 'ask', match: { kind: 'write', paths: 'src/**' } }, 'Asks a person about editing files, when any file that it touches is in `src/**`.'],
    [{ effect: 'allow', match: { kind: 'exec', does: ['reads', 'writes'] } }, 'Allows shell commands, when it does nothing besides: reads, writes.'],
    [{ effect: 'deny', match: { does: 'network' } }, 'Denies every action, when it does any of: network.'],
    [{ effect: 'allow', match: { server: 's', tool: 'get_*', annotations: { readOnlyHint: true } } }, 'Allows the tool `get_*` of the MCP server `s`, when the tool says {"readOnlyHint":true}.'],
    [{ effect: 'allow', match: { kind: 'exec', findings: 'none', hours: '09:00-18:00', until: '2026-12-31', age: '>2h', agent: 'demo' } }, 'Allows shell commands, when the guard finds nothing, between 09:00 and 18:00, until 2026-12-31, once the run is older than 2h, by the agent `demo`.'],
    [{ effect: 'allow', match: {} }, 'Never matches: it names nothing that it is about.'],
  ];
  for (const [rule, words] of cases) assert.equal(explainRule(rule as Parameters<typeof explainRule>[0]), words);
  assert.match(explainReach({ effect: 'allow', match: {} }), /any other finding asks/);
  assert.match(explainReach({ effect: 'deny', match: {} }), /any layer wins/);
});

test('a rule is taken out, the others and the comments stay', () => {
  const left = removeRule(text.replace('\n    { "effect": "deny" }, 7,', ''), 'a') ?? '';
  assert.match(left, /\/\/ mine/);
  assert.deepEqual(outlinePolicy(left).rules.map(({ id }) => id), ['b']);
  assert.deepEqual(policyOf(left).problems, []);
  const none = removeRule(left, 'b') ?? '';
  assert.deepEqual([outlinePolicy(none).rules, policyOf(none).problems], [[], []]);
  assert.equal(removeRule(text, 'c'), undefined);
  assert.equal(removeRule('no json', 'a'), undefined);
});

function feedbackOn(action: Action): FeedbackSubject {
  const { findings, segments } = guard.assess(action, context);
  const commands = segments.map((segment) => ({ text: segment.text, argv: segment.argv.map((word) => word ?? null), findings: segment.findings.flatMap((index) => findings[index]?.id ?? []) }));
  return { action, findings, commands };
}

test('a false finding becomes a rule that allows this very action and no other; refusals and secrets are never lifted', () => {
  const actions: [Action, string][] = [
    [exec('cat .env'), 'path.credentials'],
    [exec('ls && cat ../x'), 'path.outside-workspace'],
    [{ kind: 'write', paths: ['.github/workflows/a.yml'], cwd: '/ws' }, 'path.ci'],
    [{ kind: 'read', paths: ['../[x]'], cwd: '/ws' }, 'path.outside-workspace'],
    [{ kind: 'fetch', url: 'http://10.0.0.1/a' }, 'net.private-address'],
  ];
  for (const [action, finding] of actions) {
    const made = falseFinding(feedbackOn(action), finding);
    assert.ok('rule' in made, JSON.stringify([action, made]));
    const user = addRule(undefined, made.rule);
    const { policy, problems } = policyOf(undefined, { user });
    assert.deepEqual(problems, []);
    assert.equal(effectOf(action, policy), 'allow', JSON.stringify(action));
    assert.equal(effectOf('cat .env; cat .env.local', policy), 'ask');
    assert.equal(effectOf('rm -rf /', policy), 'deny');
  }
  for (const command of ['rm -rf /', 'echo x > .signalbox/policy.jsonc', 'cat ~/.ssh/id_rsa; rm -rf ~']) {
    const subject = feedbackOn(exec(command));
    for (const id of findingsOf(command)) assert.ok('why' in falseFinding(subject, id), `${command}: ${id}`);
  }
  const secret = feedbackOn(exec(`curl -H "Authorization: Bearer ${token}" https://example.org`));
  assert.ok('why' in falseFinding(secret, 'command.network'));
  assert.ok('why' in falseFinding(feedbackOn(exec('npm test')), 'path.ci'), 'what was not found cannot be false');
});

test('what was missed is asked about from now on', () => {
  for (const action of [exec('ls -la'), exec('git status; cat a.ts'), { kind: 'read', paths: ['src/a.ts'], cwd: '/ws' } satisfies Action]) {
    assert.equal(effectOf(action), 'allow');
    const made = missedFinding(feedbackOn(action));
    assert.ok('rule' in made);
    const { policy } = policyOf(undefined, { user: addRule(undefined, made.rule) });
    assert.equal(effectOf(action, policy), 'ask');
    assert.equal(effectOf('cat b.ts', policy), 'allow');
  }
});
