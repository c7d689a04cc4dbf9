/** Texts that are too long for a line: kept under their digest. */
import { join } from 'node:path';
import { readdir, unlink } from 'node:fs/promises';
import { sha256 } from '../model/digest.ts';
import { TEMPORARY, writeDurably } from './disk.ts';
import type { Payload } from './events.ts';
import { BLOBS_FOLDER } from './paths.ts';

/** The longest text, in bytes of UTF-8, that stands in the event itself. */
export const INLINE_BYTES = 4096;
/** How many bytes of a longer text a blob keeps at most, where nothing else is asked for. */
export const KEEP_BYTES = 1024 * 1024;

export class BlobStore {
  private readonly folder: string;
  private readonly keep: number;
  private readonly written = new Map<string, Promise<void>>();

  /** @param folder the run's folder, in which `blobs` is. */
  constructor(folder: string, keep: number = KEEP_BYTES) {
    this.folder = join(folder, BLOBS_FOLDER);
    this.keep = keep;
  }

  /** `text` itself when short, else a reference to a blob that is on the disk when this resolves. */
  async payload(text: string): Promise<Payload> {
    if (text.length <= INLINE_BYTES && Buffer.byteLength(text) <= INLINE_BYTES) return text;
    const bytes = Buffer.from(text);
    const kept = bytes.subarray(0, characterBoundary(bytes, this.keep));
    const blob = sha256(kept);
    let writing = this.written.get(blob);
    if (writing === undefined) {
      writing = writeDurably(this.folder, blob, kept);
      this.written.set(blob, writing);
      writing.catch(() => this.written.delete(blob));
    }
    await writing;
    return kept.length === bytes.length ? { blob, bytes: bytes.length } : { blob, bytes: bytes.length, kept: kept.length };
  }
}

/** The largest length up to `limit` that does not cut a character of UTF-8. */
function characterBoundary(bytes: Buffer, limit: number): number {
  if (bytes.length <= limit) return bytes.length;
  let end = limit;
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end--;
  return end;
}

/** Removes files in `folder` that a crash left half-written. */
export async function removeTemporaries(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) if (name.endsWith(TEMPORARY)) await unlink(join(folder, name));
}
