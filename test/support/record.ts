/** A run's record as tests look at it. */
import type { AnyEvent, EventData, EventType } from '../../src/record/events.ts';
import { RunProjection } from '../../src/record/projection.ts';
import { readRecord } from '../../src/record/reader.ts';
import type { RunView, ToolCallView } from '../../src/record/view.ts';
import { verifyRun, type VerifyReport } from '../../src/record/verify.ts';

export interface ReadRun {
  events: AnyEvent[];
  view: RunView;
  report: VerifyReport;
  /** Every tool call of every turn, in order. */
  calls: ToolCallView[];
  data: <T extends EventType>(type: T) => EventData<T>[];
}

/** Reads, projects and verifies; `publicKey` is taken as trusted. */
export async function readRun(folder: string, publicKey?: string): Promise<ReadRun> {
  const { events } = await readRecord(folder);
  const projection = new RunProjection();
  for (const event of events) projection.apply(event);
  const view = projection.view();
  const allowedSigners = publicKey === undefined ? [] : [{ source: 'test', text: `person namespaces="signalbox" ${publicKey}\n` }];
  const report = await verifyRun(folder, { allowedSigners });
  const data = <T extends EventType>(type: T) => events.filter((event) => event.type === type).map((event) => event.data as EventData<T>);
  return { events, view, report, calls: view.turns.flatMap((turn) => turn.calls), data };
}
