/**
 * What the inspector's host and its webview say to each other. The host owns the truth and sends whole snapshots, never deltas;
 * the webview asks for what is too large for a snapshot. No `vscode` and no DOM here: both sides import it.
 */
import type { ActionKind } from '../../model/action.ts';
import type { AnswerKind, Channel } from '../../model/approval.ts';
import type { DecidedBy, Decision, Finding, Layer, RuleRef, Severity } from '../../model/decision.ts';
import type { Basis, RunEnd } from '../../model/outcome.ts';
import type { QuestionAction } from '../../model/question.ts';
import type { EventData, EventType } from '../../record/events.ts';
import type { QuestionView, StepState } from '../../record/view.ts';

/** Raised when a message changes its meaning. A webview of another number is told to be opened anew. */
export const INSPECTOR_PROTOCOL = 1;

/** The longest text that one field of a reply carries, in UTF-16 units; what is longer is cut and says so. */
export const MAX_TEXT = 200_000;
/** The most raw events that one request may ask for. */
export const MAX_RAW_EVENTS = 200;

/** A tool call in the timeline. Its action, result and reasons come with `StepDetails`. */
export interface CallModel {
  step: string;
  /** Sequence number of its first event: the order of the timeline. */
  seq: number;
  title: string;
  kind: ActionKind;
  tool?: string;
  door: string;
  basis: Basis;
  state: StepState;
  startedAt: string;
  endedAt?: string;
  decision?: { verdict: Decision['verdict']; by: DecidedBy; layer?: Layer };
  approval?: { id: string; requestedAt: string; answer?: AnswerKind; selfApproved?: boolean };
  /** The number of guard findings, and the gravest. */
  findings: number;
  severity?: Severity;
  children: CallModel[];
}

/** One line of what was said; the whole text comes with `StepDetails`. */
export interface MessageModel {
  seq: number;
  from: 'agent' | 'thought' | 'user';
  preview: string;
  at: string;
}

/** One line of what the agent asked the person, and what became of it. */
export interface QuestionModel {
  id: string;
  seq: number;
  title: string;
  at: string;
  /** `waiting`: not answered, or not yet. */
  state: 'waiting' | QuestionAction;
  by?: string;
}

export interface TurnModel {
  step: string;
  seq: number;
  preview: string;
  startedAt: string;
  endedAt?: string;
  endReason?: string;
  messages: MessageModel[];
  questions: QuestionModel[];
  plan: { content: string; status: string }[];
  calls: CallModel[];
}

export interface EffectModel {
  path: string;
  change: 'created' | 'modified' | 'deleted';
  before: string | null;
  after: string | null;
  /** Steps whose action named this path for writing. Empty: no door saw the change. */
  steps: string[];
}

/** A list that may have been cut for size; `total` is how many there are. */
export interface Listed<T> {
  items: T[];
  total: number;
}

/** A run as the webview shows it: a `RunView` without what is too large for a snapshot. */
export interface RunModel {
  run: string;
  parentRun?: string;
  agent: { id: string; name: string; version?: string };
  model?: string;
  provider?: string;
  /** The agent named model and provider, after the start. */
  modelReported?: true;
  /** When a transcript was made into this record, ISO 8601. */
  importedAt?: string;
  person: string;
  title: string;
  startedAt: string;
  endedAt?: string;
  end?: RunEnd;
  exit?: { code: number | null; signal: string | null };
  command: string[];
  configuration: string;
  door: string;
  host: EventData<'run.started'>['host'];
  workspace: { name: string; remote?: string; head?: string; tree?: string; dirty?: boolean };
  policy: EventData<'run.started'>['policy'];
  guardVersion: string;
  capabilities?: {
    tools: Listed<{ name: string; server?: string; digest: string }>;
    servers: Listed<{ name: string; transport: string; digest: string }>;
    permissions: Listed<{ name: string; value: string }>;
    changes: Listed<{ what: string; change: 'added' | 'removed' | 'changed' }>;
    /** Servers that did not say which tools they have. */
    unknown: Listed<string>;
  };
  probe?: { reached: boolean; how: string; durationMs: number };
  coverage?: string;
  /** How many other runs were open in the same folder for some of its time: what they changed is among the effects. */
  beside?: number;
  turns: TurnModel[];
  effects: Listed<EffectModel>;
  usage?: { inputTokens?: number; outputTokens?: number; costMicros?: number; currency?: string };
  evidence: Listed<{ kind: string; reference: string; digest?: string }>;
  faults: Listed<{ code: string; message: string; at: string }>;
  stopped?: { by: string; how: string; reason?: string };
  counts: { calls: number; allowed: number; denied: number; unasked: number; waiting: number; failed: number };
  /** How many decisions were made, by whom or what. */
  decidedBy: Partial<Record<DecidedBy, { allow: number; deny: number }>>;
  /** The weakest basis that events of a type came with. */
  bases: Partial<Record<EventType, Basis>>;
  events: number;
  lastEventAt: string;
}

/** What the gate says of a run that it still holds. */
export interface LiveModel {
  phase: 'starting' | 'running' | 'waiting' | 'stopping' | 'sealing' | 'ended';
  problem?: string;
}

/** One part of a verification. `failed` is a proof that something is wrong; `unknown` says that it could not be told. */
export interface Check {
  state: 'passed' | 'failed' | 'unknown';
  /** One sentence. */
  summary: string;
  /** Failures and facts, one line each; a failure leads with its typed code. */
  details: string[];
}

/** The five answers of *Verify*, kept apart: a valid signature by a key that is not allowed is untrusted, not broken. */
export interface Verification {
  integrity: Check;
  signature: Check;
  trust: Check;
  linkage: Check;
  /** What even a perfect record does not prove, one sentence each. */
  notProven: string[];
}

export type VerificationState =
  | { state: 'running' }
  | { state: 'done'; at: string; events: number; report: Verification }
  | { state: 'failed'; message: string };

/** Why the record cannot be shown, or not all of it. `next` says what the person can do. */
export interface Problem {
  code: 'missing' | 'broken' | 'newer' | 'unreadable';
  message: string;
  next: string;
}

export interface Snapshot {
  type: 'snapshot';
  /** Only grows while a panel is open. */
  revision: number;
  run: string;
  status: 'loading' | 'ready' | 'failed';
  /** All that could be read; with `problem` it may be a part only. */
  view?: RunModel;
  live?: LiveModel;
  /** Ids of approvals that wait for a person now and can be answered from here. */
  reviewable: string[];
  /** The same for what the agent asks. */
  answerable: string[];
  verification?: VerificationState;
  problem?: Problem;
}

/** A text of the record. `missing`: its blob is not there or not what its digest says, and why. */
export interface TextModel {
  text: string;
  /** Its UTF-8 length as recorded. */
  bytes: number;
  /** Only the beginning is here. */
  cut: boolean;
  missing?: string;
}

/** `path`: whole; `name`: from the workspace folder, `.` for itself. Of what is elsewhere both say the same. */
export interface PathModel {
  path: string;
  name: string;
}

/** An action for display. Long texts are cut; `openDocument` shows them whole. */
export type ActionModel =
  | { kind: 'exec'; command: TextModel; argv?: string[]; cwd: PathModel; shell?: string }
  | { kind: 'read'; paths: Listed<PathModel> }
  | { kind: 'write'; paths: Listed<PathModel>; changes: Listed<PathModel & { change: 'created' | 'modified' | 'deleted'; added: number; removed: number }> }
  | { kind: 'fetch'; url: string; method?: string; body?: TextModel }
  | { kind: 'mcp'; server: string; tool: string; arguments?: TextModel; annotations?: TextModel }
  | { kind: 'other'; tool: string; input?: TextModel; cwd?: PathModel };

export interface ApprovalDetails {
  id: string;
  /** Digest of what the approver was shown. */
  shown: string;
  requestedAt: string;
  /** The rule that asked. */
  rule?: RuleRef;
  /** What they were shown, where the record holds it. */
  presentation?: TextModel;
  answer?: { kind: AnswerKind; channel: Channel; by?: string; selfApproved: boolean; reason?: string; waitedMs: number; at: string };
}

export interface RawEvent {
  seq: number;
  time: string;
  type: string;
  step?: string;
  basis: string;
  /** The line, indented where it is JSON. */
  json: TextModel;
}

export type StepDetails =
  | {
      form: 'tool-call';
      call: CallModel;
      digest: string;
      callId?: string;
      parent?: string;
      exitCode?: number;
      action: ActionModel;
      findings: Finding[];
      decision?: Decision;
      approval?: ApprovalDetails;
      result?: TextModel;
      /** How the outcome is known; absent while there is none. */
      outcomeBasis?: Basis;
      events: RawEvent[];
    }
  | { form: 'turn'; step: string; input: TextModel; startedAt: string; endedAt?: string; endReason?: string; plan: { content: string; status: string }[]; events: RawEvent[] }
  | {
      form: 'question';
      id: string;
      step: string;
      seq: number;
      at: string;
      title: string;
      /** What the person was shown. */
      shown: TextModel;
      digest: string;
      answer?: QuestionView['answer'];
      events: RawEvent[];
    }
  | { form: 'message'; step: string; seq: number; from: MessageModel['from']; at: string; text?: TextModel; events: RawEvent[] };

/** Which long text `openDocument` shows whole: the action, its result, or what the approver was shown. */
export type DocumentPart = 'action' | 'result' | 'shown';

/** What the webview may ask for: parameters and results. */
export interface Requests {
  /** `message`: the sequence number of a message, or of a question, of the turn `step`. */
  loadStepDetails: { params: { step: string; message?: number }; result: StepDetails };
  loadRawEvents: { params: { from: number; count: number }; result: { events: RawEvent[]; total: number } };
  /** Opens the editor's own diff: of one file of a write, or of all. */
  openDiff: { params: { step: string; file?: number }; result: null };
  openDocument: { params: { step: string; part: DocumentPart }; result: null };
  /** A path of the record, from the workspace folder; one that leaves the workspace is refused. */
  openFile: { params: { path: string }; result: null };
  reviewApproval: { params: { approval: string }; result: null };
  answerQuestion: { params: { question: string }; result: null };
  verify: { params: Record<string, never>; result: null };
  stopRun: { params: Record<string, never>; result: null };
  reload: { params: Record<string, never>; result: null };
  copy: { params: { text: string }; result: null };
}
export type Method = keyof Requests;

/** Why a request was not done. `refused`: it makes no sense now; `failed`: it was tried. */
export type ErrorCode = 'invalid' | 'unknown-step' | 'refused' | 'failed';

export type ToWebview =
  | Snapshot
  /** Goes to this step, once the snapshot that holds it is there. */
  | { type: 'reveal'; step: string }
  | { type: 'reply'; id: number; result: unknown }
  | { type: 'error'; id: number; code: ErrorCode; message: string };

export type FromWebview =
  /** The webview listens; the host answers with a snapshot. Nothing is posted before it. */
  | { type: 'ready'; protocol: number }
  | { [M in Method]: { type: 'request'; id: number; method: M; params: Requests[M]['params'] } }[Method];
