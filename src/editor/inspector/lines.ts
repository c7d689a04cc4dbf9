/** Random access to the lines of a record by their number, without holding the record in memory. Lines are numbered from 0, as `seq` is. */
import { openPlain } from '../../record/plain-file.ts';

const CHUNK = 1024 * 1024;
const NEWLINE = 0x0a;

/** A line as it stands in the file; `bytes` is its whole length, `text` at most `limit` of them. */
export interface Line {
  number: number;
  text: string;
  bytes: number;
  cut: boolean;
}

export class RecordLines {
  readonly #file: string;
  /** Where each complete line ends (its line end excluded). */
  readonly #ends: number[] = [];
  #scanned = 0;
  #scan: Promise<void> = Promise.resolve();

  constructor(file: string) {
    this.#file = file;
  }

  /** Indexes what was appended since, and gives the number of complete lines. Rejects with `RecordError` (`missing`, `unsafe`). */
  async count(): Promise<number> {
    this.#scan = this.#scan.catch(() => undefined).then(() => this.#extend());
    await this.#scan;
    return this.#ends.length;
  }

  async #extend(): Promise<void> {
    const handle = await openPlain(this.#file);
    try {
      const buffer = Buffer.allocUnsafe(CHUNK);
      for (;;) {
        const { bytesRead } = await handle.read(buffer, 0, CHUNK, this.#scanned);
        if (bytesRead === 0) return;
        for (let at = buffer.indexOf(NEWLINE); at >= 0 && at < bytesRead; at = buffer.indexOf(NEWLINE, at + 1)) this.#ends.push(this.#scanned + at);
        this.#scanned += bytesRead;
      }
    } finally {
      await handle.close();
    }
  }

  /** The lines with these numbers that exist, in the order asked for; each cut to `limit` bytes. */
  async read(numbers: readonly number[], limit: number): Promise<Line[]> {
    await this.count();
    const handle = await openPlain(this.#file);
    try {
      const lines: Line[] = [];
      for (const number of numbers) {
        const end = this.#ends[number];
        if (end === undefined) continue;
        const start = number === 0 ? 0 : (this.#ends[number - 1] ?? 0) + 1;
        const bytes = end - start;
        const buffer = Buffer.alloc(Math.min(bytes, limit));
        await handle.read(buffer, 0, buffer.length, start);
        lines.push({ number, text: buffer.toString('utf8'), bytes, cut: bytes > limit });
      }
      return lines;
    } finally {
      await handle.close();
    }
  }
}
