/**
 * A run as people look at it: what trees, the inspector and the command line show. It is derived from events alone, so a live
 * run and a recorded one look the same. `RunProjection` (projection.ts) builds it event by event.
 */
import type { AnswerKind, Channel } from '../model/approval.ts';
import type { Action } from '../model/action.ts';
import type { Decision, Finding } from '../model/decision.ts';
import type { QuestionAction } from '../model/question.ts';
import type { Basis, FinishStatus, RunEnd } from '../model/outcome.ts';
import type { EventData, Payload } from './events.ts';

/**
 * `waiting`: for a person. `denied`: decided and refused. `unknown`: released or done, and no outcome was heard of.
 * The others are what they say.
 */
export type StepState = 'running' | 'waiting' | 'denied' | FinishStatus;

export interface ApprovalView {
  id: string;
  shown: string;
  requestedAt: string;
  answer?: { kind: AnswerKind; channel: Channel; by?: string; selfApproved: boolean; reason?: string; waitedMs: number; at: string };
}

export interface ToolCallView {
  form: 'tool-call';
  step: string;
  parent?: string;
  title: string;
  tool?: string;
  callId?: string;
  door: string;
  action: Action;
  digest: string;
  /** How it is known that it happened: `mediated` when it went through the gate, `reported` when the agent did it unasked. */
  basis: Basis;
  findings: Finding[];
  decision?: Decision;
  approval?: ApprovalView;
  state: StepState;
  startedAt: string;
  endedAt?: string;
  exitCode?: number;
  result?: Payload;
  /** Sequence numbers of its events, for the raw view. */
  events: number[];
  children: ToolCallView[];
}

export interface QuestionView {
  id: string;
  mode: 'form' | 'url';
  /** One line of it. */
  title: string;
  /** All that was shown, as JSON. */
  shown: Payload;
  digest: string;
  at: string;
  seq: number;
  answer?: { action: QuestionAction; channel: Channel; by?: string; answers: NonNullable<EventData<'question.answered'>['answers']>; why?: string; waitedMs: number; at: string; seq: number };
}

export interface TurnView {
  form: 'turn';
  step: string;
  input: Payload;
  startedAt: string;
  endedAt?: string;
  endReason?: string;
  /** What the agent said in it, in order. */
  messages: { from: 'agent' | 'thought' | 'user'; text?: Payload; at: string; seq: number }[];
  plan: { content: string; status: string }[];
  /** What it asked the person in it, in order. */
  questions: QuestionView[];
  calls: ToolCallView[];
  events: number[];
}

export interface EffectView {
  path: string;
  change: 'created' | 'modified' | 'deleted';
  before: string | null;
  after: string | null;
}

export interface RunView {
  run: string;
  parentRun?: string;
  agent: { id: string; name: string; version?: string };
  model?: string;
  provider?: string;
  /** Model and provider are not from the start of the run: the agent named them later. */
  modelReported?: true;
  person: string;
  /** First line of the first input, shortened; for lists. */
  title: string;
  startedAt: string;
  endedAt?: string;
  /** Absent while the record is not sealed. */
  end?: RunEnd;
  exit?: { code: number | null; signal: string | null };
  started: EventData<'run.started'>;
  /** The workspace folder on the machine of the run, absolute; where the record says it. */
  root?: string;
  capabilities?: EventData<'capabilities.observed'>;
  probe?: EventData<'gate.probed'>;
  /** How much went through the gate, from what was seen: `complete`, `partial` or `observed only`. Known when the run is sealed. */
  coverage?: string;
  /** The runs that were open in the same folder for some of its time: what they changed is among the effects. Known when the run is sealed. */
  beside?: string[];
  turns: TurnView[];
  effects: EffectView[];
  usage?: { inputTokens?: number; outputTokens?: number; costMicros?: number; currency?: string };
  evidence: EventData<'evidence.added'>[];
  faults: { code: string; message: string; at: string }[];
  stopped?: { by: string; how: string; reason?: string };
  counts: { calls: number; allowed: number; denied: number; unasked: number; waiting: number; failed: number };
  /** The number of events, and the `time` of the last. */
  events: number;
  lastEventAt: string;
}

/** How many other runs were at work at the same time (`RunView.beside`), in words; empty where there were none. */
export function otherRuns(count: number): string {
  return count === 0 ? '' : count === 1 ? '1 other run was at work' : `${count} other runs were at work`;
}
