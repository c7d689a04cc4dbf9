/** Replays of run folders, for the verbs. */
import { join } from 'node:path';
import { createGuard } from '../guard/guard.ts';
import type { OtherPolicy } from '../policy/other.ts';
import { replay, type ReplayReport } from '../policy/replay.ts';
import type { Payload } from '../record/events.ts';
import { listRuns } from '../record/list.ts';
import { SIGNALBOX_FOLDER } from '../record/paths.ts';
import { readBlob, readRecord } from '../record/reader.ts';

/** `record`: what is wrong with the record itself. */
export type RunReplay = ReplayReport & { folder: string; record: string[] };

/** @param dist the folder of the bundles. @param policy by what to decide instead of the recorded rules. */
export async function replayRuns(folders: readonly string[], dist: string, policy: OtherPolicy | undefined): Promise<RunReplay[]> {
  const guard = await createGuard(join(dist, 'wasm'));
  const runs: RunReplay[] = [];
  for (const folder of folders) {
    const { events, problems } = await readRecord(folder);
    const report = await replay(events, { guard, textOf: (payload) => wholeText(folder, payload), ...(policy && { policy }) });
    runs.push({ folder, ...report, record: problems.map(({ message }) => message) });
  }
  return runs;
}

/** The newest runs of a workspace. */
export async function newestRuns(workspace: string, limit: number): Promise<string[]> {
  const runs = await listRuns(join(workspace, SIGNALBOX_FOLDER));
  return runs.slice(0, limit).map(({ folder }) => folder);
}

async function wholeText(folder: string, payload: Payload): Promise<string | undefined> {
  if (typeof payload === 'string') return payload;
  if (payload.kept !== undefined) return undefined;
  return (await readBlob(folder, payload.blob).catch(() => undefined))?.toString('utf8');
}
