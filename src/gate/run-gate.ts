/** The gate as a door sees it: one run, to which it proposes actions and reports what became of them. */
import type { Action } from '../model/action.ts';
import type { Decision } from '../model/decision.ts';
import type { Basis, Outcome } from '../model/outcome.ts';
import type { Asked, QuestionAnswer } from '../model/question.ts';
import type { NewEvent } from '../record/events.ts';

/** A tool call as a door learned of it. */
export interface Proposal {
  action: Action;
  /** One line for lists. */
  title: string;
  /** Which door: `acp`, `acp/fs`, `acp/terminal`, `hook`, `lines` (what a headless agent prints), `socket`, later `mcp`. */
  door: string;
  /** The agent's name of the tool, and its id of the call, where it gives them. */
  tool?: string;
  callId?: string;
  /** Digest of the agent's own tool name and input: tells the same call at two doors where the id does not. Absent: the action does. */
  fingerprint?: string;
  /** Another name of what it does, for a door that cannot tell its input: calls with the same one are the same. */
  alias?: string;
  /** The step that this call belongs under: a turn, or the call that started a subagent. */
  parent?: string;
  /** The agent's id of the call that started the subagent which makes this one; its step is the parent where it is known. */
  parentCall?: string;
}

export interface Proposed {
  /** Id of the new step of the record. */
  step: string;
  decision: Decision;
  /** Another door had brought the call before: it was decided there. */
  joined?: true;
}

/** A question of the agent to the person. `callId`: the agent's id of the call that it belongs to. */
export interface AskedQuestion {
  asked: Asked;
  callId?: string;
}

export interface RunGate {
  readonly run: string;
  /** The folder that the run works in, absolute. */
  readonly cwd: string;
  /** Aborted when the run is being stopped: a door then cancels what it serves. */
  readonly signal: AbortSignal;
  /**
   * Assesses, decides, asks where it must, and returns the decision once it is on disk. Never rejects because of what the action
   * says: whatever goes wrong is a denial with a reason. A call that another door has brought already is not decided again: it gets
   * that decision, and that step. `signal`: the agent took its request back; the approval is then withdrawn.
   */
  propose(proposal: Proposal, signal?: AbortSignal): Promise<Proposed>;
  /**
   * Shows a question to the person and gives the answer once it is on disk; `cancel` where nobody answers. Never rejects. `signal`: the
   * question is taken back.
   */
  ask(question: AskedQuestion, signal: AbortSignal): Promise<QuestionAnswer>;
  /**
   * Records a tool call that the agent started without asking (basis `reported`); the guard assesses it all the same. Gives its step.
   * One that came through another door is not recorded again: its step is given, once it is decided.
   */
  noteUnasked(proposal: Proposal): Promise<string>;
  /** As `finish`, for a door that knows the call but not its step. A call that was never asked about is recorded as such first. */
  finishCall(proposal: Proposal, outcome: Outcome): Promise<void>;
  /** The call `callId` is made by the subagent that the call `parentCall` started (the agent's ids): wherever it comes, it belongs there. */
  relate(callId: string, parentCall: string): void;
  /** Records how a step ended. A second report of the same step is kept as a fault, never replaces the first. */
  finish(step: string, outcome: Outcome): Promise<void>;
  /** A step id for a turn; use it as `step` of `input.given` and as `parent` of the turn's calls. */
  newStep(): string;
  /** Appends any other event; its strings are redacted, long texts go to blobs. Durable when it resolves. */
  append(event: NewEvent): Promise<void>;
  /** Text for whoever watches the run in a terminal; redacted, bounded, not recorded. */
  transcript(text: string): void;
  /** Something went wrong that a person should see with the run. Also recorded as `fault.noted`. */
  fault(code: string, message: string, basis?: Basis): Promise<void>;
}
