/**
 * The one writer of a run's record. An event counts when its promise resolves: then it is on the disk (fdatasync). Calls that
 * come while the disk is busy share the next write. Everything is redacted and checked here, so that nobody can forget to.
 */
import { constants, fdatasync, write } from 'node:fs';
import { lstat, mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { sha256 } from '../model/digest.ts';
import { BlobStore, removeTemporaries } from './blobs.ts';
import { codeOf, NOFOLLOW, syncFolder } from './disk.ts';
import { dataSchemas, type AnyEvent, type NewEvent, type Payload } from './events.ts';
import { encodeEvent, firstIssue, isEventType, MAX_LINE, ZERO_DIGEST } from './line.ts';
import { BLOBS_FOLDER, ensurePlainFolder, RECEIPT_FILE, RECORD_FILE } from './paths.ts';
import { openPlain } from './plain-file.ts';
import { RecordError } from './problem.ts';
import { checkRecord } from './reader.ts';
import type { Redactor } from './redact.ts';

export interface WriterOptions {
  /** Applied to everything that is written. */
  redactor: Redactor;
  clock: () => Date;
  /** How many bytes of a long text are kept at most; 1 MiB by default. */
  keepBytes?: number;
}

/** Where a record stands: how many events, and the digest (SHA-256, hex) of the last line. */
interface Position {
  events: number;
  head: string;
}

interface Pending {
  lines: string;
  after: Position;
  resolve: () => void;
  reject: (error: RecordError) => void;
}

const writeBytes = promisify(write);
const syncData = promisify(fdatasync);

export class RecordWriter {
  readonly folder: string;
  /** Bytes of a torn last line that `reopen` cut off; 0 for a new record. */
  readonly tornBytes: number;
  private readonly handle: FileHandle;
  private readonly options: WriterOptions;
  private readonly blobs: BlobStore;
  /** On the disk. */
  private durable: Position;
  /** Given out, maybe not on the disk yet. */
  private assigned: Position;
  private wasSealed: boolean;
  private pending: Pending[] = [];
  private flushing: Promise<void> | undefined;
  private failure: RecordError | undefined;
  private closed = false;

  private constructor(folder: string, handle: FileHandle, options: WriterOptions, position: Position, wasSealed: boolean, tornBytes: number) {
    this.folder = folder;
    this.handle = handle;
    this.options = options;
    this.blobs = new BlobStore(folder, options.keepBytes);
    this.durable = position;
    this.assigned = position;
    this.wasSealed = wasSealed;
    this.tornBytes = tornBytes;
  }

  /**
   * Starts the record of a run in `folder`, which is made (its parents too) with `blobs` in it.
   * @throws {RecordError} `exists` when there is a record; `unsafe` when the folder is a link.
   */
  static async create(folder: string, options: WriterOptions): Promise<RecordWriter> {
    await mkdir(dirname(dirname(folder)), { recursive: true });
    await ensurePlainFolder(dirname(folder));
    await ensurePlainFolder(folder);
    await ensurePlainFolder(join(folder, BLOBS_FOLDER));
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_APPEND | NOFOLLOW;
    const handle = await open(join(folder, RECORD_FILE), flags, 0o644).catch((error: unknown) => {
      if (codeOf(error) === 'EEXIST') throw new RecordError('exists', `${folder} already holds a record`, { cause: error });
      throw error;
    });
    for (const path of [folder, dirname(folder), dirname(dirname(folder))]) await syncFolder(path);
    return new RecordWriter(folder, handle, options, { events: 0, head: ZERO_DIGEST }, false, 0);
  }

  /**
   * Goes on with a record whose writer died. A last line without line end was never acknowledged and is cut off (`tornBytes`).
   * @throws {RecordError} `missing`; `sealed` when there is a receipt; `broken` (with the problem) when anything else is wrong with it.
   */
  static async reopen(folder: string, options: WriterOptions): Promise<RecordWriter> {
    if (await lstat(join(folder, RECEIPT_FILE)).then(() => true, () => false)) throw new RecordError('sealed', `${folder} is sealed by a receipt`);
    const read = await checkRecord(folder, () => undefined);
    const broken = read.problems.find(({ code }) => code !== 'line-torn' && code !== 'record-empty');
    if (broken !== undefined) throw new RecordError('broken', broken.message, { problem: broken });
    await ensurePlainFolder(join(folder, BLOBS_FOLDER));
    for (const path of [folder, join(folder, BLOBS_FOLDER)]) await removeTemporaries(path);
    const handle = await openPlain(join(folder, RECORD_FILE), constants.O_WRONLY | constants.O_APPEND);
    try {
      if (read.tornBytes > 0) await handle.truncate(read.bytes);
      await handle.sync();
    } catch (error) {
      await handle.close();
      throw error;
    }
    return new RecordWriter(folder, handle, options, { events: read.lines, head: read.head }, read.sealed, read.tornBytes);
  }

  /** How many events are on the disk. */
  get events(): number {
    return this.durable.events;
  }

  /** Digest (SHA-256, hex) of the last line on the disk; 64 zeros before the first. */
  get head(): string {
    return this.durable.head;
  }

  /** Whether `run.sealed` was written or is being written: nothing can come after it. */
  get sealed(): boolean {
    return this.wasSealed;
  }

  /**
   * Appends events, in the order of the calls, those of one call next to each other. Resolves, with the events as they were
   * written (redacted), when they are on the disk.
   * @throws {RecordError} `invalid` (not what its type says), `too-long`, `sealed`: nothing of this call is written, the writer goes
   * on; `poisoned` after a write failed (see `cause`), `closed`: for good.
   */
  async append(events: NewEvent | readonly NewEvent[]): Promise<AnyEvent[]> {
    this.refuse();
    const { written, lines, after, sealed } = this.encode(Array.isArray(events) ? (events as readonly NewEvent[]) : [events as NewEvent]);
    if (written.length === 0) return written;
    this.assigned = after;
    this.wasSealed = sealed;
    await new Promise<void>((resolve, reject) => {
      this.pending.push({ lines, after, resolve, reject });
      this.flushing ??= this.flush();
    });
    return written;
  }

  /**
   * A text as an event holds it: redacted, in the event when it is at most 4 KiB of UTF-8, else in a blob that is on the disk
   * when this resolves. Of a text longer than `keepBytes` only the beginning is kept, and `kept` says how much.
   */
  async payload(text: string): Promise<Payload> {
    this.refuse();
    return this.blobs.payload(this.options.redactor.text(text));
  }

  /** Waits for what is under way and lets go of the file. Later calls of `append` are refused. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    while (this.flushing !== undefined) await this.flushing;
    await this.handle.close();
  }

  private refuse(): void {
    if (this.closed) throw new RecordError('closed', 'the record is closed', { cause: this.failure });
    if (this.failure !== undefined) throw this.failure;
  }

  private encode(events: readonly NewEvent[]): { written: AnyEvent[]; lines: string; after: Position; sealed: boolean } {
    let { events: seq, head } = this.assigned;
    let sealed = this.wasSealed;
    const time = this.options.clock().toISOString();
    const written: AnyEvent[] = [];
    let lines = '';
    for (const event of events) {
      if (sealed) throw new RecordError('sealed', 'nothing can be written after run.sealed');
      if ((event.type === 'run.started') !== (seq === 0)) throw new RecordError('invalid', 'run.started is the first event of a record, once');
      const { event: full, line } = encodeEvent(this.clean(event), seq, head, time);
      if (line.length > MAX_LINE || Buffer.byteLength(line) > MAX_LINE) throw new RecordError('too-long', `an event of ${line.length} characters is more than a line of a record can hold`);
      written.push(full);
      lines += `${line}\n`;
      head = sha256(line);
      seq += 1;
      sealed = event.type === 'run.sealed';
    }
    return { written, lines, after: { events: seq, head }, sealed };
  }

  /** Redacted and checked, so that what is written can be read again. */
  private clean(event: NewEvent): NewEvent {
    if (!isEventType(event.type)) throw new RecordError('invalid', `no type of event: ${String(event.type)}`);
    let data: NewEvent['data'];
    try {
      data = this.options.redactor.value(event.data);
    } catch (error) {
      throw new RecordError('invalid', `${event.type}: ${error instanceof Error ? error.message : 'no JSON'}`, { cause: error });
    }
    const checked = dataSchemas[event.type].safeParse(data);
    if (!checked.success) throw new RecordError('invalid', `${event.type}: ${firstIssue(checked.error)}`);
    for (const id of [event.step, event.parent]) if (id !== undefined && !/^[\x21-\x7e]{1,200}$/.test(id)) throw new RecordError('invalid', `${event.type}: not an id of a step`);
    return { ...event, data } as NewEvent;
  }

  /** Writes until nothing is pending. Begins in the next microtask, so that calls of one turn of the event loop share a write. */
  private async flush(): Promise<void> {
    await Promise.resolve();
    while (this.pending.length > 0) {
      const batch = this.pending;
      this.pending = [];
      try {
        await this.writeAll(Buffer.from(batch.map(({ lines }) => lines).join('')));
        await syncData(this.handle.fd);
      } catch (error) {
        this.poison(error, batch);
        break;
      }
      this.durable = batch.at(-1)!.after;
      for (const { resolve } of batch) resolve();
    }
    this.flushing = undefined;
  }

  private async writeAll(bytes: Buffer): Promise<void> {
    let from = 0;
    while (from < bytes.length) from += (await writeBytes(this.handle.fd, bytes, from, bytes.length - from, null)).bytesWritten;
  }

  /** After a failed write nobody knows what is on the disk: every waiting and later call is refused. */
  private poison(cause: unknown, batch: readonly Pending[]): void {
    const failure = new RecordError('poisoned', `the record could not be written: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.failure = failure;
    for (const { reject } of [...batch, ...this.pending]) reject(failure);
    this.pending = [];
  }
}
