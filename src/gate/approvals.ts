/**
 * The queue of approvals: first in, first out. A request settles once, by its id and the digest of what was shown; everything
 * else that arrives (stale, repeated, for another digest, late) changes nothing.
 */
import type { Answer, AnswerResult } from './protocol.ts';
import type { Approval } from '../model/approval.ts';
import { Waiting, type Unanswered } from './waiting.ts';

/** Who answered, as the gate knows it from the connection. */
export interface Answerer {
  name: string;
  email?: string;
}

type Answered = { how: 'answered'; answer: Answer; by: Answerer; at: Date };
export type Settlement = Answered | Unanswered;

export class Approvals {
  private readonly waiting: Waiting<Approval, Answered>;
  private readonly now: () => Date;

  constructor(changed: () => void, now: () => Date) {
    this.waiting = new Waiting(changed, now);
    this.now = now;
  }

  /** What waits, oldest first. */
  list(): Approval[] {
    return this.waiting.list();
  }

  get(id: string): Approval | undefined {
    return this.waiting.get(id)?.item;
  }

  /** Queues a request and resolves when it is settled. `signal`: the request is taken back. */
  ask(approval: Approval, signal: AbortSignal): Promise<Settlement> {
    return this.waiting.ask(approval, signal);
  }

  /** @returns whether this answer settled the request; if not, why. */
  answer(answer: Answer, by: Answerer): AnswerResult {
    const waiting = this.waiting.get(answer.approval);
    if (waiting === undefined) return { accepted: false, why: 'unknown', message: 'This approval was answered already, has expired, or was withdrawn.' };
    if (answer.digest !== waiting.item.digest) {
      return { accepted: false, why: 'digest', message: 'The answer is for another action than the one that waits. Look at it again.' };
    }
    if (answer.answer === 'allow-always' && answer.ruleDigest !== waiting.item.suggestion?.digest) {
      return { accepted: false, why: 'rule', message: 'The rule that was shown is not the one on offer any more. Look at it again.' };
    }
    waiting.settle({ how: 'answered', answer, by, at: this.now() });
    return { accepted: true };
  }

  /** Denies, as timed out, everything that waits without a deadline of its own: nobody is left to answer. */
  expireUnattended(): void {
    this.waiting.expireUnattended();
  }
}
