/** What a gate does first: seal the runs whose gate was killed, and end what is left of their agents. */
import { randomBytes } from 'node:crypto';
import { rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BLOBS_FOLDER, RECORD_FILE } from '../record/paths.ts';
import { RecordError } from '../record/problem.ts';
import { sealReceipt } from '../record/receipt.ts';
import { Redactor } from '../record/redact.ts';
import { RecordWriter } from '../record/writer.ts';
import type { Snapshot } from './effects/types.ts';
import type { OpenRun, OpenRuns } from './open-runs.ts';
import { stopLeftovers } from './processes/stop.ts';
import { nameOf, processTable } from './processes/table.ts';
import { sealRun, snapshotFolder, type SealParts } from './seal.ts';

export interface RecoverParts {
  openRuns: OpenRuns;
  seal: SealParts;
  now: () => Date;
  log: (level: 'info' | 'warn' | 'error', text: string) => void;
}

/** Seals every run that this machine left open. One that cannot be sealed is said, kept, and tried again by the next gate. */
export async function recover(parts: RecoverParts): Promise<void> {
  const alive = new Set((await processTable()).map(nameOf));
  // Somebody may have taken that gate's address away; the record has its one writer all the same.
  const [owned, left] = partition(parts.openRuns.list(), ({ owner }) => owner !== undefined && alive.has(owner));
  for (const { run } of owned) parts.log('warn', `run ${run} belongs to another gate of this folder that lives`);
  parts.openRuns.take(left);
  for (const open of left) {
    try {
      await sealInterrupted(parts, open);
      await rm(snapshotFolder(parts.seal, open.run), { recursive: true, force: true });
      parts.openRuns.remove(open.run);
    } catch (error) {
      parts.log('error', `run ${open.run} was interrupted and cannot be sealed: ${(error as Error).message}`);
    }
  }
}

async function sealInterrupted(parts: RecoverParts, { run, folder, before }: OpenRun): Promise<void> {
  const { killed } = await stopLeftovers(run);
  // The key that redacted this record is gone with its gate; what is added now is Signalbox's own.
  const writer = await RecordWriter.reopen(folder, { redactor: new Redactor(randomBytes(32)), clock: parts.now }).catch((error: unknown) => {
    if (error instanceof RecordError && (error.code === 'missing' || error.code === 'sealed')) return error.code;
    throw error;
  });
  if (writer === 'sealed') return parts.log('info', `run ${run} was interrupted after its receipt; nothing to seal`);
  if (writer === 'missing' || writer.events === 0) {
    if (writer !== 'missing') await writer.close();
    await discard(folder);
    return parts.log('info', `run ${run} was interrupted before its first event; nothing to seal`);
  }
  if (writer.sealed) {
    await writer.close();
    await sealReceipt(folder, parts.seal.signer, {});
    return parts.log('warn', `run ${run} had ended and lacked its receipt; it is signed now`);
  }
  await writer.append({
    type: 'run.interrupted',
    basis: 'observed',
    data: { tornBytes: writer.tornBytes, reason: 'The gate of this run ended without sealing it.', processesEnded: killed },
  });
  await sealRun(parts.seal, { run, recordFolder: folder, writer, before: before as Snapshot | undefined, end: 'interrupted', beside: () => parts.openRuns.beside(run) });
  parts.log('warn', `run ${run} was interrupted; its record is sealed as it was`);
}

function partition<T>(items: readonly T[], fits: (item: T) => boolean): [T[], T[]] {
  return [items.filter(fits), items.filter((item) => !fits(item))];
}

/** Takes away the beginning of a run's folder. No event of this run counts, so nobody was told of it; anything else in there stays. */
async function discard(folder: string): Promise<void> {
  await rm(join(folder, RECORD_FILE), { force: true });
  for (const path of [join(folder, BLOBS_FOLDER), folder]) await rmdir(path).catch(() => undefined);
}
