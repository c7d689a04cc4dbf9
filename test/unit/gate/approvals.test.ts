import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Approvals } from '../../../src/gate/approvals.ts';
import type { Answer } from '../../../src/gate/protocol.ts';
import type { Approval } from '../../../src/model/approval.ts';

const never = new AbortController().signal;
const person = { name: 'A Person' };

function approval(id: string, more: Partial<Approval> = {}): Approval {
  return {
    id,
    run: 'run',
    step: 's1',
    agent: 'demo',
    title: id,
    kind: 'exec',
    digest: `digest of ${id}`,
    shown: 'shown',
    presentation: { form: 'document', title: id, language: 'plaintext', text: id },
    findings: [],
    rule: { id: 'rule', text: '', layer: 'built-in' },
    reason: 'it asks',
    requestedAt: new Date().toISOString(),
    ...more,
  };
}

function answer(id: string, more: Partial<Answer> = {}): Answer {
  return { approval: id, digest: `digest of ${id}`, answer: 'allow-once', channel: 'quick-pick', ...more };
}

function queue(): { approvals: Approvals; changes: () => number } {
  let changes = 0;
  return { approvals: new Approvals(() => changes++, () => new Date()), changes: () => changes };
}

test('what waits is listed in the order it came, and an answer settles only its own', async () => {
  const { approvals, changes } = queue();
  const first = approvals.ask(approval('a'), never);
  const second = approvals.ask(approval('b'), never);
  assert.deepEqual(approvals.list().map(({ id }) => id), ['a', 'b']);
  assert.deepEqual(approvals.answer(answer('b'), person), { accepted: true });
  assert.deepEqual(approvals.list().map(({ id }) => id), ['a']);
  assert.equal((await second).how, 'answered');
  approvals.answer(answer('a', { answer: 'deny', reason: 'no' }), person);
  const settled = await first;
  assert.equal(settled.how === 'answered' && settled.answer.reason, 'no');
  assert.equal(changes(), 4);
});

test('an answer for another digest, an unknown id, or given twice, settles nothing', async () => {
  const { approvals } = queue();
  const asked = approvals.ask(approval('a'), never);
  assert.equal(refusal(approvals.answer(answer('a', { digest: 'digest of b' }), person)), 'digest');
  assert.equal(refusal(approvals.answer(answer('nothing'), person)), 'unknown');
  assert.equal(approvals.list().length, 1);
  assert.equal(approvals.answer(answer('a', { answer: 'deny' }), person).accepted, true);
  assert.equal(refusal(approvals.answer(answer('a'), person)), 'unknown');
  const settled = await asked;
  assert.equal(settled.how === 'answered' && settled.answer.answer, 'deny');
});

test('a rule is added only when it is the one that was shown', () => {
  const { approvals } = queue();
  void approvals.ask(approval('a', { suggestion: { rule: '{}', file: 'policy.jsonc', digest: 'rule digest' } }), never);
  void approvals.ask(approval('b'), never);
  assert.equal(refusal(approvals.answer(answer('a', { answer: 'allow-always', ruleDigest: 'other' }), person)), 'rule');
  assert.equal(refusal(approvals.answer(answer('a', { answer: 'allow-always' }), person)), 'rule');
  assert.equal(approvals.answer(answer('a', { answer: 'allow-always', ruleDigest: 'rule digest' }), person).accepted, true);
  assert.equal(refusal(approvals.answer(answer('b', { answer: 'allow-always', ruleDigest: 'rule digest' }), person)), 'rule');
});

test('a deadline denies, and a late answer changes nothing', async () => {
  const { approvals } = queue();
  const settled = await approvals.ask(approval('a', { expiresAt: new Date(Date.now() + 20).toISOString() }), never);
  assert.equal(settled.how, 'timed-out');
  assert.equal(refusal(approvals.answer(answer('a'), person)), 'unknown');
});

test('a request that is taken back is withdrawn, also when it is so already', async () => {
  const { approvals } = queue();
  const taken = new AbortController();
  const asked = approvals.ask(approval('a'), taken.signal);
  taken.abort();
  assert.equal((await asked).how, 'withdrawn');
  assert.equal((await approvals.ask(approval('b'), taken.signal)).how, 'withdrawn');
  assert.deepEqual(approvals.list(), []);
});

test('when nobody is left to answer, only what has no deadline of its own is denied', async () => {
  const { approvals } = queue();
  const open = approvals.ask(approval('open'), never);
  void approvals.ask(approval('dated', { expiresAt: new Date(Date.now() + 60_000).toISOString() }), never);
  approvals.expireUnattended();
  assert.equal((await open).how, 'timed-out');
  assert.deepEqual(approvals.list().map(({ id }) => id), ['dated']);
  approvals.answer(answer('dated'), person);
});

function refusal(result: ReturnType<Approvals['answer']>): string {
  return result.accepted ? 'accepted' : result.why;
}
