/** Reads records: strictly, and saying what is wrong instead of throwing, so that a broken record can still be looked at. */
import { join } from 'node:path';
import { sha256 } from '../model/digest.ts';
import { ChainCheck } from './chain.ts';
import type { AnyEvent } from './events.ts';
import { BLOBS_FOLDER, RECORD_FILE } from './paths.ts';
import { openPlain, readPlain } from './plain-file.ts';
import { problem, RecordError, type Problem } from './problem.ts';
import { scanLines, type ByteSource, type ScanEnd } from './scan.ts';

/** The most that is read of one blob; writers keep less. */
export const MAX_BLOB = 64 * 1024 * 1024;

export interface RecordRead {
  /** Number of whole lines, readable or not. */
  lines: number;
  /** Digest (SHA-256, hex) of the last whole line; 64 zeros without any. */
  head: string;
  /** Bytes of the whole lines, and of what stands after the last line end. */
  bytes: number;
  tornBytes: number;
  /** Whether `run.sealed` is in it. */
  sealed: boolean;
  /** In the order of the file. Empty: the record is whole and its chain holds. */
  problems: Problem[];
}

export interface CheckOptions {
  /** Digest of the last line as a receipt names it. */
  head?: string;
  onChunk?: (chunk: Buffer) => void;
}

/**
 * Checks the record of the run in `folder` and hands each event that can be read to `onEvent`, with its line.
 * @throws {RecordError} `missing` without a record, `unsafe` when it is no plain file.
 */
export async function checkRecord(folder: string, onEvent: (event: AnyEvent, line: number) => void, options: CheckOptions = {}): Promise<RecordRead> {
  const handle = await openPlain(join(folder, RECORD_FILE));
  try {
    return await checkLines(handle, onEvent, options);
  } finally {
    await handle.close();
  }
}

/** As `checkRecord`, for a record that is open. */
export async function checkLines(source: ByteSource, onEvent: (event: AnyEvent, line: number) => void, options: CheckOptions = {}): Promise<RecordRead> {
  const chain = new ChainCheck();
  const end = await scanLines(
    source,
    (line) => {
      const event = chain.line(line);
      if (event !== undefined) onEvent(event, line.line);
    },
    options.onChunk === undefined ? {} : { onChunk: options.onChunk },
  );
  // After a torn line the last whole one is not the one that the receipt means.
  chain.end(end.tornBytes > 0 ? undefined : options.head);
  return { lines: end.lines, head: chain.head, bytes: end.bytes, tornBytes: end.tornBytes, sealed: chain.sealed, problems: [...chain.problems, ...tailProblems(end)] };
}

function tailProblems(end: ScanEnd): Problem[] {
  const where = { file: RECORD_FILE, line: end.lines + 1, byte: end.bytes };
  if (end.tooLong) return [problem('line-too-long', where)];
  return end.tornBytes > 0 ? [problem('line-torn', where, { found: `${end.tornBytes} bytes` })] : [];
}

/** All events of the run in `folder` that can be read, and what is wrong with the others. Throws as `checkRecord`. */
export async function readRecord(folder: string): Promise<RecordRead & { events: AnyEvent[] }> {
  const events: AnyEvent[] = [];
  const read = await checkRecord(folder, (event) => events.push(event));
  return { ...read, events };
}

/**
 * The bytes of blob `digest` of the run in `folder`.
 * @throws {RecordError} `invalid` when `digest` is none, `missing`, `unsafe`, `too-long`, or `broken` when the content is not what its name says.
 */
export async function readBlob(folder: string, digest: string): Promise<Buffer> {
  if (!/^[0-9a-f]{64}$/.test(digest)) throw new RecordError('invalid', 'not the digest of a blob');
  const bytes = await readPlain(join(folder, BLOBS_FOLDER, digest), MAX_BLOB);
  const found = sha256(bytes);
  if (found !== digest) {
    const wrong = problem('blob-digest', { file: `${BLOBS_FOLDER}/${digest}` }, { expected: digest, found });
    throw new RecordError('broken', wrong.message, { problem: wrong });
  }
  return bytes;
}
