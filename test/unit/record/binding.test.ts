/** A record whose chain and signature are good, written by somebody who has the key, but whose events do not belong together. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { canonical, digestOf, sha256 } from '../../../src/model/digest.ts';
import type { EventData, EventType, NewEvent } from '../../../src/record/events.ts';
import { sealReceipt } from '../../../src/record/receipt.ts';
import { RecordWriter } from '../../../src/record/writer.ts';
import { verifyRun } from '../../../src/record/verify.ts';
import { call, options, RUN, sealed, signer, started, temporaryFolder } from './sample.ts';

const cwd = '/work space/é';

/** Codes and lines of what `verify` finds in a record of these events. */
async function found(context: TestContext, change: (events: NewEvent[]) => void): Promise<string[]> {
  const folder = join(await temporaryFolder(context), '.signalbox', 'runs', '2026-11', RUN);
  const events = [started(), ...call('s1', { kind: 'exec', command: 'npm test', cwd }, 'allow'), sealed];
  change(events);
  const writer = await RecordWriter.create(folder, options());
  await writer.append(events);
  await writer.close();
  // Sealing checks first, as verifying does; whoever forges would not.
  await sealReceipt(folder, signer).catch(() => undefined);
  const { integrity } = await verifyRun(folder, { allowedSigners: [] });
  return integrity.problems.filter(({ code }) => code !== 'not-sealed').map(({ code, where }) => `${code} ${where.line ?? 0}`);
}

/** The data of the first event of a type. */
function event<T extends EventType>(events: NewEvent[], type: T): EventData<T> {
  return events.find((each) => each.type === type)!.data as EventData<T>;
}

test('events that belong together are whole', async (t) => {
  assert.deepEqual(await found(t, () => undefined), []);
});

test('an action that is not what its digest says is found, and a decision about another action', async (t) => {
  const proposed = await found(t, (events) => void (event(events, 'action.proposed').action = { kind: 'exec', command: 'npm publish', cwd }));
  assert.equal(proposed[0], 'action-digest 2');
  assert.deepEqual(await found(t, (events) => void (event(events, 'decision.made').digest = sha256('another'))), ['action-digest 6']);
});

test('something else than what the approver was shown is found, in the request and in the answer', async (t) => {
  const request = await found(t, (events) => void (event(events, 'approval.requested').presentation = 'something harmless'));
  assert.deepEqual(request, ['shown-digest 4']);
  assert.deepEqual(await found(t, (events) => void (event(events, 'approval.answered').shown = sha256('another'))), ['shown-digest 5']);
});

/** A question and its answer, put before the end. */
function withQuestion(events: NewEvent[]): { asked: EventData<'question.asked'>; answered: EventData<'question.answered'> } {
  const shown = canonical({ mode: 'form', message: 'Which?', fields: [] });
  const answers = [{ field: 'colour', value: 'red' }];
  const asked = { question: 'q1', mode: 'form' as const, title: 'Which?', digest: sha256(shown), shown };
  const answered: EventData<'question.answered'> = { question: 'q1', digest: asked.digest, action: 'accept', channel: 'terminal', answers, answersDigest: digestOf(answers), waitedMs: 1 };
  events.splice(-1, 0, { type: 'question.asked', basis: 'mediated', step: 's1', data: asked }, { type: 'question.answered', basis: 'mediated', step: 's1', data: answered });
  return { asked, answered };
}

test('a question that is not what the person was shown is found, and an answer that is not what was answered', async (t) => {
  assert.deepEqual(await found(t, (events) => void withQuestion(events)), []);
  const foundIn = (change: (parts: ReturnType<typeof withQuestion>) => void) => found(t, (events) => change(withQuestion(events)));
  const line = 2 + call('s1', { kind: 'exec', command: 'npm test', cwd }, 'allow').length;
  assert.deepEqual(await foundIn(({ asked }) => void (asked.shown = 'something harmless')), [`shown-digest ${line}`]);
  assert.deepEqual(await foundIn(({ answered }) => void (answered.digest = sha256('another'))), [`shown-digest ${line + 1}`]);
  assert.deepEqual(await foundIn(({ answered }) => void (answered.answers = [{ field: 'colour', value: 'blue' }])), [`shown-digest ${line + 1}`]);
  assert.deepEqual(await foundIn(({ answered }) => void delete answered.answers), [`shown-digest ${line + 1}`]);
});
