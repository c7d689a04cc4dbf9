/** Every byte matters: whatever is changed in a sealed run folder, verify finds it and says where. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { cp, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { generateKey } from '../../../src/record/keys.ts';
import { encodeEnvelope, decodeEnvelope, PAYLOAD_TYPE, preAuthEncoding } from '../../../src/record/dsse.ts';
import { softwareSigner } from '../../../src/record/signer.ts';
import { sealReceipt } from '../../../src/record/receipt.ts';
import { checkLines, readRecord } from '../../../src/record/reader.ts';
import type { ByteSource } from '../../../src/record/scan.ts';
import { checkReceipt } from '../../../src/record/verify-receipt.ts';
import { verifyRun, type VerifyReport } from '../../../src/record/verify.ts';
import type { ProblemCode } from '../../../src/record/problem.ts';
import { RUN, sealedSample, signer, temporaryFolder, writeSample } from './sample.ts';

const trusted = { allowedSigners: [{ source: 'repository', text: `ada@example.org ${signer.publicKey}\n` }] };

function allProblems(report: VerifyReport): { code: ProblemCode; file: string; line: number | undefined }[] {
  return [...report.integrity.problems, ...report.signature.problems].map(({ code, where }) => ({ code, file: where.file, line: where.line }));
}

async function checkMutant(folder: string, file: string, mutant: Buffer): Promise<VerifyReport> {
  await writeFile(join(folder, file), mutant);
  return verifyRun(folder, trusted);
}

test('an untouched run verifies', async (context) => {
  const report = await verifyRun(await sealedSample(await temporaryFolder(context)), trusted);
  assert.deepEqual(allProblems(report), []);
  assert.equal(report.ok, true);
  assert.equal(report.trust.status, 'trusted');
});

/** A record in memory, for the tests that look at every byte of it. */
function inMemory(whole: Buffer): ByteSource {
  return { read: async (buffer, offset, length, position) => ({ bytesRead: whole.copy(buffer, offset, position, position + length) }) };
}

test('every flipped bit position of the record is found at its line', async (context) => {
  const folder = await sealedSample(await temporaryFolder(context));
  const whole = await readFile(join(folder, 'record.jsonl'));
  const head = (await readRecord(folder)).head;
  let line = 1;
  for (let at = 0; at < whole.length; at++) {
    const mutant = Buffer.from(whole);
    mutant[at]! ^= 1 << (at % 8);
    const { problems } = await checkLines(inMemory(mutant), () => undefined, { head });
    const lines = problems.flatMap(({ where }) => (where.line === undefined ? [] : [where.line]));
    assert.ok(lines.includes(line), `byte ${at} of line ${line}: ${JSON.stringify(problems)}`);
    assert.ok(Math.min(...lines) >= line, `byte ${at} of line ${line} blamed on an earlier one: ${JSON.stringify(problems)}`);
    if (whole[at] === 0x0a) line++;
  }
});

test('every flipped bit position of the receipt is found', async (context) => {
  const folder = await sealedSample(await temporaryFolder(context));
  const whole = await readFile(join(folder, 'receipt.intoto.json'));
  for (let at = 0; at < whole.length; at++) {
    const mutant = Buffer.from(whole);
    mutant[at]! ^= 1 << (at % 8);
    const { problems, signatureProblems } = checkReceipt(mutant);
    assert.ok(problems.length + signatureProblems.length > 0, `byte ${at}`);
  }
});

test('flipped bytes on the disk are found in every file', async (context) => {
  const folder = await sealedSample(await temporaryFolder(context));
  const blob = `blobs/${(await readdir(join(folder, 'blobs')))[0]!}`;
  for (const file of ['record.jsonl', 'receipt.intoto.json', blob]) {
    const whole = await readFile(join(folder, file));
    for (let at = 0; at < whole.length; at += 97) {
      const mutant = Buffer.from(whole);
      mutant[at]! ^= 0xff;
      const report = await checkMutant(folder, file, mutant);
      assert.equal(report.ok, false);
      assert.ok(allProblems(report).some((found) => found.file === file), `byte ${at} of ${file}`);
    }
    await writeFile(join(folder, file), whole);
  }
});

test('inserted, deleted, swapped and cut bytes are found in every file', async (context) => {
  const folder = await sealedSample(await temporaryFolder(context));
  const blob = `blobs/${(await readdir(join(folder, 'blobs')))[0]!}`;
  for (const file of ['record.jsonl', 'receipt.intoto.json', blob]) {
    const whole = await readFile(join(folder, file));
    const position = fc.nat(whole.length - 1);
    const mutation = fc.oneof(
      fc.tuple(position, fc.constantFrom(0, 9, 10, 13, 32, 34, 44, 65, 92, 125, 255)).map(([at, byte]) => Buffer.concat([whole.subarray(0, at), Buffer.from([byte]), whole.subarray(at)])),
      fc.tuple(position, fc.nat(400)).map(([at, count]) => Buffer.concat([whole.subarray(0, at), whole.subarray(at + count + 1)])),
      fc.tuple(position, position).map(([a, b]) => {
        const mutant = Buffer.from(whole);
        [mutant[a], mutant[b]] = [whole[b]!, whole[a]!];
        return mutant;
      }),
      position.map((length) => whole.subarray(0, length)),
      fc.uint8Array({ minLength: 1, maxLength: 50 }).map((more) => Buffer.concat([whole, more])),
    );
    await fc.assert(
      fc.asyncProperty(mutation.filter((mutant) => !mutant.equals(whole)), async (mutant) => {
        const report = await checkMutant(folder, file, mutant);
        assert.equal(report.ok, false);
        assert.ok(allProblems(report).some((found) => found.file === file), JSON.stringify(allProblems(report)));
      }),
      { numRuns: 120 },
    );
    await writeFile(join(folder, file), whole);
  }
  assert.equal((await verifyRun(folder, trusted)).ok, true);
});

test('lines that are deleted, repeated, moved or cut off are found where they were', async (context) => {
  const folder = await sealedSample(await temporaryFolder(context));
  const lines = (await readFile(join(folder, 'record.jsonl'), 'utf8')).split('\n').slice(0, -1);
  const check = async (mutant: string[], code: ProblemCode, line: number): Promise<void> => {
    const report = await checkMutant(folder, 'record.jsonl', Buffer.from(mutant.map((text) => `${text}\n`).join('')));
    assert.ok(report.integrity.problems.some((found) => found.code === code && found.where.line === line), `${code} ${line}: ${JSON.stringify(report.integrity.problems)}`);
  };
  await check(lines.toSpliced(9, 1), 'sequence', 10);
  await check(lines.toSpliced(9, 0, lines[8]!), 'sequence', 10);
  await check(lines.with(4, lines[5]!).with(5, lines[4]!), 'sequence', 5);
  await check(lines.slice(0, -1), 'chain', 26);
  await check([...lines, lines.at(-1)!.replace('"seq":26', '"seq":27')], 'after-seal', 28);
  await check(lines.map((text) => `${text}\r`), 'line-end', 1);
});

test('a chain that was made anew after a change no longer fits the receipt', async (context) => {
  const workspace = await temporaryFolder(context);
  const folder = await sealedSample(workspace);
  await rm(join(folder, 'record.jsonl'));
  const other = join(workspace, 'other');
  await writeSample(other, { door: 'mcp' });
  await cp(join(other, 'record.jsonl'), join(folder, 'record.jsonl'));
  const codes = allProblems(await verifyRun(folder, trusted)).map(({ code }) => code);
  assert.ok(codes.includes('record-digest') && codes.includes('head-digest'), codes.join());
});

const folderMutations: { name: string; change: (folder: string, blob: string) => Promise<unknown>; code: ProblemCode; file: string }[] = [
  { name: 'extra file', change: (folder) => writeFile(join(folder, 'notes.txt'), ''), code: 'extra-entry', file: 'notes.txt' },
  { name: 'extra empty folder', change: (folder) => mkdir(join(folder, 'more')), code: 'extra-entry', file: 'more' },
  { name: 'extra folder among the blobs', change: (folder) => mkdir(join(folder, 'blobs', 'x')), code: 'extra-entry', file: 'blobs/x' },
  { name: 'blob with a name of upper case', change: (folder, blob) => cp(join(folder, 'blobs', blob), join(folder, 'blobs', blob.toUpperCase())), code: 'extra-entry', file: 'BLOB' },
  { name: 'blob renamed', change: (folder, blob) => rename(join(folder, 'blobs', blob), join(folder, 'blobs', '0'.repeat(64))), code: 'blob-missing', file: 'blobs/BLOB' },
  { name: 'extra blob that is what its name says', change: (folder) => writeFile(join(folder, 'blobs', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'), ''), code: 'blob-extra', file: 'blobs/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' },
  { name: 'blobs missing', change: (folder) => rm(join(folder, 'blobs'), { recursive: true }), code: 'blob-missing', file: 'blobs/BLOB' },
  { name: 'receipt missing', change: (folder) => rm(join(folder, 'receipt.intoto.json')), code: 'not-sealed', file: 'receipt.intoto.json' },
  { name: 'record missing', change: (folder) => rm(join(folder, 'record.jsonl')), code: 'record-missing', file: 'record.jsonl' },
  { name: 'record empty', change: (folder) => writeFile(join(folder, 'record.jsonl'), ''), code: 'record-empty', file: 'record.jsonl' },
  ...['record.jsonl', 'receipt.intoto.json', 'blobs/BLOB'].flatMap((file) => [
    { name: `${file} is a link`, change: (folder: string, blob: string) => asLink(folder, file.replace('BLOB', blob)), code: 'not-a-file' as const, file },
    { name: `${file} is a folder`, change: (folder: string, blob: string) => asFolder(join(folder, file.replace('BLOB', blob))), code: 'not-a-file' as const, file },
  ]),
  { name: 'blobs is a link', change: (folder) => asLink(folder, 'blobs'), code: 'not-a-file', file: 'blobs' },
];

async function asLink(folder: string, file: string): Promise<void> {
  const elsewhere = join(folder, '..', '..', 'elsewhere');
  await rename(join(folder, file), elsewhere);
  await symlink(elsewhere, join(folder, file));
}

async function asFolder(path: string): Promise<void> {
  await rm(path);
  await mkdir(path);
}

for (const { name, change, code, file } of folderMutations) {
  test(`folder: ${name}`, async (context) => {
    const folder = await sealedSample(await temporaryFolder(context));
    const blob = (await readdir(join(folder, 'blobs')))[0]!;
    await change(folder, blob);
    const report = await verifyRun(folder, trusted);
    const expected = file === 'BLOB' ? `blobs/${blob.toUpperCase()}` : file.replace('BLOB', blob);
    assert.equal(report.ok, false);
    assert.ok(allProblems(report).some((found) => found.code === code && found.file === expected), JSON.stringify(allProblems(report)));
  });
}

test('a folder that is not there, and one that bears another run’s id', async (context) => {
  const workspace = await temporaryFolder(context);
  assert.deepEqual(allProblems(await verifyRun(join(workspace, 'none'), trusted))[0], { code: 'folder-missing', file: '.', line: undefined });
  const folder = await sealedSample(workspace);
  const other = folder.replace(RUN, `${RUN.slice(0, -1)}C`);
  await rename(folder, other);
  assert.deepEqual(allProblems(await verifyRun(other, trusted)), [{ code: 'wrong-run', file: 'record.jsonl', line: 1 }]);
});

test('a valid receipt by an unknown key is untrusted, not broken; so is a changed record that was signed anew', async (context) => {
  const workspace = await temporaryFolder(context);
  const folder = await sealedSample(workspace);
  const stranger = softwareSigner(generateKey().privateKeyPem);
  await rm(join(folder, 'receipt.intoto.json'));
  await sealReceipt(folder, stranger);
  const report = await verifyRun(folder, trusted);
  assert.equal(report.ok, true);
  assert.equal(report.trust.status, 'unknown-key');

  const forged = join(workspace, 'forged');
  await writeSample(forged, { person: { name: 'Mallory' } });
  await sealReceipt(forged, stranger);
  assert.equal((await verifyRun(forged, trusted)).trust.status, 'unknown-key');
});

test('a statement that says something else than the record, validly signed, is found', async (context) => {
  const folder = await sealedSample(await temporaryFolder(context));
  const path = join(folder, 'receipt.intoto.json');
  const whole = await readFile(path, 'utf8');
  const envelope = decodeEnvelope(whole);
  assert.ok(typeof envelope !== 'string');
  const changes: [string, string, ProblemCode][] = [
    ['"events":27', '"events":28', 'event-count'],
    ['"verdict":"deny"', '"verdict":"allow"', 'summary-mismatch'],
    [`"gitTree":"${'3'.repeat(40)}"`, `"gitTree":"${'5'.repeat(40)}"`, 'subject-mismatch'],
    ['"bytes":5160', '"bytes":5161', 'blob-size'],
    ['operating-record/v1', 'operating-record/v9', 'statement-malformed'],
    ['"record":{', '"record": {', 'statement-malformed'],
    ['ssh-ed25519 ', 'ssh-ed25518 ', 'key-mismatch'],
  ];
  for (const [from, to, code] of changes) {
    const text = envelope.payload.toString();
    assert.ok(text.includes(from), from);
    const payload = Buffer.from(text.replace(from, to));
    const armoured = await signer.sign(preAuthEncoding(PAYLOAD_TYPE, payload));
    await writeFile(path, encodeEnvelope({ ...envelope, payload, signature: { ...envelope.signature, armoured } }));
    const report = await verifyRun(folder, trusted);
    assert.equal(report.signature.status, 'valid', code);
    assert.ok(report.integrity.problems.some((found) => found.code === code), `${code}: ${JSON.stringify(report.integrity.problems)}`);
  }
});

test('a run that was removed is missed by the one after it', async (context) => {
  const workspace = await temporaryFolder(context);
  const first = await sealedSample(workspace);
  const receipt = (await verifyRun(first, trusted)).receiptDigest!;
  const run = `${RUN.slice(0, -1)}C`;
  const second = first.replace(RUN, run);
  await writeSample(second, { run, previousReceipts: [receipt] });
  await sealReceipt(second, signer);
  const missing = async (): Promise<string[]> => (await verifyRun(second, trusted)).notProven.flatMap(({ code, receipt: digest }) => (code === 'previous-receipt-missing' ? [digest!] : []));
  assert.deepEqual(await missing(), []);
  await rm(first, { recursive: true });
  assert.deepEqual(await missing(), [receipt]);
  assert.equal((await verifyRun(second, trusted)).ok, true);
});
