import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readRecord } from '../../src/record/reader.ts';
import { TestGate, until } from '../support/gate.ts';
import { testWorkspace } from '../support/workspace.ts';

const gates: TestGate[] = [];
after(() => Promise.all(gates.map((gate) => gate.end())));

function newGate(...options: Parameters<typeof testWorkspace>): TestGate {
  const gate = new TestGate(testWorkspace(...options));
  gates.push(gate);
  return gate;
}

test('a run with a person: one action denied, the others approved, and the record says so', async () => {
  const gate = newGate();
  const operator = await gate.connect();
  const { run, folder } = await operator.request('run/launch', { agent: 'demo', trusted: true });
  const ended = operator.request('run/wait', { run });
  let over = false;
  void ended.finally(() => (over = true));
  const asked: string[] = [];
  while (!over) {
    const approval = await Promise.race([until(operator, (state) => state.approvals[0]), ended.then(() => undefined)]);
    if (approval === undefined) break;
    asked.push(approval.title);
    const answer = approval.title.includes('build') ? { answer: 'deny' as const, reason: 'keep the old build' } : { answer: 'allow-once' as const };
    assert.deepEqual(await operator.request('approval/answer', { approval: approval.id, digest: approval.digest, channel: 'other', ...answer }), { accepted: true });
    await until(operator, (state) => (state.approvals.some(({ id }) => id === approval.id) ? undefined : true));
  }
  const { end } = await ended;
  console.log(asked, end, folder);
  assert.equal(end, 'completed');
  const { events, problems } = await readRecord(folder);
  assert.deepEqual(problems, []);
  for (const e of events) console.log(e.seq, e.type, e.step ?? '', e.parent ?? '', JSON.stringify(e.data).slice(0, 260));
  assert.ok(existsSync(join(gate.workspace.folder, 'build')));
  console.log(readFileSync(join(folder, 'receipt.intoto.json'), 'utf8').slice(0, 300));
});
