/** Decisions, states and bases in words. Pure. */
import type { AnswerKind, Channel } from '../src/model/approval.ts';
import type { DecidedBy, Decision, Layer } from '../src/model/decision.ts';
import type { Basis, RunEnd } from '../src/model/outcome.ts';
import type { StepState } from '../src/record/view.ts';
import type { ApprovalDetails, CallModel } from '../src/editor/inspector/protocol.ts';
import { duration } from './format.ts';
import { isUnasked } from './rows.ts';

export const basisWords: Record<Basis, string> = {
  mediated: 'Mediated: Signalbox did it or decided it itself.',
  observed: 'Observed: seen from outside, in the file system or among the processes.',
  reported: 'Reported: the agent says so, and nothing else does.',
  unobserved: 'Unobserved: nothing is known.',
};

/** What became of a question of the agent. */
export const questionWords = { waiting: 'not answered', accept: 'answered', decline: 'declined', cancel: 'cancelled' } as const;

export const stateWords: Record<StepState, string> = {
  running: 'running',
  waiting: 'waiting',
  denied: 'denied',
  succeeded: 'succeeded',
  failed: 'failed',
  timed_out: 'timed out',
  cancelled: 'cancelled',
  unknown: 'outcome unknown',
};

export const endWords: Record<RunEnd, string> = { completed: 'Completed', failed: 'Failed', stopped: 'Stopped', interrupted: 'Interrupted' };

/** How much of a run went through the gate; another word is shown as it stands. */
export const coverageWords: Readonly<Record<string, string>> = {
  complete: 'Complete: the agent’s hooks called, and every call that was seen went through the gate.',
  partial: 'In part: only what the agent’s hooks or its questions brought went through the gate.',
  'observed only': 'Observed only: nothing went through the gate; what changed was seen afterwards.',
};

/** Where calls come to the gate, in words; another door is shown as it stands. */
export const doorWords: Readonly<Record<string, string>> = {
  acp: 'the Agent Client Protocol',
  hook: 'the agent’s own hooks',
  'hook of an installed agent': 'the hooks of an agent that this one started',
  lines: 'what the agent prints',
  socket: 'a program of the run',
  transcript: 'a transcript that the agent had kept',
};

export const layerWords: Record<Layer, string> = {
  'built-in': 'built into Signalbox',
  user: 'of the user’s policy',
  workspace: 'of the workspace’s policy',
  grant: 'granted for this run',
};

export const deciderWords: Record<DecidedBy, string> = {
  rule: 'a rule',
  person: 'a person',
  grant: 'a grant',
  'time-out': 'a time-out',
  flag: 'a flag',
  gate: 'the gate',
};

export const answerWords: Record<AnswerKind, string> = {
  'allow-once': 'allowed it once',
  'allow-run': 'allowed it for this run',
  'allow-always': 'allowed it always, by adding a rule',
  deny: 'denied it',
};

export const channelWords: Record<Channel, string> = {
  'quick-pick': 'in the quick pick',
  tree: 'in the Approvals view',
  notification: 'from the notification',
  inspector: 'from the inspector',
  terminal: 'in the terminal',
  flag: 'by a flag of the command line',
  'time-out': 'by letting it time out',
  other: 'by another channel',
};

/** The badge of a step in the timeline; undefined where nothing was decided and nothing is missing. */
export function decisionLabel(call: CallModel): string | undefined {
  if (call.state === 'waiting') return 'waiting for a person';
  if (isUnasked(call)) return 'unasked';
  if (!call.decision) return undefined;
  const { verdict, by } = call.decision;
  const word = verdict === 'allow' ? 'allowed' : 'denied';
  if (by === 'person') return verdict === 'allow' && call.approval?.selfApproved ? 'self-approved' : `${word} by person`;
  return by === 'time-out' ? `${word}: timed out` : `${word} by ${deciderWords[by].replace(/^an? |^the /, '')}`;
}

/** Who or what decided, in one or two sentences. */
export function explainDecision(decision: Decision | undefined, approval: ApprovalDetails | undefined, call: CallModel): string {
  if (call.state === 'waiting') return 'A person must decide. Nothing happens until then.';
  if (!decision) {
    if (call.door === 'transcript') return 'Nothing is known of who decided it: the transcript tells that it was done, no more.';
    return isUnasked(call)
      ? 'The agent did this without asking. No rule and no person decided it; that it happened is known from the agent’s report alone.'
      : 'No decision is recorded.';
  }
  const verb = decision.verdict === 'allow' ? 'Allowed' : 'Denied';
  switch (decision.by) {
    case 'rule':
      return decision.rule ? `${verb} by a rule ${layerWords[decision.rule.layer]}.` : `${verb} by a rule that the record does not quote.`;
    case 'grant':
      return `${verb} by a grant: a person had allowed such actions for the rest of this run.`;
    case 'person':
      return approval?.answer ? explainAnswer(approval.answer) : `${verb} by a person.`;
    case 'time-out':
      return `${verb}: nobody answered in time.`;
    case 'flag':
      return `${verb} by the flag --approve of the command line; nobody was asked.`;
    case 'gate':
      return `${verb} by the gate itself, which fails closed.`;
  }
}

/** Who answered, how, and after what time. */
export function explainAnswer(answer: NonNullable<ApprovalDetails['answer']>): string {
  const who = answer.by ?? 'Somebody';
  return `${who} ${answerWords[answer.kind]} ${channelWords[answer.channel]}, ${duration(answer.waitedMs)} after it was asked.`;
}

/** How a run stands: its end, or what the gate says, or that nobody seals it any more. */
export function runState(end: RunEnd | undefined, phase: string | undefined): string {
  if (end) return endWords[end];
  return phase === undefined || phase === 'ended' ? 'Not sealed' : `${phase.charAt(0).toUpperCase()}${phase.slice(1)}`;
}
