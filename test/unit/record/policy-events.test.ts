/** Rules and grants in a record: long ones are blobs, and `verify` holds them to what the record names. */
import assert from 'node:assert/strict';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { sha256 } from '../../../src/model/digest.ts';
import { sealReceipt } from '../../../src/record/receipt.ts';
import { verifyRun } from '../../../src/record/verify.ts';
import { RecordWriter } from '../../../src/record/writer.ts';
import { call, options, RUN, sealed, signer, started, temporaryFolder } from './sample.ts';

test('long rules, grants and suggestions are blobs that verify asks for', async (context) => {
  const folder = join(await temporaryFolder(context), '.signalbox', 'runs', '2026-11', RUN);
  const writer = await RecordWriter.create(folder, options());
  const long = (text: string) => writer.payload(JSON.stringify({ text: `${text} `.repeat(2000) }));
  const [proposed, assessed, requested, ...rest] = call('call-1', { kind: 'exec', command: 'npm test', cwd: '/w' }, 'allow');
  assert.ok(requested?.type === 'approval.requested');
  await writer.append(started({}));
  const policy = await long('rules');
  await writer.append({ type: 'policy.loaded', basis: 'mediated', data: { digest: sha256('x'), posture: 'balanced', policy, context: { roots: ['/w'], home: '/h', platform: 'linux' } } });
  await writer.append([proposed!, assessed!, { ...requested, data: { ...requested.data, suggestion: await long('suggestion') } }, ...rest]);
  await writer.append({ type: 'grant.given', basis: 'mediated', step: 'call-1', data: { grant: 'approval-call-1', rule: await long('grant') } });
  await writer.append([{ type: 'grant.revoked', basis: 'mediated', data: { grant: 'approval-call-1', by: { name: 'Ada' } } }, sealed]);
  await writer.close();
  await sealReceipt(folder, signer);
  const blobs = await readdir(join(folder, 'blobs'));
  assert.equal(blobs.length, 3);
  assert.equal((await verifyRun(folder, { allowedSigners: [] })).ok, true);
  for (const blob of blobs) {
    await rm(join(folder, 'blobs', blob));
    const { ok, integrity } = await verifyRun(folder, { allowedSigners: [] });
    assert.equal(ok, false);
    assert.ok(integrity.problems.some(({ code }) => code === 'blob-missing'));
  }
});
