import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AnyEvent } from '../../../src/record/events.ts';
import { RuleTally } from '../../../src/record/view-rules.ts';
import { Listeners } from '../../../src/editor/listeners.ts';
import { replayText, useText } from '../../../src/editor/policy/report-text.ts';
import { trialWords } from '../../../src/editor/policy/rule-trial.ts';
import { RulesModel } from '../../../src/editor/views/rules-model.ts';
import { FolderStates, stateOf } from './states.ts';

const now = () => Date.parse('2026-11-22T10:02:00.000Z');
const offered = '{"id":"allow-npm-test","effect":"allow","match":{"argv":["npm","test"]}}';

function tallyOf(rule: string, layer: string, times: number, suggestion?: string): RuleTally {
  const tally = new RuleTally();
  const ref = { id: rule, text: '{}', layer };
  for (let index = 0; index < times; index++) {
    const common = { step: `s${index}`, time: '2026-11-21T10:00:00.000Z' };
    const events = [
      { ...common, type: 'action.proposed', data: { title: 'npm test' } },
      ...(suggestion === undefined ? [] : [{ ...common, type: 'approval.requested', data: { suggestion } }, { ...common, type: 'approval.answered', data: { answer: 'allow-once', waitedMs: 300 } }]),
      { ...common, type: 'decision.made', data: { verdict: 'allow', by: suggestion === undefined ? 'rule' : 'person', rule: ref } },
    ];
    tally.add(events as unknown as AnyEvent[]);
  }
  return tally;
}

function modelOf(tally: RuleTally, text: string) {
  const folders = new FolderStates();
  const changes = new Listeners<void>();
  const model = new RulesModel({
    folders,
    files: (folder) => Promise.resolve([{ layer: 'workspace', path: `${folder}/.signalbox/policy.jsonc`, text }]),
    history: { of: () => Promise.resolve({ tally, runs: 1, isCut: false }), onChange: (listener) => changes.add(listener) },
    now,
  });
  return { folders, model, changes };
}

describe('the Rules tree', () => {
  it('lists grants and rules, with when each last decided something', async () => {
    const { folders, model } = modelOf(tallyOf('tests', 'workspace', 2), '{ "version": 1, "rules": [{ "id": "tests", "effect": "allow", "match": { "argv": ["npm", "test"] } }, { "id": "never", "effect": "deny", "match": { "program": "dd" } }] }');
    const grant = { run: 'run-1', grant: 'g', rule: '{"id":"x","effect":"allow","match":{"command":["rm a","rm b"]}}', givenAt: '2026-11-22T09:00:00.000Z', uses: 2, usedAt: '2026-11-22T10:00:00.000Z' };
    folders.set({ path: '/w', state: stateOf({ grants: [grant] }) });
    const rows = await model.children(undefined);
    assert.deepEqual(
      rows.map(({ label, description, context }) => [label, description, context]),
      [
        ['rm a, rm b', 'grant for a run, used 2 times, last 2 min ago', 'rule-grant'],
        ['tests', 'allow, decided 2 actions, last on 2026-11-21', 'rule'],
        ['never', 'deny, has decided nothing yet', 'rule'],
      ],
    );
    assert.deepEqual(rows[0]?.subject, { kind: 'grant', folder: '/w', run: 'run-1', grant: 'g' });
    assert.deepEqual(rows[1]?.subject, { kind: 'rule', folder: '/w', path: '/w/.signalbox/policy.jsonc', rule: 'tests' });
    assert.match(rows[2]?.tooltip ?? '', /Denies every command of `dd`/);
  });

  it('offers what was approved often, until there is such a rule', async () => {
    const { folders, model } = modelOf(tallyOf('asks', 'built-in', 3, offered), '');
    folders.set({ path: '/w', state: stateOf() });
    const [row] = await model.children(undefined);
    assert.deepEqual([row?.label, row?.description, row?.context], ['npm test', 'approved 3 times: a rule is on offer', 'rule-offer']);
    assert.deepEqual(row?.subject, { kind: 'offer', folder: '/w', rule: offered });
    const taken = modelOf(tallyOf('asks', 'built-in', 3, offered), `{ "version": 1, "rules": [${offered}] }`);
    taken.folders.set({ path: '/w', state: stateOf() });
    assert.deepEqual((await taken.model.children(undefined)).map(({ context }) => context), ['rule']);
    const rare = modelOf(tallyOf('asks', 'built-in', 2, offered), '');
    rare.folders.set({ path: '/w', state: stateOf() });
    assert.deepEqual(await rare.model.children(undefined), []);
  });

  it('is drawn anew when a grant, a policy or a record changed, and only then', () => {
    const { folders, model, changes } = modelOf(new RuleTally(), '');
    let drawn = 0;
    model.onChange(() => drawn++);
    folders.set({ path: '/w', state: stateOf() });
    folders.set({ path: '/w', state: stateOf({ revision: 2 }) });
    assert.equal(drawn, 1);
    folders.set({ path: '/w', state: stateOf({ policy: { digest: 'e'.repeat(64), posture: 'x', problems: [] } }) });
    changes.fire();
    assert.equal(drawn, 3);
  });
});

describe('documents about the policy', () => {
  const decided = (effect: 'allow' | 'ask' | 'deny', id: string) => ({ effect, rule: { id, layer: 'workspace' }, reason: `because of ${id}` });
  const run = { run: 'R1', folder: '/w/R1', by: 'other' as const, decided: 2, same: 1, fromFindings: 0, undecided: 0, problems: [], record: [], differences: [{ step: 's1', title: 'npm test\u202e', what: ['effect'], recorded: decided('ask', 'old'), replayed: decided('deny', 'new') }] };

  it('a replay lists what comes out differently, with both reasons', () => {
    const text = replayText({ runs: [run, { ...run, run: 'R2', differences: [], same: 2 }] }, 'the current policy');
    assert.match(text, /4 actions of 2 runs decided again by the current policy: 1 come out differently/);
    assert.match(text, /- ask → deny: 1/);
    assert.match(text, /recorded: \*\*ask\*\* by `old` \(workspace\). because of old\n- now: \*\*deny\*\* by `new` \(workspace\). because of new/);
    assert.doesNotMatch(text, /R2|\u202e/, 'runs without a difference are not listed, and nothing is hidden');
  });

  it('how the policy is doing names what to look at', () => {
    const hasty = tallyOf('asks', 'built-in', 6, offered);
    const text = useText({ uses: hasty.list(), offers: hasty.offered(3), idle: [{ id: 'idle', layer: 'workspace', effect: 'deny' }], runs: 1, isCut: false });
    assert.match(text, /1 recorded run of this workspace, 6 decisions/);
    assert.match(text, /`idle` \(workspace, deny\) has decided nothing/);
    assert.match(text, /`asks` asked 6 times and was never agreed with/);
    assert.match(text, /approved 6 times in under two seconds/);
    assert.match(text, /6 approvals \(`npm test`\)/);
    assert.match(text, /last time that anything was stopped: never/);
  });

  it('a rule is tried in words', () => {
    assert.equal(trialWords({ runs: 3, allowed: 2, examples: ['npm test'] }), 'Would have allowed 2 of what was asked in the newest 3 runs here: npm test');
    assert.equal(trialWords({ runs: 1, allowed: 0, examples: [] }), 'Would have allowed nothing that was asked in the newest run here');
  });
});
