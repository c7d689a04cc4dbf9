/**
 * The queue of approvals: first in, first out. A request settles once, by its id and the digest of what was shown; everything
 * else that arrives (stale, repeated, for another digest, late) changes nothing.
 */
import type { Answer, AnswerResult } from './protocol.ts';
import type { Approval } from '../model/approval.ts';

/** Who answered, as the gate knows it from the connection. */
export interface Answerer {
  name: string;
  email?: string;
}

export type Settlement =
  | { how: 'answered'; answer: Answer; by: Answerer; at: Date }
  | { how: 'timed-out'; at: Date }
  | { how: 'withdrawn'; at: Date };

interface Waiting {
  approval: Approval;
  settle: (settlement: Settlement) => void;
}

export class Approvals {
  private readonly waiting = new Map<string, Waiting>();
  private readonly changed: () => void;
  private readonly now: () => Date;

  constructor(changed: () => void, now: () => Date) {
    this.changed = changed;
    this.now = now;
  }

  /** What waits, oldest first. */
  list(): Approval[] {
    return [...this.waiting.values()].map(({ approval }) => approval);
  }

  get(id: string): Approval | undefined {
    return this.waiting.get(id)?.approval;
  }

  /** Queues a request and resolves when it is settled. `signal`: the request is taken back. */
  ask(approval: Approval, signal: AbortSignal): Promise<Settlement> {
    return new Promise((resolve) => {
      const settle = (settlement: Settlement) => {
        if (!this.waiting.delete(approval.id)) return;
        clearTimeout(timer);
        signal.removeEventListener('abort', withdraw);
        this.changed();
        resolve(settlement);
      };
      const withdraw = () => settle({ how: 'withdrawn', at: this.now() });
      const timer =
        approval.expiresAt === undefined
          ? undefined
          : setTimeout(() => settle({ how: 'timed-out', at: this.now() }), Math.max(0, Date.parse(approval.expiresAt) - this.now().getTime()));
      this.waiting.set(approval.id, { approval, settle });
      signal.addEventListener('abort', withdraw);
      if (signal.aborted) withdraw();
      else this.changed();
    });
  }

  /** @returns whether this answer settled the request; if not, why. */
  answer(answer: Answer, by: Answerer): AnswerResult {
    const waiting = this.waiting.get(answer.approval);
    if (waiting === undefined) return { accepted: false, why: 'unknown', message: 'This approval was answered already, has expired, or was withdrawn.' };
    if (answer.digest !== waiting.approval.digest) {
      return { accepted: false, why: 'digest', message: 'The answer is for another action than the one that waits. Look at it again.' };
    }
    if (answer.answer === 'allow-always' && answer.ruleDigest !== waiting.approval.suggestion?.digest) {
      return { accepted: false, why: 'rule', message: 'The rule that was shown is not the one on offer any more. Look at it again.' };
    }
    waiting.settle({ how: 'answered', answer, by, at: this.now() });
    return { accepted: true };
  }

  /** Denies, as timed out, everything that waits without a deadline of its own: nobody is left to answer. */
  expireUnattended(): void {
    for (const { approval, settle } of this.waiting.values()) {
      if (approval.expiresAt === undefined) settle({ how: 'timed-out', at: this.now() });
    }
  }
}
