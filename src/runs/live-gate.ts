/** The gate of a live run of either kind: it ties the run to the pipeline, its record and its transcript. */
import type { PipelineRun } from '../gate/pipeline.ts';
import { GatedRun, type GatedRunParts } from './gated-run.ts';
import type { OpenedRecord } from './open-record.ts';
import type { RunParts, RunSpec } from './run-types.ts';
import { Transcript } from './transcript.ts';

export interface LiveGate {
  gated: GatedRun;
  transcript: Transcript;
  /** Whether a person is waited for. */
  waits: () => boolean;
}

/** @param signal aborted when the run is to stop. @param changed called when its record has grown, or what it waits for has changed */
export function liveGate(
  parts: RunParts,
  spec: RunSpec,
  record: OpenedRecord,
  { signal, changed, ...own }: { signal: AbortSignal; changed: () => void } & Pick<GatedRunParts, 'onBroken' | 'onUngated' | 'turn'>,
): LiveGate {
  let waits = 0;
  const transcript = new Transcript((text) => record.redactor.text(text));
  const run: PipelineRun = {
    id: record.run,
    agent: { id: spec.agent.id, name: spec.agent.name },
    cwd: parts.folder,
    approve: spec.launch.approve ?? 'ask',
    trusted: spec.launch.trusted,
    writer: record.writer,
    redactor: record.redactor,
    grants: [],
    signal,
    waiting: (begins) => {
      waits += begins ? 1 : -1;
      changed();
    },
  };
  const gated = new GatedRun({ pipeline: parts.pipeline, asking: parts.asking, run, transcript, now: parts.now, onRecorded: changed, ...own });
  return { gated, transcript, waits: () => waits > 0 };
}
