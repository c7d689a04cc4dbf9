import { test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listRuns } from '../../../src/record/list.ts';
import { ensureSignalboxFolder, GITATTRIBUTES, runFolder } from '../../../src/record/paths.ts';
import { newestReceipts, receiptDigest, receiptDigests, sealReceipt } from '../../../src/record/receipt.ts';
import { RUN, sealedSample, signer, temporaryFolder, writeSample } from './sample.ts';

test('the folder is made once, and what is in it stays', async (context) => {
  const workspace = await temporaryFolder(context);
  const folder = await ensureSignalboxFolder(workspace);
  const file = join(folder, '.gitattributes');
  assert.equal(await readFile(file, 'utf8'), GITATTRIBUTES);
  await writeFile(file, 'mine\n');
  assert.equal(await ensureSignalboxFolder(workspace), folder);
  assert.equal(await readFile(file, 'utf8'), 'mine\n');
});

test('links and files in place of the folders are refused', async (context) => {
  const workspace = await temporaryFolder(context);
  const elsewhere = join(workspace, 'elsewhere');
  await mkdir(elsewhere);
  for (const [name, make] of [
    ['link', (path: string) => symlink(elsewhere, join(path, '.signalbox'))],
    ['file', (path: string) => writeFile(join(path, '.signalbox'), '')],
    ['inner link', (path: string) => mkdir(join(path, '.signalbox')).then(() => symlink(elsewhere, join(path, '.signalbox', 'runs')))],
  ] as const) {
    const path = join(workspace, name);
    await mkdir(path);
    await make(path);
    await assert.rejects(ensureSignalboxFolder(path), { code: 'unsafe' }, name);
    assert.deepEqual(await listRuns(join(path, '.signalbox')), []);
  }
});

test('a run lies under the month of its id', () => {
  assert.equal(runFolder('/w/.signalbox', '01ARZ3NDEKTSV4RRFFQ69G5FAV'), join('/w/.signalbox', 'runs', '2016-07', '01ARZ3NDEKTSV4RRFFQ69G5FAV'));
  for (const run of ['', '..', '01arz3ndektsv4rrffq69g5fav', '../../01ARZ3NDEKTSV4RRFFQ69G5FAV', '81ARZ3NDEKTSV4RRFFQ69G5FAV']) assert.throws(() => runFolder('/w', run), { code: 'invalid' });
});

test('runs are listed newest first; other names and links are passed over', async (context) => {
  const workspace = await temporaryFolder(context);
  const signalbox = join(workspace, '.signalbox');
  assert.deepEqual(await listRuns(signalbox), []);
  const first = await sealedSample(workspace);
  const month = join(signalbox, 'runs', '2026-11');
  const run = `${RUN.slice(0, -1)}C`;
  await writeSample(join(month, run), { run });
  await mkdir(join(month, `${RUN.slice(0, -1)}D`));
  for (const name of ['notes', RUN.toLowerCase(), '.tmp', '01KAPQRSTVWXYZ0123456789AU']) await mkdir(join(month, name));
  await writeFile(join(month, `${RUN.slice(0, -1)}E`), '');
  await symlink(first, join(month, `${RUN.slice(0, -1)}F`));
  await symlink(month, join(signalbox, 'runs', '2026-12'));
  for (const name of ['2026-13', 'x', '2026-1']) await mkdir(join(signalbox, 'runs', name));
  assert.deepEqual(await listRuns(signalbox), [
    { run, folder: join(month, run), sealed: false },
    { run: RUN, folder: first, sealed: true },
  ]);
});

test('the newest receipts are what the next run names', async (context) => {
  const workspace = await temporaryFolder(context);
  const signalbox = join(workspace, '.signalbox');
  const first = await sealedSample(workspace);
  const second = first.replace(RUN, `${RUN.slice(0, -1)}C`);
  await writeSample(second, { run: `${RUN.slice(0, -1)}C` });
  assert.deepEqual(await newestReceipts(signalbox), [await receiptDigest(first)]);
  assert.equal(await receiptDigest(second), undefined);
  const { digest } = await sealReceipt(second, signer);
  assert.deepEqual(await newestReceipts(signalbox), [digest, await receiptDigest(first)]);
  assert.deepEqual(await newestReceipts(signalbox, 1), [digest]);
  assert.deepEqual(await receiptDigests(signalbox), new Set([digest, await receiptDigest(first)]));
});
