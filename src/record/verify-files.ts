/** Verification of what lies in a run folder: nothing missing, nothing more, every blob what its name says. */
import { createHash } from 'node:crypto';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from './disk.ts';
import { BLOBS_FOLDER, RECEIPT_FILE, RECORD_FILE } from './paths.ts';
import { openPlain } from './plain-file.ts';
import { problem, RecordError, type Problem } from './problem.ts';
import type { BlobEntry } from './statement.ts';
import type { BlobReference } from './verify-record.ts';

const CHUNK = 1024 * 1024;

/** Whether only the record, the receipt and the folder of blobs are there. What is missing, others say. */
export async function checkEntries(folder: string): Promise<Problem[]> {
  const found: Problem[] = [];
  for (const entry of (await readdir(folder, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const where = { file: entry.name };
    if (entry.name === BLOBS_FOLDER) {
      if (!entry.isDirectory()) found.push(problem('not-a-file', where, { detail: 'a folder is expected' }));
    } else if (entry.name !== RECORD_FILE && entry.name !== RECEIPT_FILE) found.push(problem('extra-entry', where));
  }
  return found;
}

/**
 * Whether every blob that the receipt or the record names is there, whole, and of the length that they say, and no other.
 * @param listed what the receipt names; absent: there is no receipt that can be read, and the record alone counts.
 */
export async function checkBlobs(folder: string, listed: readonly BlobEntry[] | undefined, referenced: ReadonlyMap<string, BlobReference>): Promise<Problem[]> {
  const found: Problem[] = [];
  const expected = new Map((listed ?? []).map(({ sha256, bytes }) => [sha256, bytes]));
  const sizes = new Map<string, number>();
  for (const name of await blobNames(folder)) {
    const file = `${BLOBS_FOLDER}/${name}`;
    if (!/^[0-9a-f]{64}$/.test(name)) found.push(problem('extra-entry', { file }));
    else {
      const checked = await checkBlob(join(folder, BLOBS_FOLDER, name), name, file);
      found.push(...checked.problems);
      sizes.set(name, checked.size);
      if (listed !== undefined && !expected.has(name)) found.push(problem('blob-extra', { file }));
    }
  }
  const size = (name: string, bytes: number, detail: string): void => {
    const there = sizes.get(name);
    const where = { file: `${BLOBS_FOLDER}/${name}` };
    if (there === undefined) found.push(problem('blob-missing', where, { detail }));
    else if (there !== bytes) found.push(problem('blob-size', where, { expected: `${bytes}`, found: `${there}`, detail }));
  };
  for (const [name, bytes] of expected) size(name, bytes, 'named by the receipt');
  for (const [name, { bytes, line }] of referenced) {
    if (!expected.has(name) || expected.get(name) !== bytes) size(name, bytes, `named by line ${line} of the record`);
    if (listed !== undefined && !expected.has(name)) found.push(problem('blob-extra', { file: `${BLOBS_FOLDER}/${name}` }, { detail: `line ${line} of the record names it, the receipt does not` }));
  }
  return found;
}

async function blobNames(folder: string): Promise<string[]> {
  const path = join(folder, BLOBS_FOLDER);
  try {
    if (!(await lstat(path)).isDirectory()) return [];
    return (await readdir(path)).sort();
  } catch (error) {
    // Git keeps no empty folders.
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

async function checkBlob(path: string, digest: string, file: string): Promise<{ size: number; problems: Problem[] }> {
  try {
    const handle = await openPlain(path);
    try {
      const hash = createHash('sha256');
      const chunk = Buffer.allocUnsafe(CHUNK);
      let size = 0;
      for (;;) {
        const { bytesRead } = await handle.read(chunk, 0, CHUNK, size);
        if (bytesRead === 0) break;
        hash.update(chunk.subarray(0, bytesRead));
        size += bytesRead;
      }
      const found = hash.digest('hex');
      return { size, problems: found === digest ? [] : [problem('blob-digest', { file }, { expected: digest, found })] };
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    return { size: -1, problems: [problem('not-a-file', { file })] };
  }
}
