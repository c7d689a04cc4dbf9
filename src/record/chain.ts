/** Follows the chain of a record line by line: numbers, digests, what may come first and last, and what belongs to which action. */
import { digestOf, sha256 } from '../model/digest.ts';
import type { AnyEvent, Payload } from './events.ts';
import { parseLine, ZERO_DIGEST } from './line.ts';
import { RECORD_FILE } from './paths.ts';
import { problem, type Problem, type Where } from './problem.ts';
import type { ScannedLine } from './scan.ts';

/** A line whose `prev` did not fit. The next line tells which of the two was changed. */
interface Doubt {
  before: Where;
  here: Where;
  expected: string;
  found: string;
}

const MAX_PROBLEMS = 100;

export class ChainCheck {
  readonly problems: Problem[] = [];
  /** Digest of the last line. */
  head = ZERO_DIGEST;
  events = 0;
  sealed = false;
  private seq = 0;
  private last: Where = { file: RECORD_FILE };
  private trusted = true;
  private doubt: Doubt | undefined;
  private readonly proposed = new Map<string, string>();
  private readonly shown = new Map<string, string>();

  /** The event of the line, where it can be read; what is wrong is added to `problems`. */
  line(line: ScannedLine): AnyEvent | undefined {
    const where = { file: RECORD_FILE, line: line.line, byte: line.byte };
    const parsed = parseLine(line.bytes, where, line.text);
    if (parsed.problem !== undefined) {
      this.report(parsed.problem);
      this.settle();
    } else this.follow(parsed.event, where);
    this.trusted = parsed.problem === undefined;
    this.head = sha256(line.bytes);
    this.last = where;
    this.events += 1;
    this.seq = parsed.event === undefined ? this.seq + 1 : parsed.event.seq + 1;
    return parsed.event;
  }

  /** Call after the last line; `head`: the digest of the last line that a receipt names. */
  end(head?: string): void {
    if (this.events === 0) this.report(problem('record-empty', { file: RECORD_FILE }));
    else if (head !== undefined && this.trusted) this.link(head, this.last);
    this.settle();
  }

  private follow(event: AnyEvent, where: Where): void {
    if (event.seq !== this.seq) {
      this.settle();
      this.report(problem('sequence', where, { expected: `${this.seq}`, found: `${event.seq}` }));
    } else if (this.trusted) this.link(event.prev, where);
    if ((event.type === 'run.started') !== (this.events === 0)) this.report(problem('bad-start', where, { found: event.type }));
    if (this.sealed) this.report(problem('after-seal', where, { found: event.type }));
    if (event.type === 'run.sealed') this.sealed = true;
    this.bind(event, where);
  }

  /** Compares `prev` with the digest of the line before. A change of one line spoils its own link, if its `prev` was hit, and always the next. */
  private link(prev: string, here: Where): void {
    if (prev === this.head) return this.settle();
    if (this.doubt !== undefined) {
      const { here: culprit, expected, found } = this.doubt;
      this.doubt = undefined;
      this.report(problem('chain', culprit, { expected, found, detail: 'this line was changed' }));
    } else if (this.events === 0) this.report(problem('chain', here, { expected: this.head, found: prev }));
    else this.doubt = { before: this.last, here, expected: prev, found: this.head };
  }

  /** No further break followed: it was the earlier of the two lines. */
  private settle(): void {
    if (this.doubt === undefined) return;
    const { before, expected, found } = this.doubt;
    this.doubt = undefined;
    this.report(problem('chain', before, { expected, found, detail: 'this line was changed, or one after it is missing' }));
  }

  /** A proposed action is what its digest says, and what is asked, answered and decided about a step names the action that was proposed for it. */
  private bind(event: AnyEvent, where: Where): void {
    this.bindQuestion(event, where);
    if (event.step === undefined) return;
    if (event.type === 'action.proposed') {
      const expected = digestOf(event.data.action);
      if (expected !== event.data.digest) this.report(problem('action-digest', where, { expected, found: event.data.digest }));
      this.proposed.set(event.step, event.data.digest);
    } else if (event.type === 'approval.requested' || event.type === 'approval.answered' || event.type === 'decision.made') {
      const expected = this.proposed.get(event.step);
      if (expected !== event.data.digest) this.report(problem('action-digest', where, { ...(expected === undefined ? {} : { expected }), found: event.data.digest }));
    }
    this.bindShown(event, where);
  }

  /** The same of a question, and what was answered is what its digest says. */
  private bindQuestion(event: AnyEvent, where: Where): void {
    if (event.type !== 'question.asked' && event.type !== 'question.answered') return;
    const { question, digest } = event.data;
    const expected = event.type === 'question.asked' ? digestOfPayload(event.data.shown) : (this.shown.get(`question ${question}`) ?? ZERO_DIGEST);
    if (expected !== undefined && expected !== digest) this.report(problem('shown-digest', where, { expected, found: digest }));
    if (event.type === 'question.asked') return void this.shown.set(`question ${question}`, digest);
    const { answers, answersDigest } = event.data;
    const answered = answers === undefined ? undefined : digestOf(answers);
    if (answered !== answersDigest) this.report(problem('shown-digest', where, { ...(answered === undefined ? {} : { expected: answered }), ...(answersDigest === undefined ? {} : { found: answersDigest }) }));
  }

  /** What a person was shown is what its digest says, and an answer is to what was shown. */
  private bindShown(event: AnyEvent, where: Where): void {
    if (event.type !== 'approval.requested' && event.type !== 'approval.answered') return;
    const { approval, shown } = event.data;
    const expected = event.type === 'approval.requested' ? digestOfPayload(event.data.presentation) : (this.shown.get(approval) ?? ZERO_DIGEST);
    if (expected !== undefined && expected !== shown) this.report(problem('shown-digest', where, { expected, found: shown }));
    if (event.type === 'approval.requested') this.shown.set(approval, shown);
  }

  private report(found: Problem): void {
    if (this.problems.length < MAX_PROBLEMS) this.problems.push(found);
  }
}

/** Of the whole text; `undefined` where only its beginning was kept. */
function digestOfPayload(payload: Payload): string | undefined {
  if (typeof payload === 'string') return sha256(payload);
  return payload.kept === undefined ? payload.blob : undefined;
}
