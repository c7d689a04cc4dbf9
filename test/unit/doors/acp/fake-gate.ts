/** A gate that keeps what it was told. Deciding is left to the test; the real gate's own tests are elsewhere. */
import type { Decision } from '../../../../src/model/decision.ts';
import type { Outcome } from '../../../../src/model/outcome.ts';
import type { NewEvent } from '../../../../src/record/events.ts';
import type { QuestionAnswer } from '../../../../src/model/question.ts';
import type { AskedQuestion, Proposal, Proposed, RunGate } from '../../../../src/gate/run-gate.ts';

export interface Step extends Proposal {
  step: string;
  asked: boolean;
  verdict?: 'allow' | 'deny';
  finishes: Outcome[];
}

export type Decide = (proposal: Proposal, signal?: AbortSignal) => Promise<{ verdict: 'allow' | 'deny'; reason: string }>;

export const allowAll: Decide = () => Promise.resolve({ verdict: 'allow', reason: 'allowed in a test' });
export const denyAll: Decide = () => Promise.resolve({ verdict: 'deny', reason: 'not in a test' });

export class FakeGate implements RunGate {
  readonly run = 'run-1';
  readonly cwd: string;
  readonly stopping = new AbortController();
  readonly signal = this.stopping.signal;
  readonly steps: Step[] = [];
  readonly events: NewEvent[] = [];
  readonly faults: { code: string; message: string }[] = [];
  /** What the agent asked, and how the test answers. */
  readonly questions: AskedQuestion[] = [];
  answer: (question: AskedQuestion, signal: AbortSignal) => Promise<QuestionAnswer> = () => Promise.resolve({ action: 'cancel' });
  text = '';
  decide: Decide;
  private count = 0;

  constructor(cwd: string, decide: Decide = allowAll) {
    this.cwd = cwd;
    this.decide = decide;
  }

  async propose(proposal: Proposal, signal?: AbortSignal): Promise<Proposed> {
    const step: Step = { ...proposal, step: this.newStep(), asked: true, finishes: [] };
    this.steps.push(step);
    const { verdict, reason } = await this.decide(proposal, signal);
    step.verdict = verdict;
    const decision: Decision = { verdict, by: 'rule', reason, policyDigest: '0', guardVersion: '0' };
    return { step: step.step, decision };
  }

  ask(question: AskedQuestion, signal: AbortSignal): Promise<QuestionAnswer> {
    this.questions.push(question);
    return this.answer(question, signal);
  }

  relate(): void {}

  async noteUnasked(proposal: Proposal): Promise<string> {
    const step: Step = { ...proposal, step: this.newStep(), asked: false, finishes: [] };
    this.steps.push(step);
    await new Promise((resolve) => setImmediate(resolve));
    return step.step;
  }

  async finish(step: string, outcome: Outcome): Promise<void> {
    const found = this.steps.find((candidate) => candidate.step === step);
    if (!found) throw new Error(`no step ${step}`);
    found.finishes.push(outcome);
    if (found.verdict === 'deny' && outcome.status === 'succeeded') await this.fault('denied-but-reported', step);
  }

  async finishCall(proposal: Proposal, outcome: Outcome): Promise<void> {
    const found = this.steps.find(({ callId }) => callId !== undefined && callId === proposal.callId);
    await this.finish(found?.step ?? (await this.noteUnasked(proposal)), outcome);
  }

  newStep(): string {
    this.count += 1;
    return `step-${this.count}`;
  }

  async append(event: NewEvent): Promise<void> {
    this.events.push(event);
  }

  transcript(text: string): void {
    this.text += text;
  }

  async fault(code: string, message: string): Promise<void> {
    this.faults.push({ code, message });
  }

  messages(): string[] {
    return this.events.flatMap((event) => (event.type === 'message' && typeof event.data.text === 'string' ? [event.data.text] : []));
  }
}
