/**
 * One call, many doors: the same tool call may come as a hook, as a permission request and as a report. It is the same where its id
 * is the same, or, where a door gives no id, what it asks for is. Each call is decided once, and each door may use that decision once.
 */
import { digestOf } from '../model/digest.ts';
import type { Proposal, Proposed } from '../gate/run-gate.ts';

export interface BookedCall {
  readonly callId: string | undefined;
  readonly tool: string | undefined;
  readonly fingerprint: string | undefined;
  readonly alias: string | undefined;
  readonly actionDigest: string;
  /** The doors that have had this call, and those that have told its end. */
  readonly doors: Set<string>;
  readonly ended: Set<string>;
  /** The decision, coming; absent for a call that was only reported. */
  proposed?: Promise<Proposed>;
  step?: string;
  /** Its outcome is known or it was refused: it can be joined only by its id. */
  over: boolean;
  refused?: boolean;
}

/** Calls that are over are kept this many, so that late reports of them are known as such. */
const MAX_OVER = 2000;

/** A call as one door tells of it. Its digest is made once: an action may hold whole files. */
export type Sight = Pick<Proposal, 'callId' | 'tool' | 'fingerprint' | 'alias' | 'door'> & { readonly actionDigest: string };

export function sightOf({ action, callId, tool, fingerprint, alias, door }: Proposal): Sight {
  return {
    actionDigest: digestOf(action),
    door,
    ...(callId === undefined ? {} : { callId }),
    ...(tool === undefined ? {} : { tool }),
    ...(fingerprint === undefined ? {} : { fingerprint }),
    ...(alias === undefined ? {} : { alias }),
  };
}

export class CallBook {
  private readonly calls = new Set<BookedCall>();

  /**
   * The call that this is another sight of.
   * @param whole the action must be the same even where the id is, and the call not over: what was decided is released for nothing else.
   */
  find(sight: Sight, whole: boolean): BookedCall | undefined {
    const { callId, door } = sight;
    const sameInput = sameInputAs(sight, whole);
    const candidates = [...this.calls].filter((call) => !call.doors.has(door));
    if (callId !== undefined) {
      const named = candidates.findLast((call) => call.callId === callId);
      if (named !== undefined) return whole && !sameInput(named) ? undefined : named;
    }
    return candidates.find((call) => !(whole && call.over) && (call.callId === undefined || callId === undefined) && sameInput(call));
  }

  /** The call whose end this tells: of that id, else of that input; that of the same door which goes on first, then the oldest that was not refused. Each door tells each end once. */
  ending(sight: Sight): BookedCall | undefined {
    const { callId, door } = sight;
    const sameInput = sameInputAs(sight, false);
    const candidates = [...this.calls].filter((call) => !call.ended.has(door));
    const named = callId === undefined ? undefined : candidates.findLast((call) => call.callId === callId);
    if (named !== undefined) return named;
    const alike = candidates.filter((call) => (call.callId === undefined || callId === undefined) && sameInput(call));
    return alike.find((call) => !call.over && call.doors.has(door)) ?? alike.find((call) => call.refused !== true) ?? alike[0];
  }

  open({ callId, tool, fingerprint, alias, actionDigest, door }: Sight): BookedCall {
    const call: BookedCall = { callId, tool, fingerprint, alias, actionDigest, doors: new Set([door]), ended: new Set(), over: false };
    this.calls.add(call);
    if (this.calls.size > MAX_OVER) {
      for (const old of this.calls) {
        if (this.calls.size <= MAX_OVER) break;
        if (old.over) this.calls.delete(old);
      }
    }
    return call;
  }

  /** Marks the call of a step as over. */
  end(step: string): void {
    for (const call of this.calls) if (call.step === step) call.over = true;
  }

  /** The newest call that fits. */
  newest(fits: (call: BookedCall) => boolean): BookedCall | undefined {
    return [...this.calls].findLast(fits);
  }

  /** The steps of the calls that fit, in order. */
  stepsOf(fits: (call: BookedCall) => boolean): string[] {
    return [...this.calls].flatMap((call) => (call.step !== undefined && fits(call) ? [call.step] : []));
  }
}

/** @param whole an alias, which does not tell all of an input, does not count. */
function sameInputAs({ actionDigest, fingerprint, alias }: Sight, whole: boolean): (call: BookedCall) => boolean {
  const same = (one: string | undefined, other: string | undefined): boolean => one !== undefined && one === other;
  return (call) => call.actionDigest === actionDigest || same(call.fingerprint, fingerprint) || (!whole && same(call.alias, alias));
}
