/** Tools with which an agent only keeps its own books are allowed, and nothing else by their names. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Action } from '../../../src/model/action.ts';
import { policyOf, subjectOf } from '../guard/support.ts';

const policyIn = (posture: string) => policyOf(JSON.stringify({ version: 1, posture })).policy;
const other = (tool: string, input: unknown = {}): Action => ({ kind: 'other', tool, input, cwd: '/ws' });

test('in every posture, by the agent and in its own names; with a rule that says so', () => {
  for (const posture of ['careful', 'balanced', 'trusting']) {
    const decided = (action: Action, agent = 'claude') => policyIn(posture).decide({ ...subjectOf(action), agent });
    const allowed = decided(other('TodoWrite', { todos: [{ content: 'Delete /etc/passwd', status: 'pending' }] }));
    assert.deepEqual([allowed.effect, allowed.rule.id, allowed.rule.layer], ['allow', 'built-in.internal-tools.claude', 'built-in']);
    assert.equal(decided(other('Agent', { prompt: 'Look around.' })).effect, 'allow');
    assert.equal(decided(other('Agent (isolation: remote)')).effect, 'ask');
    assert.equal(decided(other('TodoWrite'), 'an-agent-of-the-workspace').effect, 'ask');
    assert.equal(decided(other('todowrite')).effect, 'ask');
    assert.equal(decided(other('Skill', { skill: 'x' })).effect, 'ask');
    assert.equal(decided({ kind: 'mcp', server: 'x', tool: 'TodoWrite' }).effect, 'ask');
    assert.equal(decided(other('TodoWrite', { todos: [{ content: 'Use -----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ\n-----END OPENSSH PRIVATE KEY-----' }] })).effect, 'ask');
    assert.equal(decided(other('TodoWrite', { file: '/ws/.signalbox/policy.json' })).effect, 'deny');
  }
});

test('a rule of a file can still ask or deny', () => {
  const { policy } = policyOf(JSON.stringify({ version: 1, rules: [{ id: 'no-subagents', effect: 'deny', match: { kind: 'other', tool: 'Agent*' } }] }));
  assert.equal(policy.decide({ ...subjectOf(other('Agent')), agent: 'claude' }).effect, 'deny');
});
