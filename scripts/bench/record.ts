/** How fast events are written, and how fast a record is verified against `sha256sum` of the same bytes. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { generateKey } from '../../src/record/keys.ts';
import { sealReceipt } from '../../src/record/receipt.ts';
import { Redactor } from '../../src/record/redact.ts';
import { softwareSigner } from '../../src/record/signer.ts';
import { verifyRun } from '../../src/record/verify.ts';
import { RecordWriter } from '../../src/record/writer.ts';
import type { NewEvent } from '../../src/record/events.ts';
import { startRecord } from './gate.ts';
import { median, timed, type Figure } from './measure.ts';

const EVENTS = 60_000;
/** Calls of `append` that wait at once, as many doors would. */
const TOGETHER = 64;
const ROUNDS = 5;
const run = promisify(execFile);

export async function benchRecord(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sb-bench-'));
  try {
    const record = join(folder, 'record');
    const writer = await RecordWriter.create(record, { redactor: new Redactor(Buffer.alloc(32, 1)), clock: () => new Date() });
    await startRecord(writer);
    const writing = await timed(async () => {
      for (let i = 0; i < EVENTS; i += TOGETHER) await Promise.all(Array.from({ length: Math.min(TOGETHER, EVENTS - i) }, (_, n) => writer.append(event(i + n))));
    });
    await writer.append({ type: 'run.sealed', basis: 'observed', data: { end: 'completed' } });
    await writer.close();
    await sealReceipt(record, softwareSigner(generateKey().privateKeyPem));
    const file = join(record, 'record.jsonl');
    const megabytes = statSync(file).size / 1e6;
    const verify: number[] = [];
    const sum: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      verify.push(await timed(() => verified(record)));
      sum.push(await timed(() => run('sha256sum', [file])));
    }
    const ratio = median(verify) / median(sum);
    return [
      { name: 'events appended per second, each on disk when acknowledged', value: `${Math.round((EVENTS / writing) * 1000).toLocaleString('en')} (${TOGETHER} at once)` },
      { name: `verify of ${megabytes.toFixed(0)} MB, ${EVENTS} events`, value: `${Math.round((megabytes / median(verify)) * 1000)} MB/s` },
      { name: 'sha256sum of the same bytes', value: `${Math.round((megabytes / median(sum)) * 1000)} MB/s` },
      { name: 'verify against sha256sum', value: `${ratio.toFixed(2)} times its time`, aim: 'within 2.5', reached: ratio <= 2.5 },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function verified(folder: string): Promise<void> {
  const { integrity, signature } = await verifyRun(folder, { allowedSigners: [] });
  // The folder is not named after its run; nothing else may be wrong.
  const wrong = integrity.problems.filter(({ code }) => code !== 'wrong-run');
  if (wrong.length > 0 || signature.status !== 'valid') throw new Error(`the record of the benchmark does not verify: ${JSON.stringify(wrong)}`);
}

/** About what an agent's result looks like: a few hundred bytes of text. */
function event(index: number): NewEvent {
  const result = `file ${index}: ${'export function total(count, unit, tax) { return Math.round(count * unit * (1 + tax / 100)); }\n'.repeat(8)}`;
  return { type: 'action.finished', basis: 'reported', step: `s${index}`, data: { status: 'succeeded', durationMs: index % 1000, result } };
}
