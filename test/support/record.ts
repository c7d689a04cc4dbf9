/** A run's record as tests look at it. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { createGuard } from '../../src/guard/guard.ts';
import { replay, type ReplayOptions, type ReplayReport } from '../../src/policy/replay.ts';
import type { AnyEvent, EventData, EventType } from '../../src/record/events.ts';
import { RunProjection } from '../../src/record/projection.ts';
import { readBlob, readRecord } from '../../src/record/reader.ts';
import type { RunView, ToolCallView } from '../../src/record/view.ts';
import { verifyRun, type VerifyReport } from '../../src/record/verify.ts';
import { dist } from './workspace.ts';

export interface ReadRun {
  events: AnyEvent[];
  view: RunView;
  report: VerifyReport;
  /** Every tool call of every turn, in order. */
  calls: ToolCallView[];
  data: <T extends EventType>(type: T) => EventData<T>[];
}

let guard: ReturnType<typeof createGuard> | undefined;

/** Decides everything in a record again; under the recorded policy unless another is given. */
export async function replayRun(folder: string, events: readonly AnyEvent[], policy?: ReplayOptions['policy']): Promise<ReplayReport> {
  guard ??= createGuard(join(dist, 'wasm'));
  const textOf: ReplayOptions['textOf'] = async (payload) => (typeof payload === 'string' ? payload : payload.kept === undefined ? (await readBlob(folder, payload.blob)).toString('utf8') : undefined);
  return replay(events, { guard: await guard, textOf, ...(policy && { policy }) });
}

/** Reads, projects and verifies; `publicKey` is taken as trusted. Every decision in the record must come out the same again. */
export async function readRun(folder: string, publicKey?: string): Promise<ReadRun> {
  const { events } = await readRecord(folder);
  const again = await replayRun(folder, events);
  assert.deepEqual({ differences: again.differences, problems: again.problems, same: again.same }, { differences: [], problems: [], same: again.decided }, 'replay gives the recorded decisions');
  const projection = new RunProjection();
  for (const event of events) projection.apply(event);
  const view = projection.view();
  const allowedSigners = publicKey === undefined ? [] : [{ source: 'test', text: `person namespaces="signalbox" ${publicKey}\n` }];
  const report = await verifyRun(folder, { allowedSigners });
  const data = <T extends EventType>(type: T) => events.filter((event) => event.type === type).map((event) => event.data as EventData<T>);
  return { events, view, report, calls: view.turns.flatMap((turn) => turn.calls), data };
}
