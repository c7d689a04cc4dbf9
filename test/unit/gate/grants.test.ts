import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainedGrant } from '../../../src/gate/grants.ts';
import { ruleSchema } from '../../../src/policy/schema.ts';

const rule = JSON.stringify({ id: 'allow-npm-test-1', effect: 'allow', match: { kind: 'exec', command: ['npm test'], findings: ['none'] } });
const at = new Date('2026-11-22T10:31:05.123Z');

test('a grant says in words who gave it, and when, and is the same rule otherwise', () => {
  const explained = JSON.parse(explainedGrant(rule, { name: 'Test Person', email: 'person@example.com' }, at)) as Record<string, unknown>;
  assert.deepEqual(explained, { ...(JSON.parse(rule) as object), reason: 'Test Person allowed it and its like for this run, at 2026-11-22 10:31:05 UTC.' });
});

test('a name of any length leaves a rule that can be read', () => {
  assert.equal(ruleSchema().safeParse(JSON.parse(explainedGrant(rule, { name: '😀'.repeat(5000) }, at))).success, true);
});
