/** Questions of the agent to the person: what is one, how it is answered, and what is none. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import { contentOf, readQuestion } from '../../../../src/doors/acp/question-form.ts';
import type { Asked, QuestionAnswer } from '../../../../src/model/question.ts';
import { FakeGate } from './fake-gate.ts';
import { Script, type Message } from './script.ts';

const form = (properties: unknown, more: Record<string, unknown> = {}) => ({ sessionId: 's', mode: 'form', message: 'Which?', requestedSchema: { type: 'object', properties, ...more } });
const page = (url: unknown) => ({ sessionId: 's', mode: 'url', message: 'Sign in', elicitationId: 'e1', url });

function asked(params: unknown): Asked {
  const read = readQuestion(params);
  assert.ok('asked' in read, JSON.stringify(read));
  return read.asked;
}

function fieldsOf(params: unknown) {
  const read = asked(params);
  assert.ok(read.mode === 'form');
  return read.fields;
}

async function started(questions: boolean, protocol: 1 | 2 = 1): Promise<{ gate: FakeGate; script: Script }> {
  const gate = new FakeGate('/tmp');
  const script = new Script(gate, { questions, protocol });
  if (protocol === 2) script.answers['initialize'] = () => ({ protocolVersion: 2, info: { name: 'two', version: '0' }, capabilities: {} });
  await script.session.start();
  return { gate, script };
}

const create = (id: unknown, params: Record<string, unknown>): Message => ({ id, method: 'elicitation/create', params });

test('each kind of field is read as what it is', () => {
  const fields = fieldsOf(form(
    {
      name: { type: 'string', title: 'Name', description: 'of the thing', minLength: 2, maxLength: 9, pattern: '^[a-z]+$', format: 'email', default: 'ab' },
      size: { type: 'integer', minimum: 1, maximum: 3, default: 2 },
      share: { type: 'number' },
      sure: { type: 'boolean', default: true },
      colour: { type: 'string', enum: ['red', 'blue'], default: 'blue' },
      named: { type: 'string', enum: ['a', 'b'], enumNames: ['Ah', 'Be'] },
      titled: { type: 'string', oneOf: [{ const: 'x', title: 'Ex', description: 'the first' }] },
      some: { type: 'array', items: { anyOf: [{ const: 'p', title: 'Pe' }, { const: 'q', title: 'Qu' }] }, minItems: 1, maxItems: 2, default: ['q', 'no such'] },
      plain: { type: 'array', items: { type: 'string', enum: ['u', 'v'] } },
    },
    { required: ['size', 'some'] },
  ));
  assert.deepEqual(fields, [
    { type: 'text', name: 'name', title: 'Name', description: 'of the thing', required: false, secret: false, minLength: 2, maxLength: 9, pattern: '^[a-z]+$', format: 'email', default: 'ab' },
    { type: 'number', name: 'size', title: 'size', required: true, secret: false, integer: true, minimum: 1, maximum: 3, default: 2 },
    { type: 'number', name: 'share', title: 'share', required: false, secret: false, integer: false },
    { type: 'yes-no', name: 'sure', title: 'sure', required: false, default: true },
    { type: 'choice', name: 'colour', title: 'colour', required: false, options: [{ value: 'red', title: 'red' }, { value: 'blue', title: 'blue' }], default: 1 },
    { type: 'choice', name: 'named', title: 'named', required: false, options: [{ value: 'a', title: 'Ah' }, { value: 'b', title: 'Be' }] },
    { type: 'choice', name: 'titled', title: 'titled', required: false, options: [{ value: 'x', title: 'Ex', description: 'the first' }] },
    { type: 'choices', name: 'some', title: 'some', required: true, options: [{ value: 'p', title: 'Pe' }, { value: 'q', title: 'Qu' }], minItems: 1, maxItems: 2, default: [1] },
    { type: 'choices', name: 'plain', title: 'plain', required: false, options: [{ value: 'u', title: 'u' }, { value: 'v', title: 'v' }] },
  ]);
});

test('what looks like a secret is marked as one', () => {
  const secret = (property: Record<string, unknown>, name = 'value', message = 'Say it') => {
    const [field] = fieldsOf({ ...form({ [name]: { type: 'string', ...property } }), message });
    assert.ok(field?.type === 'text');
    return field.secret;
  };
  assert.deepEqual([secret({}, 'apiKey'), secret({}, 'db_password'), secret({ title: 'Your access token' }), secret({ description: 'the passphrase of the key' }), secret({ format: 'password' }), secret({ _meta: { codex: { isSecret: true } } }), secret({}, 'answer', 'What is your API key?')], Array.from({ length: 7 }, () => true));
  assert.deepEqual([secret({}, 'name'), secret({ title: 'Colour of the keyboard' }), secret({ title: 'Author' }), secret({ title: 'Spin' })], [false, false, false, false]);
});

test('what cannot be shown as it is, is no question', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => `v${index}`);
  const hostile: [string, unknown][] = [
    ['no object', 7],
    ['no message', { mode: 'form', requestedSchema: {} }],
    ['an unknown mode', { ...form({}), mode: '_mine' }],
    ['fields that are a list', form([])],
    ['a schema that is no object', form({}, { type: 'array' })],
    ['a nested object', form({ a: { type: 'object', properties: { b: { type: 'string' } } } })],
    ['a nested list', form({ a: { type: 'array', items: { type: 'array', items: { type: 'string' } } } })],
    ['a list of free texts', form({ a: { type: 'array', items: { type: 'string' } } })],
    ['an unknown type', form({ a: { type: '_colour' } })],
    ['no type', form({ a: {} })],
    ['a reference', form({ a: { type: 'string', $ref: '#/x' } })],
    ['a union', form({ a: { type: 'string', anyOf: [{ type: 'string' }] } })],
    ['a number that is an enum', form({ a: { type: 'number', enum: [1, 2] } })],
    ['no options', form({ a: { type: 'string', enum: [] } })],
    ['an option twice', form({ a: { type: 'string', enum: ['x', 'x'] } })],
    ['too many fields', form(Object.fromEntries(many(51).map((name) => [name, { type: 'boolean' }])))],
    ['too many options', form({ a: { type: 'string', enum: many(201) } })],
    ['a long message', { ...form({}), message: 'x'.repeat(8001) }],
    ['a long option', form({ a: { type: 'string', enum: ['x'.repeat(1001)] } })],
    ['too much in all', form(Object.fromEntries(many(40).map((name) => [name, { type: 'string', description: 'y'.repeat(3000) }])))],
    ['a page that is none', page('not an address')],
    ['a program', page('vscode://file/etc/passwd')],
    ['a file', page('file:///etc/passwd')],
    ['a script', page('javascript:alert(1)')],
    ['a disguised host', page('https://bank.example@evil.example/')],
    ['a long address', page(`https://example.org/${'x'.repeat(8200)}`)],
  ];
  for (const [what, params] of hostile) assert.ok('problem' in readQuestion(params), what);
});

test('an address is shown as the browser will read it', () => {
  assert.deepEqual(asked(page('https://еxample.org/a b')), { mode: 'url', message: 'Sign in', url: 'https://xn--xample-2of.org/a%20b', host: 'xn--xample-2of.org' });
});

test('an answer goes back under the names of the fields, whatever they are', () => {
  const read = asked(form(JSON.parse('{"__proto__": {"type": "string"}, "pick": {"type": "string", "oneOf": [{"const": "c", "title": "C"}]}, "all": {"type": "array", "items": {"enum": ["x", "y"]}}, "left": {"type": "number"}}')));
  assert.ok(read.mode === 'form');
  assert.equal(JSON.stringify(contentOf(read, ['text', 0, [1, 0], null])), '{"__proto__":"text","pick":"c","all":["y","x"]}');
});

for (const protocol of [1, 2] as const) {
  test(`version ${protocol}: the agent is told that it can ask only where somebody answers`, async () => {
    for (const questions of [true, false]) {
      const { script } = await started(questions, protocol);
      const { params } = await script.until(({ method }) => method === 'initialize');
      const told = (protocol === 1 ? params!['clientCapabilities'] : params!['capabilities']) as Record<string, unknown>;
      assert.deepEqual(told['elicitation'], questions ? { form: {}, url: {} } : undefined);
      await script.session.close();
    }
  });

  test(`version ${protocol}: a question is answered, declined or cancelled as the person does`, async () => {
    const { gate, script } = await started(true, protocol);
    const answers: QuestionAnswer[] = [{ action: 'accept', values: ['ada', 0] }, { action: 'decline' }, { action: 'cancel' }];
    gate.answer = () => Promise.resolve(answers.shift() ?? { action: 'cancel' });
    const params = { ...form({ who: { type: 'string' }, pick: { type: 'string', enum: ['one'] } }), toolCallId: 'call-1' };
    script.session.prompt('t1', 'go').catch(() => undefined);
    script.send(create(11, params), create(12, params), create(13, params));
    const given = await Promise.all([11, 12, 13].map(async (id) => (await script.answerTo(id)).result));
    assert.deepEqual(given, [{ action: 'accept', content: { who: 'ada', pick: 'one' } }, { action: 'decline' }, { action: 'cancel' }]);
    assert.deepEqual(gate.questions.map(({ callId }) => callId), ['call-1', 'call-1', 'call-1']);
    await script.session.close();
  });
}

test('what is no question, or comes where nobody answers, is declined and noted', async () => {
  for (const questions of [true, false]) {
    const { gate, script } = await started(questions);
    script.session.prompt('t1', 'go').catch(() => undefined);
    const params = questions ? { ...form({ a: { type: 'object' } }), message: 'Which colour?' } : { ...form({}), message: 'Which colour?' };
    script.send(create(9, params));
    assert.deepEqual((await script.answerTo(9)).result, { action: 'decline' });
    assert.match(JSON.stringify(gate.faults), /question-declined.*Which colour\?/);
    assert.equal(gate.questions.length, 0);
    await script.session.close();
  }
});

test('a question is taken back when its turn is cancelled, the agent takes it back, or the page is done', async () => {
  const { gate, script } = await started(true);
  gate.answer = (_question, signal) => new Promise((resolve) => {
    if (signal.aborted) resolve({ action: 'cancel' });
    signal.addEventListener('abort', () => resolve({ action: 'cancel' }));
  });
  script.session.prompt('t1', 'go').catch(() => undefined);
  script.send(create(21, page('https://example.org/')), create(22, form({})), create(23, form({})));
  while (gate.questions.length < 3) await sleep(5);
  script.send({ method: 'elicitation/complete', params: { elicitationId: 'another' } }, { method: 'elicitation/complete', params: { elicitationId: 'e1' } });
  assert.deepEqual((await script.answerTo(21)).result, { action: 'cancel' });
  assert.equal(script.heard.some(({ id, method }) => method === undefined && (id === 22 || id === 23)), false);
  script.send({ method: '$/cancel_request', params: { requestId: 22 } });
  const taken = await script.answerTo(22);
  assert.ok(taken.error !== undefined || taken.result?.['action'] === 'cancel');
  await script.session.cancel();
  assert.deepEqual((await script.answerTo(23)).result, { action: 'cancel' });
  script.send(create(24, form({})));
  assert.deepEqual((await script.answerTo(24)).result, { action: 'cancel' }, 'the turn is over for this one, too');
  await script.session.close();
});
