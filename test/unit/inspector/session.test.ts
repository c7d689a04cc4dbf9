/** A session over a record on disk: what it sends, what it reads, and what it refuses. */
import assert from 'node:assert/strict';
import { appendFile, readFile, rename, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { RunAccess } from '../../../src/editor/inspector/access.ts';
import type { Snapshot, StepDetails, ToWebview } from '../../../src/editor/inspector/protocol.ts';
import { InspectorSession } from '../../../src/editor/inspector/session.ts';
import type { LiveRun } from '../../../src/gate/protocol.ts';
import { askingRun, waitingQuestion } from '../../fixtures/runs/asking.ts';
import { call, told, tidyRun, waitingRun, type Timed } from '../../fixtures/runs/tidy.ts';
import { scriptedRecord, type ScriptedRecord } from '../../webview/record.ts';

let record: ScriptedRecord;
let session: InspectorSession;
let posted: ToWebview[];
let opened: string[];
let waiting: string[];
let asked: { id: string; digest: string }[];
let live: LiveRun | undefined;
let failures: unknown[];
let changed: () => void;

const access: RunAccess = {
  live: () => live,
  waiting: () => waiting,
  questions: () => asked,
  onDidChange: (listener) => {
    changed = listener;
    return () => undefined;
  },
  stop: async () => void opened.push('stop'),
  review: async (_target, approval) => void opened.push(`review ${approval}`),
  answer: async (_target, question) => void opened.push(`answer ${question}`),
  verify: async () => {
    throw new Error('The folder is gone.');
  },
};

async function start(events: readonly Timed[]): Promise<void> {
  record = await scriptedRecord(events);
  session = new InspectorSession(
    { folder: record.folder, run: record.run },
    access,
    {
      showDiff: async (title, files) => void opened.push(`diff ${title} ${files.map(({ path }) => path).join()}`),
      showText: async (title, text, language) => void opened.push(`text ${title} ${language} ${text}`),
      openFile: async (path) => void opened.push(`file ${path}`),
      copy: async (text) => void opened.push(`copy ${text}`),
    },
    (message) => posted.push(message),
    (error) => failures.push(error),
  );
  await session.receive({ type: 'ready', protocol: 1 });
  await session.source.refresh();
}

beforeEach(() => {
  [posted, opened, waiting, asked, live, failures] = [[], [], [], [], undefined, []];
});
afterEach(async () => {
  session.dispose();
  await record.remove();
});

let id = 0;
async function ask(method: string, params: unknown): Promise<ToWebview> {
  await session.receive({ type: 'request', id: ++id, method, params });
  const answer = posted.find((message) => 'id' in message && message.id === id);
  assert.ok(answer);
  return answer;
}
async function details(step: string, message?: number): Promise<StepDetails> {
  const answer = await ask('loadStepDetails', { step, ...(message !== undefined && { message }) });
  assert.equal(answer.type, 'reply');
  return (answer as { result: StepDetails }).result;
}
async function refused(method: string, params: unknown, words: RegExp): Promise<void> {
  const answer = await ask(method, params);
  assert.equal(answer.type, 'error');
  assert.match((answer as { message: string }).message, words);
}

describe('snapshots', () => {
  test('nothing is posted before the webview is ready; then whole snapshots whose revisions only grow', async () => {
    await start(tidyRun);
    await session.receive({ type: 'ready', protocol: 1 });
    const snapshots = posted.filter((message): message is Snapshot => message.type === 'snapshot');
    assert.ok(snapshots.every((one, index) => index === 0 || one.revision > (snapshots[index - 1]?.revision ?? 0)));
    assert.equal(snapshots.at(-1)?.view?.counts.calls, 11);
  });

  test('hold the weakest basis of each kind of claim, and which change no step announced', async () => {
    await start(tidyRun);
    const { view } = session.snapshot();
    assert.equal(view?.bases['action.proposed'], 'reported');
    assert.equal(view?.bases['effect.observed'], 'observed');
    assert.deepEqual(view?.effects.items.map(({ path, steps }) => [path, steps]), [['src/rates.ts', ['c5']], ['test/rates.test.ts', ['c7']], ['package.json', []], ['notes/log.md', ['c9']]]);
    assert.deepEqual(view?.decidedBy, { rule: { allow: 7, deny: 1 }, person: { allow: 1, deny: 1 } });
  });

  test('stay small: texts of actions come with a step only', async () => {
    await start([...waitingRun, ...call({ step: 'big', parent: 't1', title: 'big', action: { kind: 'exec', command: 'x'.repeat(3_000_000), cwd: '/w' } })]);
    assert.ok(JSON.stringify(session.snapshot()).length < 20_000);
    const step = await details('big');
    assert.ok(step.form === 'tool-call' && step.action.kind === 'exec' && step.action.command.cut && step.action.command.bytes === 3_000_000);
    assert.ok(JSON.stringify(step).length < 500_000);
  });

  test('a webview of another version is told to open anew', async () => {
    await start(tidyRun);
    posted.length = 0;
    await session.receive({ type: 'ready', protocol: 99 });
    assert.equal(posted[0]?.type === 'snapshot' && posted[0].status, 'failed');
  });

  test('a run that is starting is loading, not missing', async () => {
    await start([]);
    await rename(record.dir, `${record.dir}-away`);
    live = { run: record.run, agent: { id: 'a', name: 'A' }, title: '', phase: 'starting', startedAt: '', folder: record.dir, events: 0 };
    await session.source.reload();
    assert.equal(session.snapshot().status, 'loading');
    live = undefined;
    assert.equal(session.snapshot().problem?.code, 'missing');
    await rename(`${record.dir}-away`, record.dir);
  });

  test('follow the record as it grows', async () => {
    await start(waitingRun);
    await record.add([told('t2', 'Go on.')]);
    changed();
    await session.source.refresh();
    assert.equal(session.snapshot().view?.turns.length, 2);
  });
});

describe('records that cannot be read', () => {
  const line = async (): Promise<string> => join(record.dir, 'record.jsonl');

  test('what stands before a broken line is shown, with where it broke', async () => {
    await start(waitingRun);
    await appendFile(await line(), 'not json\n');
    await session.source.reload();
    const { status, view, problem } = session.snapshot();
    assert.deepEqual([status, view?.events, problem?.code], ['ready', waitingRun.length, 'broken']);
    assert.match(problem?.message ?? '', new RegExp(`line ${waitingRun.length + 1}`));
  });

  test('a line that is still being written is no fault', async () => {
    await start(waitingRun);
    await appendFile(await line(), '{"v":1,"seq"');
    await session.source.reload();
    assert.equal(session.snapshot().problem, undefined);
  });

  test('a newer version is named as such', async () => {
    await start(waitingRun);
    const text = await readFile(await line(), 'utf8');
    await writeFile(await line(), text.replace('{"v":1,', '{"v":2,'));
    await session.source.reload();
    assert.deepEqual([session.snapshot().status, session.snapshot().problem?.code], ['failed', 'newer']);
  });

  test('a record that shrank is broken until it is read again', async () => {
    await start(waitingRun);
    const first = (await readFile(await line(), 'utf8')).indexOf('\n') + 1;
    await truncate(await line(), first);
    await session.source.refresh();
    assert.equal(session.snapshot().problem?.code, 'broken');
    await ask('reload', {});
    assert.deepEqual([session.snapshot().problem, session.snapshot().view?.events], [undefined, 1]);
  });

  test('a link in place of the record is not followed', async () => {
    await start(waitingRun);
    await rename(await line(), join(record.folder, 'elsewhere'));
    await symlink(join(record.folder, 'elsewhere'), await line());
    await session.source.reload();
    assert.equal(session.snapshot().problem?.code, 'unreadable');
    await refused('loadRawEvents', { from: 0, count: 10 }, /plain file|link/);
  });
});

describe('steps', () => {
  test('carry the decision with its rule, the answer, and what was shown', async () => {
    await start(tidyRun);
    const step = await details('c11');
    assert.ok(step.form === 'tool-call');
    assert.deepEqual([step.decision?.rule?.id, step.approval?.rule?.id, step.outcomeBasis], ['ask-network', 'ask-network', 'mediated']);
    assert.deepEqual(step.approval?.answer, { kind: 'deny', channel: 'quick-pick', by: 'Ada Quist', selfApproved: true, reason: 'Post the link, not the file.', waitedMs: 8100, at: step.approval?.answer?.at });
    assert.match(step.approval?.presentation?.text ?? '', /^curl -X POST/);
    assert.deepEqual(step.events.map(({ type }) => type), ['action.proposed', 'guard.assessed', 'approval.requested', 'approval.answered', 'decision.made']);
  });

  test('a long result comes from its blob, and one that was changed is not shown', async () => {
    await start(waitingRun);
    const { writer, text } = { writer: record, text: 'line\n'.repeat(5000) };
    await writer.addResult('c1b', text);
    await session.source.refresh();
    const step = await details('c1b');
    assert.ok(step.form === 'tool-call');
    assert.deepEqual([step.result?.text, step.result?.cut, step.result?.missing], [text, false, undefined]);
    const raw = JSON.parse(step.events.find(({ type }) => type === 'action.finished')?.json.text ?? '{}') as { data: { result: { blob: string } } };
    await appendFile(join(record.dir, 'blobs', raw.data.result.blob), 'x');
    const after = await details('c1b');
    assert.match(after.form === 'tool-call' ? (after.result?.missing ?? '') : '', /not what its digest says/);
  });

  test('that are not there are said not to be', async () => {
    await start(tidyRun);
    await refused('loadStepDetails', { step: 'nowhere' }, /no such step/);
    await refused('openDiff', { step: 'nowhere' }, /no such tool call/);
    assert.deepEqual(failures, []);
  });
});

describe('what the webview may have the editor do', () => {
  test('opens files of the workspace only, also by the paths of another machine', async () => {
    await start(tidyRun);
    await ask('openFile', { path: 'src/rates.ts' });
    await ask('openFile', { path: '/home/ada/parcel-rates/test/rates.test.ts' });
    assert.deepEqual(opened, [`file ${join(record.folder, 'src/rates.ts')}`, `file ${join(record.folder, 'test/rates.test.ts')}`]);
    for (const path of ['../secrets', '/etc/passwd', 'src/../../x', '/home/ada/parcel-rates/../../../etc/passwd', '.']) await refused('openFile', { path }, /outside this workspace/);
    assert.equal(opened.length, 2);
  });

  test('reviews only what waits now, and stops only what is live', async () => {
    await start(waitingRun);
    await refused('reviewApproval', { approval: 'a1' }, /does not wait any more/);
    await refused('stopRun', {}, /not live/);
    waiting = ['a1'];
    live = { run: record.run, agent: { id: 'a', name: 'A' }, title: '', phase: 'waiting', startedAt: '', folder: record.dir, events: waitingRun.length };
    await ask('reviewApproval', { approval: 'a1' });
    await ask('stopRun', {});
    assert.deepEqual(opened, ['review a1', 'stop']);
  });

  test('answers only a question that waits now, and only the one that the record shows', async () => {
    await start(askingRun);
    await refused('answerQuestion', { question: 'q1' }, /does not wait any more/);
    asked = [{ ...waitingQuestion, digest: '0'.repeat(64) }, { id: 'unseen', digest: waitingQuestion.digest }];
    assert.deepEqual(session.snapshot().answerable, []);
    await refused('answerQuestion', { question: 'q1' }, /does not wait any more/);
    await refused('answerQuestion', { question: 'unseen' }, /does not wait any more/);
    asked = [waitingQuestion];
    assert.deepEqual(session.snapshot().answerable, ['q1']);
    await ask('answerQuestion', { question: 'q1' });
    await refused('answerQuestion', { question: 'q1', values: ['x'] }, /not one that the inspector knows/);
    assert.deepEqual(opened, ['answer q1']);
  });

  test('shows diffs of what the record holds', async () => {
    await start(tidyRun);
    await ask('openDiff', { step: 'c5', file: 0 });
    await refused('openDiff', { step: 'c5', file: 9 }, /does not say what/);
    await refused('openDiff', { step: 'c9' }, /does not say what/);
    await ask('openDocument', { step: 'c11', part: 'shown' });
    await refused('openDocument', { step: 'c5', part: 'shown' }, /does not hold/);
    assert.equal(opened[0], 'diff Edit src/rates.ts src/rates.ts');
    assert.match(opened[1] ?? '', /^text curl shellscript curl -X POST/);
  });

  test('a verification that fails is shown as such', async () => {
    await start(tidyRun);
    await ask('verify', {});
    assert.deepEqual(session.snapshot().verification, { state: 'failed', message: 'The folder is gone.' });
  });
});
