/** What the gate's server can be asked to do with runs; `src/runs` does it. */
import type { GatedFolder } from './gated-folders.ts';
import type { HookAnswer, Result, Params, LiveRun } from './protocol.ts';
import type { Launch } from './protocol.ts';
import type { Action } from '../model/action.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Proposed } from './run-gate.ts';

export interface Operations {
  list(): LiveRun[];
  agents(): Promise<Result<'agents/list'>>;
  /** Gates sessions that the person starts alone in this folder, and ends that. The files that were changed, or with `preview` would be. @throws {CannotLaunch} */
  gateHere(agent: string, trusted: boolean, preview: boolean): Promise<string[]>;
  ungateHere(agent: string): Promise<string[]>;
  /** Adds an agent to those of this workspace, and takes one away. @throws {CannotLaunch} */
  addAgent(agent: Params<'agents/add'>): Promise<Result<'agents/add'>>;
  removeAgent(agent: string): Promise<void>;
  transcripts(): Promise<Result<'transcripts/list'>>;
  /** Makes a record of a transcript. @throws {CannotLaunch} */
  importTranscript(agent: string, file: string, signal: AbortSignal): Promise<Result<'transcripts/import'>>;
  /** @throws {CannotLaunch} with a sentence for the person. */
  launch(launch: Launch, client: string): Promise<Result<'run/launch'>>;
  prompt(run: string, text: string): void;
  stop(params: Params<'run/stop'>, by: string): void;
  /** The transcript so far; `listener` gets what follows until the returned `detach` is called. */
  attach(run: string, listener: (text: string) => void): { transcript: string; ended: boolean; detach: () => void };
  wait(run: string): Promise<Result<'run/wait'>>;
  /** The run that a token belongs to, while it lives. */
  runOfToken(matches: (token: string) => boolean): string | undefined;
  propose(run: string, call: { action: Action; tool?: string; callId?: string; title?: string }, signal: AbortSignal): Promise<Proposed>;
  /** One payload of the agent's hooks. @throws {NoSuchRun} */
  hook(call: { run: string; payload: unknown; agent?: string | undefined }, signal: AbortSignal): Promise<HookAnswer>;
  /** The same of a session that a person started alone, in a folder where they want it gated. */
  hookOfSession(entry: GatedFolder, payload: unknown, signal: AbortSignal): Promise<HookAnswer>;
  /** @throws {NotItsStep} for a step of another door: what Signalbox saw itself is not the agent's to tell. */
  report(run: string, step: string, outcome: Outcome): Promise<void>;
}

/** No such run lives in this gate. */
export class NoSuchRun extends Error {
  override readonly name = 'NoSuchRun';
  constructor(run: string) {
    super(`No live run ${run}. It may have ended; its record is in the workspace.`);
  }
}

/** The step is not one that this program of the run proposed. */
export class NotItsStep extends Error {
  override readonly name = 'NotItsStep';
  constructor(step: string) {
    super(`${step} was not proposed on this socket; only what was can be reported here.`);
  }
}

/** A run cannot be started; the message says why and what to do. */
export class CannotLaunch extends Error {
  override readonly name = 'CannotLaunch';
}
