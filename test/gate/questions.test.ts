/** Questions of an agent through a real gate: who may answer, what is taken, what is recorded, and what happens when nobody does. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, test } from 'node:test';
import type { Bootstrap } from '../../src/gate/bootstrap.ts';
import { connectTo } from '../../src/gate/client.ts';
import { GateError, type GateConnection } from '../../src/gate/client-types.ts';
import { errorCodes, type QuestionReply, type QuestionResult } from '../../src/gate/protocol.ts';
import type { Question, QuestionValue } from '../../src/model/question.ts';
import { eventually, PATIENCE } from '../support/eventually.ts';
import { killed, until, type TestGate } from '../support/gate.ts';
import { puppetGate, type Puppet, type Reply, type Strings } from '../support/puppet.ts';
import { readRun, type ReadRun } from '../support/record.ts';

const gates: { gate: TestGate; strings: Strings }[] = [];
after(async () => {
  for (const { gate, strings } of gates) {
    strings.close();
    await gate.end();
  }
});

interface Stage {
  gate: TestGate;
  operator: GateConnection;
  puppet: Puppet;
  run: string;
  /** Ends the run and reads its record, which must be good. */
  read: () => Promise<ReadRun>;
}

async function stage({ launch = {}, policy, more }: { launch?: { approve?: 'ask' | 'deny'; questions?: boolean }; policy?: object; more?: Partial<Bootstrap> } = {}): Promise<Stage> {
  const made = puppetGate(more);
  gates.push(made);
  const { gate, strings } = made;
  if (policy !== undefined) writeFileSync(join(gate.workspace.folder, '.signalbox', 'policy.jsonc'), JSON.stringify({ version: 1, rules: [], ...policy }));
  const operator = await gate.connect('one');
  const { run, folder } = await operator.request('run/launch', { agent: 'puppet', trusted: true, ...launch });
  const puppet = await strings.next();
  const read = async () => {
    puppet.end();
    await until(await gate.connect('reader'), ({ runs }) => runs.find((live) => live.run === run && live.phase === 'ended'));
    const found = await readRun(folder);
    assert.equal(found.report.ok, true, JSON.stringify(found.report.integrity.problems));
    return found;
  };
  return { gate, operator, puppet, run, read };
}

const waiting = (connection: GateConnection, count = 1) => until(connection, ({ questions = [] }) => (questions.length >= count ? questions : undefined));

async function first(connection: GateConnection): Promise<Question> {
  return (await waiting(connection))[0]!;
}

function reply(connection: GateConnection, { id, digest }: Question, values: QuestionValue[] | undefined, more: Partial<QuestionReply> = {}): Promise<QuestionResult> {
  return connection.request('question/answer', { question: id, digest, action: values === undefined ? 'decline' : 'accept', ...(values === undefined ? {} : { values }), channel: 'other', ...more });
}

const why = (result: QuestionResult) => (result.accepted ? 'accepted' : result.why);
const form = (properties: Record<string, unknown>, message = 'How shall I go on?', required: string[] = []) => ({ mode: 'form', message, requestedSchema: { type: 'object', properties, required } });
const colour = { colour: { type: 'string', title: 'Colour', oneOf: [{ const: '#f00', title: 'Red' }, { const: '#00f', title: 'Blue' }] }, size: { type: 'integer', minimum: 1, maximum: 3 } };

test('two operators: the first answer counts, the agent gets it, and the record says who gave it', async () => {
  const { gate, operator, puppet, run, read } = await stage();
  const second = await gate.connect('two');
  const asked = puppet.question(form(colour, 'Which colour?', ['colour']));
  const [here, there] = [await first(operator), await first(second)];
  assert.deepEqual(here, there);
  assert.deepEqual([here.run, here.agent, here.asked.message], [run, 'Puppet', 'Which colour?']);
  assert.equal(operator.state.runs[0]?.phase, 'waiting');
  const results = await Promise.all([reply(operator, here, [1, 2]), reply(second, there, [0, null])]);
  assert.deepEqual(results.map(why).toSorted(), ['accepted', 'unknown']);
  const won = results[0].accepted ? { colour: '#00f', size: 2 } : { colour: '#f00' };
  assert.deepEqual((await asked).result, { action: 'accept', content: won });
  for (const each of [operator, second]) await until(each, ({ questions }) => (questions?.length === 0 ? true : undefined));
  const { data, view, report } = await read();
  const [given] = data('question.answered');
  const [shown] = data('question.asked');
  assert.deepEqual([shown!.title, shown!.mode, shown!.digest, given!.digest, given!.by?.name], ['Which colour?', 'form', here.digest, here.digest, 'Test Person']);
  assert.deepEqual(given!.answers, [{ field: 'colour', title: 'Colour', value: won.colour }, { field: 'size', ...('size' in won ? { value: 2 } : {}) }]);
  assert.deepEqual(view.turns[0]!.questions.map(({ title, answer }) => [title, answer?.action]), [['Which colour?', 'accept']]);
  assert.ok(report.ok);
});

test('an answer that is stale, for something else, or not what was asked for, leaves it waiting', async () => {
  const { operator, puppet, read } = await stage();
  const asked = puppet.question(form(colour, 'Which colour?', ['colour']));
  const question = await first(operator);
  const wrong = [
    reply(operator, question, [0, 1], { digest: 'f'.repeat(64) }),
    reply(operator, question, [null, 1]),
    reply(operator, question, [7, 1]),
    reply(operator, question, [0.5, 1]),
    reply(operator, question, [0, 9]),
    reply(operator, question, [0, 'two']),
    reply(operator, question, [[0], 1]),
    reply(operator, question, [0]),
    reply(operator, question, []),
    reply(operator, { ...question, id: 'no-such' }, [0, 1]),
  ];
  assert.deepEqual((await Promise.all(wrong)).map(why), ['digest', ...Array.from({ length: 8 }, () => 'invalid'), 'unknown']);
  assert.equal(operator.state.questions?.[0]?.id, question.id, 'it still waits');
  assert.equal(why(await reply(operator, question, undefined)), 'accepted');
  assert.deepEqual((await asked).result, { action: 'decline' });
  assert.equal(why(await reply(operator, question, [0, 1])), 'unknown');
  const { data } = await read();
  assert.deepEqual(data('question.answered').map(({ action, answers }) => [action, answers]), [['decline', undefined]]);
});

test('the agent cannot answer itself', async () => {
  const { operator, puppet, run, read } = await stage();
  const asked = puppet.question(form({}, 'May I?'));
  const question = await first(operator);
  const client = { kind: 'agent', name: 'puppet', version: '0', pid: puppet.pid } as const;
  const own = await connectTo(puppet.env['SIGNALBOX_SOCKET']!, client, { role: 'run', run, secret: puppet.env['SIGNALBOX_RUN_TOKEN']! });
  await assert.rejects(reply(own, question, []), (error) => error instanceof GateError && error.code === errorCodes.notAllowed);
  own.close();
  assert.equal(why(await reply(operator, question, undefined)), 'accepted');
  assert.deepEqual((await asked).result, { action: 'decline' });
  await read();
});

test('a secret goes to the agent and nowhere else, however the agent says it again', async () => {
  const { gate, operator, puppet, read } = await stage();
  const secret = 'Correct horse 7 battery';
  const asked = puppet.question(form({ password: { type: 'string', title: 'Password of the database' }, note: { type: 'string' } }));
  const question = await first(operator);
  assert.ok(question.asked.mode === 'form' && question.asked.fields[0]?.type === 'text' && question.asked.fields[0].secret);
  await reply(operator, question, [secret, 'the token is ghp_0123456789abcdefghijABCDEFGHIJ012345']);
  assert.deepEqual(((await asked).result!['content'] as Record<string, string>)['password'], secret);
  puppet.update({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: `I log in with ${secret} now` } });
  puppet.update({ sessionUpdate: 'tool_call', toolCallId: 'c1', title: 'log in', kind: 'execute', status: 'completed', rawInput: { command: `login --with '${secret}'` } });
  const { data } = await read();
  assert.deepEqual(data('question.answered')[0]!.answers?.[0], { field: 'password', title: 'Password of the database', withheld: true });
  assert.match(String(data('question.answered')[0]!.answers?.[1]?.value), /^the token is \[redacted:/);
  const files = readdirSync(join(gate.workspace.folder, '..'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const file of files) assert.equal(readFileSync(join(file.parentPath, file.name)).includes(secret), false, file.name);
});

test('a question that is no question is declined, noted, and shown to nobody', async () => {
  const { operator, puppet, read } = await stage();
  let deep: unknown = { type: 'string' };
  for (let depth = 0; depth < 500; depth++) deep = { type: 'object', properties: { a: deep } };
  const hostile = [
    form(Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`field ${index}`, { type: 'string' }]))),
    form({ a: { type: 'string', enum: Array.from({ length: 100_000 }, (_, index) => `option ${index}`) } }),
    form({}, 'x'.repeat(1_000_000)),
    form({ a: deep }),
    form({ a: { type: '_hologram' } }),
    { mode: '_mine', message: 'What?' },
    { mode: 'url', message: 'Open this', elicitationId: 'e', url: 'file:///etc/passwd' },
    { mode: 'form', message: 7 },
    {},
  ];
  for (const params of hostile) assert.deepEqual((await puppet.question(params)).result, { action: 'decline' }, JSON.stringify(params).slice(0, 80));
  assert.deepEqual(operator.state.questions, []);
  const { view, data } = await read();
  assert.equal(view.faults.filter(({ code }) => code === 'question-declined').length, hostile.length);
  assert.equal(data('question.asked').length, 0);
});

test('a pattern that takes for ever keeps nobody waiting', async () => {
  const { operator, puppet, read } = await stage();
  const asked = puppet.question(form({ a: { type: 'string', pattern: '^(a+)+$' }, b: { type: 'string', pattern: '^[0-9]+$' } }));
  const question = await first(operator);
  const begun = performance.now();
  assert.equal(why(await reply(operator, question, ['a'.repeat(60), 'x'])), 'invalid');
  assert.equal(why(await reply(operator, question, [`${'a'.repeat(60)}!`, '12'])), 'accepted', 'the agent checks it itself');
  assert.ok(performance.now() - begun < PATIENCE);
  assert.equal((await asked).result?.['action'], 'accept');
  await read();
});

test('only so many wait at once; what is too much is cancelled', async () => {
  const { operator, puppet, read } = await stage();
  const asked = Array.from({ length: 10 }, (_, index) => puppet.question(form({}, `Number ${index}?`)));
  const shown = await waiting(operator, 8);
  const cancelled = await Promise.race([Promise.all(asked.slice(8)), sleep(PATIENCE, undefined, { ref: false })]);
  assert.deepEqual((cancelled as Reply[]).map(({ result }) => result), [{ action: 'cancel' }, { action: 'cancel' }]);
  for (const question of shown) await reply(operator, question, []);
  assert.deepEqual((await Promise.all(asked.slice(0, 8))).map(({ result }) => result), Array.from({ length: 8 }, () => ({ action: 'accept', content: {} })));
  await read();
});

test('a page to visit: its whole address goes to the operators, what is secret in it not into the record', async () => {
  const { operator, puppet, read } = await stage();
  const address = 'https://login.example.org/oauth?client_secret=q8Zk3mN7pXv2Lr9TwY4b&next=%2F';
  const asked = puppet.question({ mode: 'url', message: 'Sign in', elicitationId: 'e1', url: address });
  const question = await first(operator);
  assert.deepEqual(question.asked, { mode: 'url', message: 'Sign in', url: address, host: 'login.example.org' });
  assert.equal(why(await reply(operator, question, ['text'])), 'invalid');
  await reply(operator, question, []);
  assert.deepEqual((await asked).result, { action: 'accept' });
  const { data } = await read();
  assert.match(JSON.stringify(data('question.asked')[0]!.shown), /login\.example\.org.*\[redacted:/);
});

test('a cancelled turn and a stopped run take back what was asked', async () => {
  for (const what of ['turn', 'run'] as const) {
    const { operator, puppet, run, read } = await stage();
    const asked = puppet.question(form(colour));
    const question = await first(operator);
    await operator.request('run/stop', { run, what });
    assert.deepEqual((await asked).result, { action: 'cancel' });
    await until(operator, ({ questions }) => (questions?.length === 0 ? true : undefined));
    assert.equal(why(await reply(operator, question, [0, 1])), 'unknown');
    const { data } = await read();
    assert.deepEqual(data('question.answered').map(({ action, by, why: reason }) => [action, by, reason]), [['cancel', undefined, 'It was withdrawn before anybody answered.']]);
  }
});

test('the time that the policy gives runs out', async () => {
  const { operator, puppet, read } = await stage({ policy: { approvalTimeout: '1s' } });
  const asked = puppet.question(form(colour));
  assert.ok((await first(operator)).expiresAt !== undefined);
  assert.deepEqual((await asked).result, { action: 'cancel' });
  const { data } = await read();
  assert.deepEqual(data('question.answered').map(({ action, channel, why: reason }) => [action, channel, reason]), [['cancel', 'time-out', 'Nobody answered in time.']]);
});

test('when the last operator stays away, what waits is cancelled, and so is what comes later', async () => {
  const { operator, puppet, read } = await stage({ more: { unattendedTime: 300, idleTime: 20_000 } });
  const asked = puppet.question(form(colour));
  await first(operator);
  operator.close();
  assert.deepEqual((await asked).result, { action: 'cancel' });
  assert.deepEqual((await puppet.question(form(colour))).result, { action: 'cancel' });
  const { data } = await read();
  assert.deepEqual(data('question.answered').map(({ why: reason }) => reason), ['Nobody answered in time.', 'Nobody is here to answer.']);
});

test('where flags answer in place of a person, the agent is told that nobody can be asked', async () => {
  for (const [launch, action] of [[{ approve: 'deny' }, 'decline'], [{ approve: 'deny', questions: true }, 'accept'], [{ questions: false }, 'decline']] as const) {
    const { operator, puppet, read } = await stage({ launch });
    const asked = puppet.question(form({}, 'Go on?'));
    if (action === 'accept') await reply(operator, await first(operator), []);
    assert.equal((await asked).result?.['action'], action);
    assert.deepEqual((puppet.client['clientCapabilities'] as Record<string, unknown>)['elicitation'], action === 'accept' ? { form: {}, url: {} } : undefined);
    await read();
  }
});

test('a gate that dies with a question open leaves a record that says so', async () => {
  const { gate, operator, puppet, run } = await stage();
  void puppet.question(form(colour));
  await first(operator);
  await killed(gate.address!.pid, 'SIGKILL');
  const next = await gate.connect('after');
  const folder = join(gate.workspace.folder, '.signalbox', 'runs');
  const dir = join(folder, readdirSync(folder)[0]!, run);
  await eventually(() => existsSync(join(dir, 'receipt.intoto.json')), 'the record is sealed');
  const { report, view } = await readRun(dir);
  assert.equal(report.ok, true);
  assert.equal(view.turns[0]!.questions[0]!.answer, undefined);
  assert.deepEqual(next.state.questions, []);
});
