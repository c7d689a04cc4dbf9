/** Durable writes. A file counts as written when its bytes and its name are on the disk. */
import { constants } from 'node:fs';
import { open, rename, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/** Suffix of files that are not whole yet; whoever opens a record for writing removes what a crash left. */
export const TEMPORARY = '.tmp';

/** Windows has no `O_NOFOLLOW`. */
export const NOFOLLOW = constants.O_NOFOLLOW ?? 0;

/** `error.code` of a system error; undefined for anything else. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Puts the names in `folder` on the disk. Windows cannot, and does it by itself. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, constants.O_RDONLY | (constants.O_DIRECTORY ?? 0));
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Writes `folder/name` so that after a crash it is there whole or not at all. Replaces what is there; follows no link. */
export async function writeDurably(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const temporary = join(folder, name + TEMPORARY);
  const handle: FileHandle = await open(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | NOFOLLOW, 0o644);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  } finally {
    await handle.close();
  }
  await rename(temporary, join(folder, name));
  await syncFolder(folder);
}
