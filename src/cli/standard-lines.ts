/** Lines of standard input and output without streams, whose code takes longer to load than a line to answer. */
import { readSync, writeSync } from 'node:fs';

const NEWLINE = 10;
const CHUNK = 64 * 1024;

/**
 * The lines of standard input, each as soon as it is there. Only a line feed ends one: JSON may hold the other separators.
 * @param limit in bytes: of a longer line at least as many are given, and the rest is dropped.
 */
export async function* inputLines(limit: number): AsyncGenerator<string, void, undefined> {
  let parts: Buffer[] = [];
  let held = 0;
  for await (const chunk of chunks()) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      parts.push(chunk.subarray(from, end));
      yield textOf(parts);
      parts = [];
      held = 0;
      from = end + 1;
    }
    if (held <= limit) parts.push(chunk.subarray(from));
    held += chunk.length - from;
  }
  if (held > 0) yield textOf(parts);
}

function textOf(parts: readonly Buffer[]): string {
  return (parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts)).toString('utf8');
}

/** A standard input that does not block has to be waited for. */
async function* chunks(): AsyncGenerator<Buffer, void, undefined> {
  for (;;) {
    const buffer = Buffer.allocUnsafe(CHUNK);
    let length: number;
    try {
      length = readSync(0, buffer);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // What Windows calls the end.
      if (code === 'EOF') return;
      if (code !== 'EAGAIN') throw error;
      yield* process.stdin as AsyncIterable<Buffer>;
      return;
    }
    if (length === 0) return;
    yield buffer.subarray(0, length);
  }
}

/** Gives what writes lines to standard output, one after another. */
export function outputLines(): (line: string) => void {
  let waits = false;
  return (line) => {
    let bytes = Buffer.from(`${line}\n`);
    while (!waits && bytes.length > 0) {
      try {
        bytes = bytes.subarray(writeSync(1, bytes));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
        waits = true;
      }
    }
    if (bytes.length > 0) process.stdout.write(bytes);
  };
}
