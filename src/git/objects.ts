/** Reads many objects of a repository with one git. */
import { gitStream } from './git.ts';

const mostBytes = 64 * 2 ** 20;

/**
 * Calls `onObject` for each object that is there, in the order of `ids`; one that is missing is left out.
 * The format is that of `git cat-file --batch`: `<id> <type> <size>`, line end, the bytes, line end.
 * @throws {GitError}; {Error} for an object over 64 MiB, which no tree of a source repository is.
 */
export async function readObjects(
  folder: string,
  ids: ReadonlySet<string>,
  signal: AbortSignal | undefined,
  onObject: (id: string, bytes: Buffer, type: string) => void,
): Promise<void> {
  if (ids.size === 0) return;
  let pending: Buffer[] = [];
  let held = 0;
  let needed = 0;
  const parse = (): void => {
    let buffer = pending.length === 1 ? pending[0]! : Buffer.concat(pending);
    for (;;) {
      const lineEnd = buffer.indexOf(0x0a);
      if (lineEnd < 0) break;
      const [id = '', type = '', size] = buffer.toString('latin1', 0, lineEnd).split(' ');
      const from = lineEnd + 1;
      if (size !== undefined) {
        const end = from + Number(size);
        if (Number(size) > mostBytes) throw new Error(`object ${id} has ${size} bytes, more than is read here`);
        needed = end + 1;
        if (buffer.length < needed) break;
        onObject(id, buffer.subarray(from, end), type);
        buffer = buffer.subarray(end + 1);
      } else {
        buffer = buffer.subarray(from);
      }
      needed = 0;
    }
    pending = buffer.length > 0 ? [buffer] : [];
    held = buffer.length;
  };
  await gitStream(['cat-file', '--batch'], { cwd: folder, input: lines(ids), ...(signal && { signal }) }, (chunk) => {
    pending.push(chunk);
    held += chunk.length;
    if (held >= needed) parse();
  });
}

function* lines(ids: ReadonlySet<string>): Iterable<Buffer> {
  let text = '';
  for (const id of ids) {
    text += `${id}\n`;
    if (text.length > 64 * 1024) {
      yield Buffer.from(text, 'latin1');
      text = '';
    }
  }
  yield Buffer.from(text, 'latin1');
}
