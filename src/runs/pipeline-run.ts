/** A run as the pipeline sees it. */
import type { PipelineRun } from '../gate/pipeline.ts';
import type { OpenedRecord } from './open-record.ts';
import type { RunSpec } from './run-types.ts';

/** @param waiting called with true when the run begins to wait for a person, and with false when it goes on. */
export function pipelineRun({ agent, launch }: Pick<RunSpec, 'agent' | 'launch'>, { redactor, writer, run }: OpenedRecord, cwd: string, signal: AbortSignal, waiting: (waits: boolean) => void): PipelineRun {
  return {
    id: run,
    agent: { id: agent.id, name: agent.name },
    cwd,
    approve: launch.approve ?? 'ask',
    trusted: launch.trusted,
    writer,
    redactor,
    grants: [],
    signal,
    waiting,
  };
}
