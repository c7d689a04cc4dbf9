/** The record and the statement of the sample, as they stand in `golden/`. `UPDATE_GOLDEN=1` accepts what is made now. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeEnvelope } from '../../../src/record/dsse.ts';
import { sealedSample, temporaryFolder } from './sample.ts';

const golden = fileURLToPath(new URL('./golden/', import.meta.url));

/** The blob's name, the clock, the ids and the redaction key of the sample are fixed, so nothing has to be stabilised. */
async function compare(name: string, actual: string): Promise<void> {
  const file = join(golden, name);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, actual);
  }
  assert.equal(actual, await readFile(file, 'utf8'), `${name} differs; if that is meant, run again with UPDATE_GOLDEN=1`);
}

test('the record, the receipt and the statement in it', async (context) => {
  const folder = await sealedSample(await temporaryFolder(context));
  const receipt = await readFile(join(folder, 'receipt.intoto.json'), 'utf8');
  const envelope = decodeEnvelope(receipt);
  assert.ok(typeof envelope !== 'string');
  await compare('record.jsonl', await readFile(join(folder, 'record.jsonl'), 'utf8'));
  await compare('receipt.intoto.json', receipt);
  await compare('statement.json', `${JSON.stringify(JSON.parse(envelope.payload.toString()), null, 2)}\n`);
});
