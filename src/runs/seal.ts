/** The end of a record: what really changed, how the run ended, and the signed receipt over all of it. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunEnd } from '../model/outcome.ts';
import type { NewEvent } from '../record/events.ts';
import { sealReceipt } from '../record/receipt.ts';
import type { Signer } from '../record/signer.ts';
import type { RecordWriter } from '../record/writer.ts';
import { compareSnapshots } from './effects/compare.ts';
import { takeSnapshot } from './effects/snapshot.ts';
import type { Snapshot } from './effects/types.ts';

/** More effects than this are counted, not listed. */
const MAX_EFFECTS = 10_000;
/** Other runs that are named. */
const MAX_BESIDE = 1000;

export interface SealParts {
  /** The workspace folder, and a private folder of this workspace for snapshots. */
  folder: string;
  snapshots: string;
  signer: Signer;
}

export interface RunEnding {
  run: string;
  recordFolder: string;
  writer: RecordWriter;
  before: Snapshot | undefined;
  end: RunEnd;
  /** How much of it went through the gate. */
  coverage?: string;
  /** The ids of the runs that were open in the same folder for some of its time. */
  beside?: () => string[];
  exit?: { code: number | null; signal: string | null };
}

export function snapshotFolder(parts: Pick<SealParts, 'snapshots'>, run: string): string {
  return join(parts.snapshots, run);
}

/** Observes effects, writes the last event, closes the record and signs it. @throws {Error} when one of these cannot be written. */
export async function sealRun(parts: SealParts, ending: RunEnding): Promise<void> {
  const { writer } = ending;
  const seen = await observe(parts, ending);
  await writer.append([...seen.events, sealed(ending, seen.after)]);
  await writer.close();
  const trees = seen.after?.kind === 'git' ? { tree: seen.after.tree, ...(seen.after.head === undefined ? {} : { head: seen.after.head }) } : {};
  await sealReceipt(ending.recordFolder, parts.signer, trees);
  await rm(snapshotFolder(parts, ending.run), { recursive: true, force: true });
}

function sealed({ end, exit, coverage, beside }: RunEnding, after: Snapshot | undefined): NewEvent {
  const others = (beside?.() ?? []).slice(0, MAX_BESIDE);
  const trees = after?.kind === 'git' ? { tree: after.tree, ...(after.head === undefined ? {} : { head: after.head }) } : {};
  return { type: 'run.sealed', basis: 'observed', data: { end, ...(exit === undefined ? {} : { exitCode: exit.code, signal: exit.signal }), ...(coverage === undefined ? {} : { coverage }), ...(others.length === 0 ? {} : { beside: others }), ...trees } };
}

/** A second snapshot against the first. What cannot be seen is said, and stops nothing: the record is sealed all the same. */
async function observe(parts: SealParts, { run, before }: RunEnding): Promise<{ events: NewEvent[]; after?: Snapshot }> {
  if (before === undefined) return { events: [fault('no-first-snapshot', 'There is no snapshot from before the run, so effects are not known.')] };
  try {
    const state = snapshotFolder(parts, run);
    const after = await takeSnapshot(parts.folder, state);
    const { effects, omitted } = await compareSnapshots(before, after, state, { limit: MAX_EFFECTS });
    const events: NewEvent[] = effects.map((effect) => ({ type: 'effect.observed', basis: 'observed', data: { ...effect } }));
    const limits = after.limits.map(({ code, message }) => fault(code, message));
    if (omitted > 0) limits.push(fault('too-many-effects', `${omitted} more files differ and are not listed.`));
    return { events: [...events, ...limits], after };
  } catch (error) {
    return { events: [fault('effects-unknown', `What changed could not be observed: ${(error as Error).message}`)] };
  }
}

function fault(code: string, message: string): NewEvent {
  return { type: 'fault.noted', basis: 'unobserved', data: { code, message } };
}
