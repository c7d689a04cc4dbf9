/** Writes records of scripted runs with the project's own writer. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runFolder, SIGNALBOX_FOLDER } from '../../src/record/paths.ts';
import { Redactor } from '../../src/record/redact.ts';
import { RecordWriter } from '../../src/record/writer.ts';
import type { Timed } from '../fixtures/runs/tidy.ts';
import { call, RUN } from '../fixtures/runs/tidy.ts';

export interface ScriptedRecord {
  /** The workspace folder, and the run's. */
  folder: string;
  dir: string;
  run: string;
  add(events: readonly Timed[]): Promise<void>;
  /** A call with this result, which goes to a blob when it is long. */
  addResult(step: string, result: string): Promise<void>;
  remove(): Promise<void>;
}

/** A new workspace folder with one run. Times begin at 20 November 2026, 14:03:22 UTC. */
export async function scriptedRecord(events: readonly Timed[]): Promise<ScriptedRecord> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-inspector-'));
  const dir = runFolder(join(folder, SIGNALBOX_FOLDER), RUN);
  let now = Date.parse('2026-11-20T14:03:22.000Z');
  const writer = await RecordWriter.create(dir, { redactor: new Redactor(Buffer.alloc(32, 7)), clock: () => new Date(now) });
  const add = async (more: readonly Timed[]): Promise<void> => {
    const written: Promise<unknown>[] = [];
    for (const { after, event } of more) {
      now += after;
      written.push(writer.append(event));
    }
    await Promise.all(written);
  };
  await add(events);
  return {
    folder,
    dir,
    run: RUN,
    add,
    async addResult(step, text) {
      await add(call({ step, parent: 't1', title: 'cat', action: { kind: 'exec', command: 'cat notes', cwd: '/home/ada/parcel-rates' } }));
      const result = await writer.payload(text);
      await writer.append({ type: 'action.finished', basis: 'mediated', step, data: { status: 'succeeded', result } });
    },
    async remove() {
      await writer.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
