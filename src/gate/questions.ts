/**
 * The questions that wait for a person. Each settles once, by its id and the digest of what was shown; an answer that its fields
 * do not take leaves it waiting, and one that comes too late changes nothing.
 */
import type { Channel } from '../model/approval.ts';
import type { Question, QuestionAnswer } from '../model/question.ts';
import { valueProblem } from '../model/question-check.ts';
import type { Answerer } from './approvals.ts';
import type { QuestionReply, QuestionResult } from './protocol.ts';
import { Waiting, type Unanswered } from './waiting.ts';

type Answered = { how: 'answered'; answer: QuestionAnswer; channel: Channel; by: Answerer; at: Date };
export type QuestionSettlement = Answered | Unanswered;

export class Questions {
  private readonly waiting: Waiting<Question, Answered>;
  private readonly now: () => Date;

  constructor(changed: () => void, now: () => Date) {
    this.waiting = new Waiting(changed, now);
    this.now = now;
  }

  /** What waits, oldest first. */
  list(): Question[] {
    return this.waiting.list();
  }

  /** Queues a question and resolves when it is settled. `signal`: it is taken back. */
  ask(question: Question, signal: AbortSignal): Promise<QuestionSettlement> {
    return this.waiting.ask(question, signal);
  }

  /** @returns whether this answer settled the question; if not, why. */
  answer({ question: id, digest, action, values = [], channel }: QuestionReply, by: Answerer): QuestionResult {
    const waiting = this.waiting.get(id);
    if (waiting === undefined) return { accepted: false, why: 'unknown', message: 'This question does not wait any more: it was answered already, has expired, or was withdrawn.' };
    const { item: question, settle } = waiting;
    if (digest !== question.digest) return { accepted: false, why: 'digest', message: 'The answer is for another question than the one that waits. Look at it again.' };
    const settled = { how: 'answered', channel, by, at: this.now() } as const;
    if (action === 'decline') {
      settle({ ...settled, answer: { action } });
      return { accepted: true };
    }
    const fields = question.asked.mode === 'form' ? question.asked.fields : [];
    const problem = values.length === fields.length ? fields.map((field, index) => [field.title, valueProblem(field, values[index] ?? null)]).find(([, wrong]) => wrong !== undefined)?.join(': ') : 'It needs an answer to each field.';
    if (problem !== undefined) return { accepted: false, why: 'invalid', message: problem };
    settle({ ...settled, answer: { action, values } });
    return { accepted: true };
  }

  /** Cancels, as timed out, everything that waits without a deadline of its own: nobody is left to answer. */
  expireUnattended(): void {
    this.waiting.expireUnattended();
  }
}
