import { test } from 'node:test';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, readdir, readFile, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sha256 } from '../../../src/model/digest.ts';
import type { NewEvent } from '../../../src/record/events.ts';
import { readBlob, readRecord } from '../../../src/record/reader.ts';
import { sealReceipt } from '../../../src/record/receipt.ts';
import { RecordWriter } from '../../../src/record/writer.ts';
import { options, SECRET, sealed, signer, started, temporaryFolder, writeSample } from './sample.ts';

function note(message: string): NewEvent {
  return { type: 'fault.noted', basis: 'observed', data: { code: 'test', message } };
}

test('events come back as written, in the order of the calls, those of one call together', async (context) => {
  const folder = join(await temporaryFolder(context), 'run');
  const writer = await RecordWriter.create(folder, options());
  const calls = await Promise.all([writer.append(started()), writer.append([note('a'), note('b')]), writer.append(note('c')), writer.append([])]);
  assert.deepEqual(calls.map((events) => events.map(({ seq }) => seq)), [[0], [1, 2], [3], []]);
  const lines = (await readFile(join(folder, 'record.jsonl'), 'utf8')).split('\n').slice(0, -1);
  assert.deepEqual(lines, calls.flat().map((event) => JSON.stringify(event)));
  assert.equal(writer.events, 4);
  assert.equal(writer.head, sha256(lines[3]!));
  await writer.close();
  assert.deepEqual((await readRecord(folder)).problems, []);
});

test('calls that come while the disk is busy share a write', async (context) => {
  const folder = join(await temporaryFolder(context), 'run');
  const writer = await RecordWriter.create(folder, options());
  await writer.append(started());
  const seen = new Set<number>();
  await Promise.all(Array.from({ length: 500 }, (_, i) => writer.append(note(`${i}`)).then(() => seen.add(writer.events))));
  assert.equal(writer.events, 501);
  assert.ok(seen.size <= 5, `${seen.size} writes for 500 calls of one turn`);
  await writer.close();
});

test('what is not written is on the disk before the promise resolves', async (context) => {
  const folder = join(await temporaryFolder(context), 'run');
  const writer = await RecordWriter.create(folder, options());
  for (let i = 0; i < 20; i++) {
    await writer.append(i === 0 ? started() : note(`${i}`));
    assert.equal((await readFile(join(folder, 'record.jsonl'), 'utf8')).split('\n').length - 1, i + 1);
  }
  await writer.close();
});

test('refused events leave no trace and do not stop the writer', async (context) => {
  const folder = join(await temporaryFolder(context), 'run');
  const writer = await RecordWriter.create(folder, options());
  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = cyclic;
  await assert.rejects(writer.append(note('before the start')), { code: 'invalid' });
  await writer.append(started());
  await assert.rejects(writer.append([note('good'), started()]), { code: 'invalid' });
  await assert.rejects(writer.append({ type: 'effect.observed', basis: 'observed', data: { path: 'x', change: 'moved' } } as unknown as NewEvent), { code: 'invalid' });
  await assert.rejects(writer.append({ type: 'nonsense', basis: 'observed', data: {} } as unknown as NewEvent), { code: 'invalid' });
  await assert.rejects(writer.append({ ...note('x'), step: 'a b' }), { code: 'invalid' });
  await assert.rejects(writer.append({ type: 'gate.probed', basis: 'mediated', data: { reached: true, how: 'x', durationMs: 1.5 } }), { code: 'invalid' });
  await assert.rejects(writer.append({ type: 'run.restored', basis: 'mediated', data: { paths: [], more: cyclic } }), { code: 'invalid' });
  await assert.rejects(writer.append(note('€'.repeat(12_000_000))), { code: 'too-long' });
  await writer.append(sealed);
  await assert.rejects(writer.append(note('late')), { code: 'sealed' });
  await writer.close();
  await assert.rejects(writer.append(note('later')), { code: 'closed' });
  const { events, problems } = await readRecord(folder);
  assert.deepEqual([events.map(({ type }) => type), problems], [['run.started', 'run.sealed'], []]);
});

test('a failed write poisons the writer, whoever waits and whoever comes', { skip: process.platform !== 'linux' }, async (context) => {
  const folder = join(await temporaryFolder(context), 'run');
  // The limit of file size makes the disk full for this process alone.
  const program = `
    const { RecordWriter } = await import(${JSON.stringify(new URL('../../../src/record/writer.ts', import.meta.url).href)});
    const { options, started } = await import(${JSON.stringify(new URL('./sample.ts', import.meta.url).href)});
    process.on('SIGXFSZ', () => {});
    const writer = await RecordWriter.create(process.argv[1], options());
    await writer.append(started());
    const big = { type: 'fault.noted', basis: 'observed', data: { code: 'big', message: 'x'.repeat(100000) } };
    const results = await Promise.allSettled([writer.append(big), writer.append(big), new Promise((done) => setTimeout(done, 50)).then(() => writer.append(big))]);
    console.log(JSON.stringify(results.map((result) => [result.status, result.reason?.code, result.reason?.cause?.code])), writer.events);
    await writer.close();`;
  const child = spawn('bash', ['-c', 'ulimit -f 16; exec "$0" --input-type=module -e "$1" "$2"', process.execPath, program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const output = (await child.stdout.toArray()).join('');
  assert.equal(output.trim(), `${JSON.stringify([1, 2, 3].map(() => ['rejected', 'poisoned', 'EFBIG']))} 1`);
});

test('long texts go to blobs, once, cut between characters', async (context) => {
  const folder = join(await temporaryFolder(context), 'run');
  const writer = await RecordWriter.create(folder, { ...options(), keepBytes: 10_000 });
  const limit = 'é'.repeat(2048);
  assert.equal(await writer.payload(limit), limit);
  const [one, two] = await Promise.all([writer.payload(`${limit}x`), writer.payload(`${limit}x`)]);
  assert.deepEqual(one, { blob: sha256(`${limit}x`), bytes: 4097 });
  assert.deepEqual(two, one);
  const cut = await writer.payload(`x${'€'.repeat(4000)}`);
  assert.ok(typeof cut !== 'string');
  assert.deepEqual([cut.bytes, cut.kept], [12_001, 10_000]);
  assert.equal((await readBlob(folder, cut.blob)).toString(), `x${'€'.repeat(3333)}`);
  assert.equal((await readdir(join(folder, 'blobs'))).length, 2);
  await writer.close();
});

test('secrets are redacted from events, payloads and blobs', async (context) => {
  const folder = join(await temporaryFolder(context), 'run');
  await writeSample(folder);
  const files = [join(folder, 'record.jsonl'), ...(await readdir(join(folder, 'blobs'))).map((name) => join(folder, 'blobs', name))];
  for (const file of files) {
    const text = await readFile(file, 'utf8');
    assert.ok(!text.includes(SECRET) && !text.includes('n0t-for-Disk!'), file);
    assert.match(text, /\[redacted:environment:[0-9a-f]{12}\]/);
  }
});

test('a folder that holds a record, or is a link, is refused', async (context) => {
  const workspace = await temporaryFolder(context);
  await writeSample(join(workspace, 'run'));
  await assert.rejects(RecordWriter.create(join(workspace, 'run'), options()), { code: 'exists' });
  await mkdir(join(workspace, 'elsewhere'));
  await symlink(join(workspace, 'elsewhere'), join(workspace, 'link'));
  await assert.rejects(RecordWriter.create(join(workspace, 'link'), options()), { code: 'unsafe' });
});

test('reopening cuts a torn line, removes half-written files, and goes on with the chain', async (context) => {
  const folder = join(await temporaryFolder(context), 'run');
  const writer = await RecordWriter.create(folder, options());
  await writer.append([started(), note('acknowledged')]);
  await writer.close();
  const whole = await readFile(join(folder, 'record.jsonl'));
  await appendFile(join(folder, 'record.jsonl'), '{"v":1,"seq":2,"pre');
  await writeFile(join(folder, 'blobs', 'half.tmp'), 'half');
  await writeFile(join(folder, 'receipt.intoto.json.tmp'), 'half');
  const again = await RecordWriter.reopen(folder, options());
  assert.equal(again.tornBytes, 19);
  assert.equal(again.events, 2);
  assert.deepEqual(await readFile(join(folder, 'record.jsonl')), whole);
  await again.append([{ type: 'run.interrupted', basis: 'observed', data: { tornBytes: again.tornBytes, reason: 'the gate died' } }, sealed]);
  await again.close();
  assert.deepEqual((await readRecord(folder)).problems, []);
  assert.deepEqual((await readdir(folder)).sort(), ['blobs', 'record.jsonl']);
  assert.deepEqual(await readdir(join(folder, 'blobs')), []);
  await sealReceipt(folder, signer);
  await assert.rejects(RecordWriter.reopen(folder, options()), { code: 'sealed' });
});

test('reopening refuses a record that is broken elsewhere, and one that is not there', async (context) => {
  const workspace = await temporaryFolder(context);
  const folder = join(workspace, 'run');
  await writeSample(folder);
  await truncate(join(folder, 'record.jsonl'), (await stat(join(folder, 'record.jsonl'))).size - 1);
  const lines = (await readFile(join(folder, 'record.jsonl'), 'utf8')).split('\n');
  await writeFile(join(folder, 'record.jsonl'), lines.with(3, lines[3]!.replace('Fix', 'Fax')).join('\n'));
  await assert.rejects(RecordWriter.reopen(folder, options()), (error: Error & { code?: string; problem?: { where: { line: number } } }) => error.code === 'broken' && error.problem?.where.line === 4);
  await assert.rejects(RecordWriter.reopen(join(workspace, 'none'), options()), { code: 'missing' });
});

test('a run that was interrupted before its first event can be reopened', async (context) => {
  const folder = join(await temporaryFolder(context), 'run');
  await (await RecordWriter.create(folder, options())).close();
  const writer = await RecordWriter.reopen(folder, options());
  await writer.append(started());
  await writer.close();
  assert.deepEqual((await readRecord(folder)).problems, []);
});

test('kill -9 at any moment loses nothing that was acknowledged', async (context) => {
  const workspace = await temporaryFolder(context);
  const child = fileURLToPath(new URL('./writer-child.ts', import.meta.url));
  const once9 = async (round: number): Promise<void> => {
    const folder = join(workspace, `run-${round}`);
    const process9 = spawn(process.execPath, [child, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    process9.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    while (!output.includes('\n')) await once(process9.stdout, 'data');
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
    process9.kill('SIGKILL');
    await once(process9, 'close');
    const acknowledged = output.split('\n').slice(0, -1).map(Number);
    const writer = await RecordWriter.reopen(folder, options());
    assert.ok(writer.events > Math.max(...acknowledged), `${writer.events} events, ${acknowledged.at(-1)} acknowledged`);
    await writer.append({ type: 'run.interrupted', basis: 'observed', data: { tornBytes: writer.tornBytes, reason: 'killed' } });
    await writer.close();
    const { problems, events } = await readRecord(folder);
    assert.deepEqual(problems, []);
    assert.deepEqual(events.map(({ seq }) => seq), events.map((_, i) => i));
  };
  for (let round = 0; round < 10; round += 2) await Promise.all([once9(round), once9(round + 1)]);
});
