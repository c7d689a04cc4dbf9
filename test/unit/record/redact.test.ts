import { test } from 'node:test';
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { digestOf } from '../../../src/model/digest.ts';
import { Redactor } from '../../../src/record/redact.ts';
import { RecordWriter } from '../../../src/record/writer.ts';
import { started, temporaryFolder, ticking } from './sample.ts';

const key = new Uint8Array(32).fill(1);
const marker = /\[redacted:[a-z0-9-]+:[0-9a-f]{12}\]/;

test('equal secrets look equal within a run, and different in another', () => {
  const [one, other] = [new Redactor(key, [{ kind: 'environment', value: 'hunter2hunter2' }]), new Redactor(randomBytes(32), [{ kind: 'environment', value: 'hunter2hunter2' }])];
  const text = 'a hunter2hunter2 b hunter2hunter2';
  const [first, second] = one.text(text).match(new RegExp(marker, 'g'))!;
  assert.equal(first, second);
  assert.notEqual(one.text(text), other.text(text));
  assert.equal(one.text(text), `a ${first} b ${first}`);
});

test('a secret that is learnt later is removed from then on, like those before it', () => {
  const redactor = new Redactor(key, [{ kind: 'environment', value: 'hunter2hunter2' }]);
  assert.equal(redactor.text('say open sesame'), 'say open sesame');
  redactor.learn({ kind: 'answer', value: 'open sesame' }, { kind: 'answer', value: 'short' });
  assert.match(redactor.text('say open sesame, open%20sesame and hunter2hunter2, in short'), /^say \[redacted:answer:\w+\], \[redacted:answer:\w+\] and \[redacted:environment:\w+\], in short$/);
});

test('a known secret is found as JSON, percent, hex and base64 write it', () => {
  const value = 'p"ä/ß+\\w0rd&more';
  const redactor = new Redactor(key, [{ kind: 'environment', value }]);
  const spellings = [
    JSON.stringify({ value }),
    encodeURIComponent(value),
    Buffer.from(value).toString('hex'),
    ...['', 'u', 'us', 'user:'].flatMap((before) => ['base64', 'base64url'].map((encoding) => Buffer.from(`${before}${value}!`).toString(encoding as BufferEncoding))),
  ];
  for (const spelling of spellings) assert.match(redactor.text(`x ${spelling} y`), /\[redacted:environment:/, spelling);
});

test('digests, ids, numbers and markers survive', () => {
  const redactor = new Redactor(key, [{ kind: 'environment', value: 'redacted' }]);
  const value = {
    digest: 'a3'.repeat(32),
    head: 'b4'.repeat(20),
    run: '01KAPQRSTVWXYZ0123456789AB',
    uuid: '7d444840-9dc0-11d1-b245-5ffdce74fad2',
    count: 12,
    none: null,
    yes: true,
    'gen_ai.usage.input_tokens': 12_345_678,
    marked: 'token=[redacted:github-token:0123456789ab] and "[redacted:jwt:0123456789ab]"',
    rule: '{"id":"deny-secrets","match":{"path":"**/secrets/*.key"}}',
  };
  assert.deepEqual(redactor.value(value), value);
});

test('keys, nested values, names of members and options of commands', () => {
  const redactor = new Redactor(key, [{ kind: 'environment', value: 'hunter2hunter2' }]);
  const value = redactor.value({ 'key hunter2hunter2': [{ deep: 'hunter2hunter2' }], apiKey: 'zq8-Kd92mmAq', args: ['--token', 'zq8-Kd92mmAq', 'plain'], left: undefined });
  assert.match(Object.keys(value)[0]!, marker);
  assert.doesNotMatch(JSON.stringify(value), /hunter2|zq8-/);
  assert.match(JSON.stringify(value), /"plain"/);
  assert.ok(!('left' in value));
  const hostile = redactor.value(JSON.parse('{"__proto__":{"polluted":"hunter2hunter2"}}') as Record<string, unknown>);
  assert.deepEqual(Object.keys(hostile), ['__proto__']);
});

test('what JSON cannot hold is refused, half surrogates are mended', () => {
  const redactor = new Redactor(key);
  let deep: unknown = 1;
  for (let i = 0; i < 300; i++) deep = [deep];
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, () => 1, Symbol('x'), 1n, new Date(0), deep]) assert.throws(() => redactor.value({ value }), TypeError);
  assert.equal(redactor.text('a\ud800b'), 'a\ufffdb');
  assert.throws(() => new Redactor(new Uint8Array(4)), TypeError);
  assert.throws(() => new Redactor(key, [{ kind: 'Not A Kind', value: 'x' }]), TypeError);
});

const fragment = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom('password=', 'token: "', '"apiKey":"', 'Bearer ', 'ghp_', 'AKIA', 'eyJ', '://u:', '@', '"', ' ', '\n', '-----BEGIN PRIVATE KEY-----', '-----END PRIVATE KEY-----', '[redacted:jwt:', '0123456789ab]', '--secret ', '=', ':'),
  fc.stringMatching(/^[A-Za-z0-9]{8,44}$/),
  fc.constant('hunter2hunter2'),
);

test('redacting twice changes nothing more, so that a digest over redacted text holds', () => {
  const redactor = new Redactor(key, [{ kind: 'environment', value: 'hunter2hunter2' }, { kind: 'run-token', value: 'abcabcabcabc' }]);
  fc.assert(
    fc.property(fc.array(fragment, { maxLength: 12 }), (parts) => {
      const value = { command: parts.join(''), args: parts, env: Object.fromEntries(parts.map((part, i) => [part, parts[i - 1] ?? ''])) };
      const redacted = redactor.value(value);
      assert.deepEqual(redactor.value(redacted), redacted);
      assert.equal(digestOf(redactor.value(redacted)), digestOf(redacted));
    }),
    { numRuns: 2000 },
  );
});

test('random secrets are in no byte that is written', async (context) => {
  const folder = join(await temporaryFolder(context), 'run');
  const secrets = Array.from({ length: 40 }, (_, i) => randomBytes(6 + i).toString(i % 2 === 0 ? 'base64' : 'hex'));
  const redactor = new Redactor(randomBytes(32), secrets.map((value) => ({ kind: 'environment', value })));
  const writer = await RecordWriter.create(folder, { redactor, clock: ticking() });
  await writer.append(started({ command: secrets, ...Object.fromEntries(secrets.map((secret) => [secret, `of ${secret}!`])) }));
  for (const secret of secrets) {
    await writer.append([
      { type: 'fault.noted', basis: 'observed', data: { code: 'x', message: `before ${secret} after ${JSON.stringify({ secret })}` } },
      { type: 'message', basis: 'reported', data: { from: 'agent', digest: '0'.repeat(64), text: await writer.payload(`${secret}${'text '.repeat(2000)}${secret}`) } },
    ]);
  }
  await writer.close();
  const files = [join(folder, 'record.jsonl'), ...(await readdir(join(folder, 'blobs'))).map((name) => join(folder, 'blobs', name))];
  assert.equal(files.length, 41);
  for (const file of files) {
    const text = await readFile(file, 'utf8');
    for (const secret of secrets) assert.ok(!text.includes(secret), `${secret} in ${file}`);
  }
});
