/** The actions of a record with what the policy said of each, as far as the record tells; and where it contradicts itself. */
import type { Action } from '../model/action.ts';
import type { PolicyEffect, RuleRef } from '../model/decision.ts';
import type { AnyEvent, EventData } from '../record/events.ts';

/** What a policy said of an action. */
export interface Decided {
  effect: PolicyEffect;
  rule: RuleRef | undefined;
  reason: string;
}

export interface RecordedCall {
  step: string;
  title: string;
  action: Action;
  assessed?: EventData<'guard.assessed'>;
  /** What the policy said; absent: it was not asked. */
  recorded?: Decided;
  /** The reason is the policy's own, not a person's. */
  isReasonRules: boolean;
  contradiction?: string;
}

interface Open extends RecordedCall {
  basis: string;
  requested?: EventData<'approval.requested'>;
  answered?: EventData<'approval.answered'>;
}

/** @param approve how the run was to answer what asks (`run.started`). */
export function recordedCalls(events: readonly AnyEvent[], approve: string | undefined): RecordedCall[] {
  const calls = new Map<string, Open>();
  for (const event of events) {
    if (event.step === undefined) continue;
    if (event.type === 'action.proposed') {
      const { action, title } = event.data;
      if (!calls.has(event.step)) calls.set(event.step, { step: event.step, title, action, basis: event.basis, isReasonRules: false });
      continue;
    }
    const call = calls.get(event.step);
    if (call === undefined || call.basis === 'reported') continue;
    if (event.type === 'guard.assessed') call.assessed ??= event.data;
    else if (event.type === 'approval.requested') {
      call.requested ??= event.data;
      call.recorded ??= { effect: 'ask', rule: event.data.rule, reason: '' };
    } else if (event.type === 'approval.answered') call.answered ??= event.data;
    else if (event.type === 'decision.made') decided(call, event.data, approve);
  }
  return [...calls.values()];
}

function decided(call: Open, data: EventData<'decision.made'>, approve: string | undefined): void {
  const { by, verdict, rule, reason } = data;
  const contradiction = contradictionOf(call, data, approve);
  if (contradiction !== undefined) call.contradiction ??= contradiction;
  if (by === 'rule' || by === 'grant') {
    call.recorded = { effect: verdict, rule, reason };
    call.isReasonRules = true;
  } else if (rule !== undefined) call.recorded = { effect: 'ask', rule, reason };
}

/** What nobody can have decided so. */
function contradictionOf({ requested, answered, assessed }: Open, data: EventData<'decision.made'>, approve: string | undefined): string | undefined {
  const { by, verdict, rule } = data;
  if (assessed?.policyDigest !== undefined && data.policyDigest !== assessed.policyDigest) return 'the decision names another policy than the guard was given';
  switch (by) {
    case 'rule':
    case 'grant':
      if (requested !== undefined) return 'a person was asked, and a rule is said to have decided';
      return (by === 'grant') === (rule?.layer === 'grant') ? undefined : 'the decision does not fit the layer of its rule';
    case 'person':
      if (answered === undefined) return 'a person is said to have decided, and no answer is recorded';
      return (answered.answer === 'deny') === (verdict === 'deny') ? undefined : 'the decision is not what the person answered';
    case 'flag':
      return verdict === approve ? undefined : 'the decision is not what the flag of the run says';
    case 'time-out':
    case 'gate':
      return verdict === 'deny' ? undefined : 'nobody allowed this, and it was let go';
  }
}
