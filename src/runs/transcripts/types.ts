/** What agents keep of their own sessions, read back: all of it is the agent's word. */
import type { Action } from '../../model/action.ts';
import type { Outcome } from '../../model/outcome.ts';

export type TranscriptEvent = {
  /** ISO time, as the transcript gives it. */
  at?: string;
} & (
  | { type: 'about'; session?: string; cwd?: string; version?: string; model?: string; provider?: string }
  | { type: 'prompt'; text: string }
  | { type: 'message'; from: 'agent' | 'thought'; text: string }
  | { type: 'call'; callId: string; tool: string; action: Action; subagent?: string }
  | { type: 'outcome'; callId: string; outcome: Outcome }
  /** Of the session so far. */
  | { type: 'usage'; inputTokens: number; outputTokens: number; model?: string }
);

export interface TranscriptReader {
  /** The agent's id in the catalog. */
  readonly agent: string;
  /** Folders in which the agent keeps transcripts, absolute; searched for `*.jsonl`, newest first. */
  folders(home: string, env: NodeJS.ProcessEnv): string[];
  /** What one line (parsed JSON, hostile) says. Keeps what it needs between lines. Never throws. @param cwd the folder of the run */
  start(cwd: string): (line: unknown) => Promise<TranscriptEvent[]> | TranscriptEvent[];
}
