/** Follows one run's record: reads what was appended, keeps the view of it, and says when there is more to show. */
import { join } from 'node:path';
import { basisSchema, type Basis } from '../../model/outcome.ts';
import type { EventType } from '../../record/events.ts';
import { RECORD_FILE } from '../../record/paths.ts';
import { RecordError } from '../../record/problem.ts';
import { RunProjection } from '../../record/projection.ts';
import { RecordTail } from '../../record/tail.ts';
import type { RunView } from '../../record/view.ts';
import { Listeners } from '../listeners.ts';
import { RecordLines } from './lines.ts';
import type { Problem } from './protocol.ts';

function problemOf(error: unknown): Problem {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof RecordError)) return { code: 'unreadable', message: `The record cannot be read: ${message}`, next: 'Check that the folder can be read, then read again.' };
  if (error.problem?.code === 'newer-version') return { code: 'newer', message: 'This record was written by a newer version of Signalbox.', next: 'Update the extension to read it. Nothing was changed.' };
  if (error.code === 'missing') return { code: 'missing', message: 'The record of this run is not there.', next: 'It may have been moved or deleted, or is on another branch. Bring it back, then read again.' };
  if (error.code === 'broken') return { code: 'broken', message: `The record is broken. ${message}.`, next: 'What stands before that is shown. Verify says everything that is wrong with it.' };
  return { code: 'unreadable', message: `The record cannot be read: ${message}`, next: 'Check the run’s folder, then read again.' };
}

export class RunSource {
  readonly dir: string;
  readonly #changed = new Listeners<void>();
  #tail: RecordTail;
  #projection = new RunProjection();
  #lines: RecordLines;
  #bases: Partial<Record<EventType, Basis>> = {};
  #problem: Problem | undefined;
  #read = false;
  #running: Promise<void> | undefined;
  #again: number | undefined;

  /** `dir`: the run's folder; its record need not be there yet. */
  constructor(dir: string) {
    this.dir = dir;
    this.#tail = new RecordTail(dir);
    this.#lines = new RecordLines(join(dir, RECORD_FILE));
  }

  /** Whether the record was read at least once. */
  get read(): boolean {
    return this.#read;
  }

  /** The run so far; undefined before its first event was read. */
  get view(): RunView | undefined {
    return this.#projection.ready ? this.#projection.view() : undefined;
  }

  /** The weakest basis of the events of each type. */
  get bases(): Partial<Record<EventType, Basis>> {
    return this.#bases;
  }

  get problem(): Problem | undefined {
    return this.#problem;
  }

  get lines(): RecordLines {
    return this.#lines;
  }

  /** Called when there is more, or something else, to show. */
  onChange(listener: () => void): () => void {
    return this.#changed.add(listener);
  }

  /**
   * Reads what was appended; calls during a read are put together into one more. Never rejects: see `problem`.
   * @param upTo read no further than this many events in all.
   */
  refresh(upTo: number = Number.POSITIVE_INFINITY): Promise<void> {
    if (this.#running) {
      this.#again = Math.max(this.#again ?? 0, upTo);
      return this.#running;
    }
    this.#running = this.#readAll(upTo).finally(() => (this.#running = undefined));
    return this.#running;
  }

  /** Forgets what was read and reads the record anew. */
  async reload(): Promise<void> {
    await this.#running;
    this.#tail = new RecordTail(this.dir);
    this.#lines = new RecordLines(join(this.dir, RECORD_FILE));
    this.#projection = new RunProjection();
    this.#bases = {};
    this.#read = false;
    await this.refresh();
  }

  dispose(): void {
    this.#changed.clear();
  }

  async #readAll(upTo: number): Promise<void> {
    let wanted: number | undefined = upTo;
    while (wanted !== undefined) {
      this.#again = undefined;
      const changed = await this.#readOnce(wanted);
      if (changed) this.#changed.fire();
      wanted = this.#again;
    }
  }

  /** The tail hands out what stands before a broken line first and complains at the next call, so it is called until it has nothing. */
  async #readOnce(upTo: number): Promise<boolean> {
    const before = { read: this.#read, problem: this.#problem?.message };
    let more = false;
    try {
      for (;;) {
        const events = await this.#tail.read(upTo);
        if (events.length === 0) break;
        more = true;
        for (const event of events) {
          this.#projection.apply(event);
          this.#weaken(event.type, event.basis);
        }
      }
      this.#problem = this.#projection.ready ? undefined : await this.#absent();
    } catch (error) {
      this.#problem = problemOf(error);
    }
    this.#read = true;
    return more || !before.read || before.problem !== this.#problem?.message;
  }

  /** Nothing was read: is there no record, or only none yet? */
  async #absent(): Promise<Problem | undefined> {
    try {
      await this.#lines.count();
      return { code: 'broken', message: 'The record does not begin with the start of a run.', next: 'It may have been cut off or damaged. Verify says what is wrong with it.' };
    } catch (error) {
      return problemOf(error);
    }
  }

  #weaken(type: EventType, basis: Basis): void {
    const order = basisSchema.options;
    const known = this.#bases[type];
    if (known === undefined || order.indexOf(basis) > order.indexOf(known)) this.#bases[type] = basis;
  }
}
