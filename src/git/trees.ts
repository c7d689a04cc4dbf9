/**
 * Git tree objects: a sequence of `<mode in octal> <name> NUL <id in binary>`, sorted; its id is the hash over `tree <length> NUL` and
 * those bytes (https://git-scm.com/book/en/v2/Git-Internals-Git-Objects).
 */
import { createHash } from 'node:crypto';

export type ObjectFormat = 'sha1' | 'sha256';

export interface TreeEntry {
  mode: string;
  /** A byte string (latin1). */
  name: string;
  id: string;
  /** Where the entry stands in the object. */
  start: number;
  end: number;
}

/** @throws {Error} where the bytes are not a tree. */
export function* treeEntries(bytes: Buffer, format: ObjectFormat): Generator<TreeEntry> {
  const idLength = format === 'sha1' ? 20 : 32;
  let start = 0;
  while (start < bytes.length) {
    const space = bytes.indexOf(0x20, start);
    const nul = bytes.indexOf(0, start);
    const end = nul + 1 + idLength;
    if (space < 0 || nul < space || end > bytes.length) throw new Error('not a git tree object');
    yield {
      mode: bytes.toString('latin1', start, space),
      name: bytes.toString('latin1', space + 1, nul),
      id: bytes.toString('hex', nul + 1, end),
      start,
      end,
    };
    start = end;
  }
}

export function treeId(bytes: Buffer, format: ObjectFormat): string {
  return createHash(format).update(`tree ${bytes.length}\0`).update(bytes).digest('hex');
}

/** The tree less its entry of this name, or undefined where it has none. */
export function treeWithout(bytes: Buffer, name: string, format: ObjectFormat): Buffer | undefined {
  for (const entry of treeEntries(bytes, format)) {
    if (entry.name === name) return Buffer.concat([bytes.subarray(0, entry.start), bytes.subarray(entry.end)]);
  }
  return undefined;
}

/** The id of the tree that `name` stands for, or undefined where it is not there or no tree. */
export function subtree(bytes: Buffer, name: string, format: ObjectFormat): string | undefined {
  for (const entry of treeEntries(bytes, format)) {
    if (entry.name === name) return entry.mode === '40000' ? entry.id : undefined;
  }
  return undefined;
}
