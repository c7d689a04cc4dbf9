/** What became of a tool call. Rejected, failed, timed out, unknown and never decided are different things. */
import * as z from 'zod';

/**
 * How a claim in the record is known. `mediated`: Signalbox did it or decided it itself; `observed`: seen from outside (the file
 * system, the process table); `reported`: the agent says so; `unobserved`: nothing is known.
 */
export const basisSchema = z.enum(['mediated', 'observed', 'reported', 'unobserved']);
export type Basis = z.infer<typeof basisSchema>;

export const finishStatusSchema = z.enum(['succeeded', 'failed', 'timed_out', 'cancelled', 'unknown']);
export type FinishStatus = z.infer<typeof finishStatusSchema>;

/** How an action ended, as a door reports it to the gate. */
export interface Outcome {
  status: FinishStatus;
  basis: Basis;
  /** Text of the result or of the error; the gate redacts it and keeps it by digest. */
  result?: string;
  exitCode?: number;
  durationMs?: number;
  /** The agent says that it refused the call by itself, before anything was done. */
  begun?: false;
}

/** How a whole run ended. `interrupted`: the gate died and a later one sealed what it found. */
export const runEndSchema = z.enum(['completed', 'failed', 'stopped', 'interrupted']);
export type RunEnd = z.infer<typeof runEndSchema>;
