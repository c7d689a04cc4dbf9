import { test } from 'node:test';
import assert from 'node:assert/strict';
import { appendFile, mkdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { parseLine } from '../../../src/record/line.ts';
import { readBlob, readRecord } from '../../../src/record/reader.ts';
import { findJsonFault } from '../../../src/record/strict-json.ts';
import { RecordTail } from '../../../src/record/tail.ts';
import { options, started, temporaryFolder, writeSample } from './sample.ts';
import { RecordWriter } from '../../../src/record/writer.ts';
import { sha256 } from '../../../src/model/digest.ts';

const zeros = '0'.repeat(64);
const good = `{"v":1,"seq":0,"prev":"${zeros}","time":"2026-11-22T12:00:00.000Z","type":"fault.noted","basis":"observed","data":{"code":"x","message":"y"}}`;

const bad: [name: string, line: string | Buffer, code: string][] = [
  ['empty', '', 'bad-json'],
  ['not JSON', 'hello', 'bad-json'],
  ['an array', '[]', 'bad-json'],
  ['two objects', `${good}${good}`, 'bad-json'],
  ['cut', good.slice(0, -1), 'bad-json'],
  ['a blank in front', ` ${good}`, 'bad-json'],
  ['a byte order mark', `\ufeff${good}`, 'bad-json'],
  ['not UTF-8', Buffer.concat([Buffer.from(good.slice(0, -4)), Buffer.from([0xff]), Buffer.from('"}}')]), 'bad-utf8'],
  ['CR LF', `${good}\r`, 'line-end'],
  ['a key twice', good.replace('"code":"x"', '"code":"x","code":"x"'), 'duplicate-key'],
  ['a key twice, once escaped', good.replace('"code":"x"', '"code":"x","c\\u006fde":"z"'), 'duplicate-key'],
  ['a key of the envelope twice', good.replace('"seq":0', '"seq":0,"seq":1'), 'duplicate-key'],
  ['half a surrogate pair', good.replace('"y"', '"\\ud83d"'), 'lone-surrogate'],
  ['half a surrogate pair in upper case', good.replace('"y"', '"\\uDE00x"'), 'lone-surrogate'],
  ['half a surrogate pair in a key', good.replace('"code"', '"\\udc00":1,"code"'), 'lone-surrogate'],
  ['a number too great', good.replace('"y"', '"y","n":1e999'), 'bad-json'],
  ['an integer that loses digits', good.replace('"y"', '"y","n":12345678901234567890'), 'bad-json'],
  ['nested too deep', good.replace('"y"', `"y","n":${'['.repeat(5000)}${']'.repeat(5000)}`), 'bad-json'],
  ['a newer version', good.replace('"v":1', '"v":2').replace('"data"', '"payload"'), 'newer-version'],
  ['an older version', good.replace('"v":1', '"v":0'), 'bad-envelope'],
  ['a version in words', good.replace('"v":1', '"v":"1"'), 'bad-envelope'],
  ['a sequence number that is no integer', good.replace('"seq":0', '"seq":0.5'), 'bad-envelope'],
  ['a negative sequence number', good.replace('"seq":0', '"seq":-1'), 'bad-envelope'],
  ['a short digest', good.replace(zeros, '0'.repeat(63)), 'bad-envelope'],
  ['an unknown field', good.replace('"basis"', '"more":1,"basis"'), 'bad-envelope'],
  ['no basis', good.replace('"basis":"observed",', ''), 'bad-envelope'],
  ['an unknown basis', good.replace('observed', 'guessed'), 'bad-envelope'],
  ['no data', good.replace(/,"data".*/, '}'), 'bad-envelope'],
  ['data that is a list', good.replace(/"data".*/, '"data":[]}'), 'bad-envelope'],
  ['a long step', good.replace('"basis"', `"step":"${'s'.repeat(201)}","basis"`), 'bad-envelope'],
  ['an unknown type', good.replace('fault.noted', 'fault.denied'), 'unknown-type'],
  ['a type of Object', good.replace('fault.noted', 'constructor'), 'unknown-type'],
  ['data of another type', good.replace('fault.noted', 'run.sealed'), 'bad-data'],
  ['a float where whole numbers are', good.replace('fault.noted', 'gate.probed').replace(/"data".*/, '"data":{"reached":true,"how":"x","durationMs":1.5}}'), 'bad-data'],
];

for (const [name, line, code] of bad) {
  test(`a line that is refused: ${name}`, () => {
    const parsed = parseLine(Buffer.from(line as string), { file: 'record.jsonl', line: 3, byte: 100 });
    assert.equal(parsed.problem?.code, code, JSON.stringify(parsed));
    assert.equal(parsed.problem.where.line, 3);
    if (code === 'newer-version') assert.match(parsed.problem.message, /written by a newer version .* update Signalbox/);
  });
}

test('lines in another form are good too, when they say the same', () => {
  for (const line of [good, good.replaceAll(':', ': '), good.replace('"y"', '"\\u0079 \\/ 🚦 \\ud83d\\ude00 \\\\ud"'), good.replace('{"v":1,', '{').replace('"data"', '"v":1,"data"')]) {
    assert.equal(parseLine(Buffer.from(line), { file: 'record.jsonl' }).event?.seq, 0, line);
  }
});

test('the fast way and the strict one agree on whatever JSON.stringify writes', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string({ unit: 'grapheme' }), (more, message) => {
      const line = JSON.stringify({ v: 1, seq: 0, prev: zeros, time: 't', type: 'fault.noted', basis: 'observed', data: { code: 'x', message, more } });
      const parsed = parseLine(Buffer.from(line), { file: 'record.jsonl' });
      assert.equal(findJsonFault(line) === undefined, parsed.event !== undefined);
      if (parsed.event !== undefined) assert.deepEqual(JSON.stringify(parsed.event), line);
    }),
    { numRuns: 500 },
  );
});

test('a line above the limit is refused without reading on', async (context) => {
  const folder = await temporaryFolder(context);
  await writeFile(join(folder, 'record.jsonl'), Buffer.alloc(34 * 1024 * 1024, 0x61));
  const { problems, lines } = await readRecord(folder);
  assert.deepEqual([problems.map(({ code }) => code), lines], [['record-empty', 'line-too-long'], 0]);
});

test('a broken record gives the events that can be read, and says what is wrong with the others', async (context) => {
  const folder = join(await temporaryFolder(context), 'run');
  await writeSample(folder);
  const path = join(folder, 'record.jsonl');
  const lines = (await readFile(path, 'utf8')).split('\n');
  lines[5] = 'nonsense';
  await writeFile(path, `${lines.join('\n')}{"torn`);
  const { events, problems, tornBytes } = await readRecord(folder);
  assert.equal(events.length, 26);
  assert.equal(tornBytes, 6);
  assert.deepEqual(problems.map(({ code, where }) => [code, where.line]), [['bad-json', 6], ['line-torn', 28]]);
});

test('links and missing records are refused', async (context) => {
  const folder = join(await temporaryFolder(context), 'run');
  await mkdir(folder);
  await assert.rejects(readRecord(folder), { code: 'missing' });
  await symlink('/etc/passwd', join(folder, 'record.jsonl'));
  await assert.rejects(readRecord(folder), { code: 'unsafe' });
  await assert.rejects(new RecordTail(folder).read(), { code: 'unsafe' });
});

test('blobs are given out only when they are what their name says', async (context) => {
  const folder = await temporaryFolder(context);
  await mkdir(join(folder, 'blobs'));
  const name = sha256('text');
  await writeFile(join(folder, 'blobs', name), 'text');
  assert.equal((await readBlob(folder, name)).toString(), 'text');
  await appendFile(join(folder, 'blobs', name), '!');
  await assert.rejects(readBlob(folder, name), { code: 'broken' });
  await assert.rejects(readBlob(folder, '../record.jsonl'), { code: 'invalid' });
  await assert.rejects(readBlob(folder, zeros), { code: 'missing' });
  await rm(join(folder, 'blobs', name));
  await symlink('/etc/passwd', join(folder, 'blobs', name));
  await assert.rejects(readBlob(folder, name), { code: 'unsafe' });
});

test('a tail follows a record as it grows, whatever is torn when it looks', async (context) => {
  const workspace = await temporaryFolder(context);
  await writeSample(join(workspace, 'whole'));
  const whole = await readFile(join(workspace, 'whole', 'record.jsonl'));
  const folder = join(workspace, 'live');
  const tail = new RecordTail(folder);
  assert.deepEqual(await tail.read(), []);
  await mkdir(folder);
  const seen: number[] = [];
  for (let at = 0; at < whole.length; at += 333) {
    await appendFile(join(folder, 'record.jsonl'), whole.subarray(at, at + 333));
    for (const { seq } of await tail.read()) seen.push(seq);
  }
  assert.deepEqual(seen, Array.from({ length: 27 }, (_, i) => i));
  await truncate(join(folder, 'record.jsonl'), 10);
  await assert.rejects(tail.read(), { code: 'broken' });
});

test('a tail reads up to a number of events, in turn, and stops at a broken line', async (context) => {
  const folder = join(await temporaryFolder(context), 'run');
  await writeSample(folder);
  const tail = new RecordTail(folder);
  const reads = await Promise.all([tail.read(3), tail.read(3), tail.read(10), tail.read()]);
  assert.deepEqual(reads.map((events) => events.length), [3, 0, 7, 17]);
  await appendFile(join(folder, 'record.jsonl'), `${good}\n`);
  await assert.rejects(tail.read(), { code: 'broken' });
  await assert.rejects(tail.read(), { code: 'broken' });
});

test('a tail beside a writer sees every event once', async (context) => {
  const folder = join(await temporaryFolder(context), 'run');
  const writer = await RecordWriter.create(folder, options());
  const tail = new RecordTail(folder);
  const seen: number[] = [];
  for (let i = 0; i < 40; i++) {
    const append = writer.append(i === 0 ? started() : { type: 'fault.noted', basis: 'observed', data: { code: 'x', message: 'm'.repeat(i * 100) } });
    for (const { seq } of await tail.read()) seen.push(seq);
    await append;
    for (const { seq } of await tail.read(writer.events)) seen.push(seq);
    assert.equal(seen.length, i + 1);
  }
  await writer.close();
  assert.deepEqual(seen, Array.from({ length: 40 }, (_, i) => i));
});
