/** A run as the list of runs sees it, whoever started its agent. */
import type { HookAnswer, LiveRun } from '../gate/protocol.ts';
import type { GatedRun } from './gated-run.ts';
import type { Transcript } from './transcript.ts';

export interface RunHandle {
  readonly id: string;
  readonly recordFolder: string;
  readonly token: string;
  readonly transcript: Transcript;
  readonly gated: GatedRun;
  live(): LiveRun;
  /** @throws {Error} when the run cannot be told anything. */
  prompt(text: string): void;
  cancelTurn(): void;
  /** Idempotent. */
  stop(by: string, reason?: string): void;
  /** Resolves when the record is sealed. Never rejects. */
  perform(): Promise<void>;
  /** One payload of hooks, of this agent or of one that it started itself. */
  hook(payload: unknown, agent: string | undefined, signal: AbortSignal): Promise<HookAnswer>;
}
