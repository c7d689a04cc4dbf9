/** Follows a record that is being written. */
import { join } from 'node:path';
import type { AnyEvent } from './events.ts';
import { parseLine } from './line.ts';
import { RECORD_FILE } from './paths.ts';
import { openPlain } from './plain-file.ts';
import { problem, RecordError, type Problem } from './problem.ts';
import { scanLines } from './scan.ts';

export class RecordTail {
  private readonly file: string;
  private from = { byte: 0, lines: 0 };
  private reading: Promise<unknown> = Promise.resolve();

  /** @param folder the run's folder; the record need not be there yet. */
  constructor(folder: string) {
    this.file = join(folder, RECORD_FILE);
  }

  /**
   * The events that came since the last call, in order; a line that is still being written waits for the next call.
   * @param upTo read no further than this many events in all; by default everything.
   * @throws {RecordError} `broken` at a line that cannot be read or is out of order, or when the file shrank; the next call tries again.
   */
  read(upTo: number = Number.POSITIVE_INFINITY): Promise<AnyEvent[]> {
    const next = this.reading.then(() => this.readNow(upTo));
    this.reading = next.catch(() => undefined);
    return next;
  }

  private async readNow(upTo: number): Promise<AnyEvent[]> {
    const handle = await openPlain(this.file).catch((error: unknown) => {
      if (error instanceof RecordError && error.code === 'missing' && this.from.lines === 0) return undefined;
      throw error;
    });
    if (handle === undefined) return [];
    try {
      if ((await handle.stat()).size < this.from.byte) throw new RecordError('broken', `${this.file} is shorter than it was`);
      const events: AnyEvent[] = [];
      let broken: Problem | undefined;
      const end = await scanLines(
        handle,
        ({ bytes, text, line, byte }) => {
          if (line > upTo) return false;
          const where = { file: RECORD_FILE, line, byte };
          const parsed = parseLine(bytes, where, text);
          broken = parsed.problem ?? (parsed.event.seq === line - 1 ? undefined : problem('sequence', where, { expected: `${line - 1}`, found: `${parsed.event.seq}` }));
          if (broken !== undefined || parsed.event === undefined) return false;
          events.push(parsed.event);
        },
        { from: this.from },
      );
      // What could be read is handed out first; the broken line is met again by the next call.
      if (broken !== undefined && events.length === 0) throw new RecordError('broken', broken.message, { problem: broken });
      this.from = { byte: end.bytes, lines: end.lines };
      return events;
    } finally {
      await handle.close();
    }
  }
}
