/** One run with a person, from launch to receipt, through a real gate process and a real agent process. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { answerAll } from '../support/drive.ts';
import { TestGate, until } from '../support/gate.ts';
import { readRun } from '../support/record.ts';
import { testWorkspace } from '../support/workspace.ts';

const gates: TestGate[] = [];
after(() => Promise.all(gates.map((gate) => gate.end())));

function newGate(): TestGate {
  const gate = new TestGate(testWorkspace());
  gates.push(gate);
  return gate;
}

test('what a person denies does not happen, what they approve does, and the record says who and why', async () => {
  const gate = newGate();
  const { folder: workspace } = gate.workspace;
  const operator = await gate.connect();
  const { run } = await operator.request('run/launch', { agent: 'demo', trusted: true });
  const { end, folder, asked } = await answerAll(operator, run, ({ title }) => (title === 'rm -r build' ? { answer: 'deny', reason: 'keep the old build' } : { answer: 'allow-once' }));

  assert.equal(end, 'completed');
  assert.deepEqual(asked.map(({ title }) => title), ['node --test', 'edit .github/workflows/test.yml', 'node --test', 'rm -r build']);
  assert.ok(existsSync(join(workspace, 'build', 'old.txt')), 'what was denied did not happen');
  assert.match(readFileSync(join(workspace, 'src', 'price.js'), 'utf8'), /round/i, 'what was allowed by rule did');
  const workflow = asked[1]!.presentation;
  assert.equal(workflow.form === 'diff' && workflow.files[0]!.after, readFileSync(join(workspace, '.github', 'workflows', 'test.yml'), 'utf8'), 'what was shown is what was written');

  const { view, calls, report, data } = await readRun(folder, gate.key.publicKey);
  assert.deepEqual(report.integrity.problems, []);
  assert.equal(report.signature.status, 'valid');
  assert.equal(report.trust.status, 'trusted');
  const byTitle = (title: string) => calls.filter((call) => call.title === title);
  const [denied] = byTitle('rm -r build');
  assert.equal(denied!.state, 'denied');
  assert.deepEqual([denied!.decision!.by, denied!.decision!.reason], ['person', 'keep the old build']);
  assert.equal(denied!.approval!.answer!.selfApproved, true);
  assert.equal(denied!.approval!.answer!.by, 'Test Person');
  assert.deepEqual(byTitle('node --test').map((call) => call.state), ['failed', 'succeeded'], 'it failed once and was tried again');
  const [refused] = byTitle('edit .signalbox/policy.jsonc');
  assert.deepEqual([refused!.state, refused!.decision!.by, refused!.decision!.rule!.layer], ['denied', 'rule', 'built-in']);
  const [unasked] = byTitle('edit NOTES.md');
  assert.deepEqual([unasked!.basis, unasked!.decision, unasked!.state], ['reported', undefined, 'succeeded']);
  assert.deepEqual(view.effects.map(({ path, change }) => `${change} ${path}`), ['modified .github/workflows/test.yml', 'created NOTES.md', 'modified src/price.js']);
  assert.equal(view.turns[0]!.messages.at(-1)!.from, 'agent');
  assert.match(JSON.stringify(view.turns[0]!.messages.at(-1)), /keep the old build/, 'the agent was told the reason');
  assert.equal(data('gate.probed')[0]!.reached, true);
  assert.deepEqual(data('run.started')[0]!.person, { name: 'Test Person', email: 'person@example.com' });
});

test('allowed for this run: the like of it is not asked about again, and the grant is what decided', async () => {
  const gate = newGate();
  const operator = await gate.connect();
  const { run } = await operator.request('run/launch', { agent: 'demo', trusted: true });
  const { folder, asked } = await answerAll(operator, run, ({ title }) => ({ answer: title === 'node --test' ? 'allow-run' : 'deny' }));
  assert.deepEqual(asked.map(({ title }) => title), ['node --test', 'edit .github/workflows/test.yml', 'rm -r build']);
  const { calls } = await readRun(folder);
  const [first, second] = calls.filter((call) => call.title === 'node --test');
  assert.equal(first!.decision!.by, 'person');
  assert.deepEqual([second!.decision!.by, second!.decision!.rule!.layer], ['grant', 'grant']);
  assert.match(second!.decision!.reason, /^Test Person allowed it and its like for this run, at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\.$/);
  const { transcript } = await operator.request('run/attach', { run });
  assert.ok(transcript.includes(`allowed  node --test  (${second!.decision!.reason})`), transcript);
});

test('always allowed: the rule that was shown is saved, and decides in the next run', async () => {
  const gate = newGate();
  const operator = await gate.connect();
  const first = await operator.request('run/launch', { agent: 'demo', trusted: true });
  const { asked } = await answerAll(operator, first.run, ({ title, suggestion }) =>
    title === 'node --test' && suggestion !== undefined ? { answer: 'allow-always', ruleDigest: suggestion.digest } : { answer: 'deny' },
  );
  assert.equal(asked.filter(({ title }) => title === 'node --test').length, 1);
  const saved = readFileSync(join(gate.workspace.folder, '.signalbox', 'policy.jsonc'), 'utf8');
  const { id } = JSON.parse(asked[0]!.suggestion!.rule) as { id: string };
  assert.match(saved, new RegExp(id));

  const second = await operator.request('run/launch', { agent: 'demo', trusted: true });
  const again = await answerAll(operator, second.run, () => ({ answer: 'deny' }));
  assert.equal(again.asked.some(({ title }) => title === 'node --test'), false);
  const { calls } = await readRun(again.folder);
  const decided = calls.find((call) => call.title === 'node --test')!.decision!;
  assert.deepEqual([decided.verdict, decided.by, decided.rule!.layer, decided.rule!.id], ['allow', 'rule', 'workspace', id]);

  const untrusted = await operator.request('run/launch', { agent: 'demo', trusted: false });
  const tightened = await answerAll(operator, untrusted.run, () => ({ answer: 'deny' }));
  assert.equal(tightened.asked.some(({ title }) => title === 'node --test'), true, 'an untrusted workspace cannot loosen');
});

test('two runs at once: their approvals do not mix, and stopping one leaves the other', async () => {
  const gate = newGate();
  const operator = await gate.connect();
  const one = await operator.request('run/launch', { agent: 'demo', trusted: true });
  const two = await operator.request('run/launch', { agent: 'demo', trusted: true });
  await until(operator, ({ approvals }) => (approvals.length === 2 ? true : undefined));
  assert.deepEqual(new Set(operator.state.approvals.map((approval) => approval.run)), new Set([one.run, two.run]));
  await operator.request('run/stop', { run: one.run, what: 'run', reason: 'enough' });
  const stopped = await operator.request('run/wait', { run: one.run });
  assert.equal(stopped.end, 'stopped');
  const { end, folder } = await answerAll(operator, two.run, () => ({ answer: 'allow-once' }));
  assert.equal(end, 'completed');
  const first = await readRun(one.folder);
  assert.deepEqual([first.view.end, first.view.stopped?.reason, first.report.ok], ['stopped', 'enough', true]);
  assert.deepEqual(first.calls.at(-1)!.decision?.by, 'gate', 'what waited was denied, by the gate');
  const second = await readRun(folder);
  assert.equal(second.report.ok, true);
  assert.deepEqual([first.view.beside, second.view.beside], [[two.run], [one.run]], 'what one changed is among the effects of the other');
  const alone = await operator.request('run/launch', { agent: 'demo', trusted: true });
  await operator.request('run/stop', { run: alone.run, what: 'run' });
  await operator.request('run/wait', { run: alone.run });
  assert.equal((await readRun(alone.folder)).view.beside, undefined, 'it was alone');
});
