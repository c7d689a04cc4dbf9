/** Opens and reads files of a run folder, which somebody else may have prepared: no links, no devices, no surprises in size. */
import { constants } from 'node:fs';
import { lstat, open, type FileHandle } from 'node:fs/promises';
import { codeOf, NOFOLLOW } from './disk.ts';
import { RecordError } from './problem.ts';

/** @throws {RecordError} `missing`, or `unsafe` for anything but a plain file. The caller closes the handle. */
export async function openPlain(path: string, flags: number = constants.O_RDONLY): Promise<FileHandle> {
  let handle: FileHandle;
  try {
    if (!(await lstat(path)).isFile()) throw new RecordError('unsafe', `${path} is not a plain file`);
    handle = await open(path, flags | NOFOLLOW | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if (codeOf(error) === 'ENOENT' && !(error instanceof RecordError)) throw new RecordError('missing', `${path} is not there`, { cause: error });
    if (codeOf(error) === 'ELOOP') throw new RecordError('unsafe', `${path} is a link`, { cause: error });
    throw error;
  }
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw new RecordError('unsafe', `${path} is not a plain file`);
}

/** The whole file. @throws {RecordError} as `openPlain`; `too-long` above `limit` bytes. */
export async function readPlain(path: string, limit: number): Promise<Buffer> {
  const handle = await openPlain(path);
  try {
    const { size } = await handle.stat();
    if (size > limit) throw new RecordError('too-long', `${path} has ${size} bytes, more than ${limit}`);
    const bytes = Buffer.allocUnsafe(size);
    let length = 0;
    while (length < size) {
      const { bytesRead } = await handle.read(bytes, length, size - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return bytes.subarray(0, length);
  } finally {
    await handle.close();
  }
}
