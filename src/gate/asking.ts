/** From a question of an agent to its answer: recorded, shown to the operators, answered, recorded again, and only then given to the agent. */
import { canonical, digestOf, sha256 } from '../model/digest.ts';
import { askedSchema, type Asked, type Question, type QuestionAnswer, type QuestionField, type QuestionValue } from '../model/question.ts';
import type { EventData, NewEvent } from '../record/events.ts';
import type { Redactor } from '../record/redact.ts';
import type { PipelineRun } from './pipeline.ts';
import type { PolicyStore } from './policy-store.ts';
import type { Questions, QuestionSettlement } from './questions.ts';

/** How many questions of one run may wait at once, and of all runs. */
const MAX_OF_A_RUN = 8;
const MAX_WAITING = 64;
const MAX_TITLE = 200;

export interface AskingParts {
  questions: Questions;
  policies: PolicyStore;
  /** Whether a person is there to answer, or was until a moment ago. */
  attended: () => boolean;
  now: () => Date;
  newId: () => string;
}

/** Where in the record a question belongs. */
export interface QuestionPlace {
  step?: string;
}

type Unanswered = { why: string; channel: 'time-out' | 'other' };

export class Asking {
  private readonly parts: AskingParts;

  constructor(parts: AskingParts) {
    this.parts = parts;
  }

  /** Resolves when the answer is on disk; rejects only when the record cannot be written. `signal`: the agent took the question back, or its turn is over. */
  async ask(run: PipelineRun, asked: Asked, place: QuestionPlace, signal: AbortSignal): Promise<QuestionAnswer> {
    const requestedAt = this.parts.now();
    const timeout = this.parts.policies.current(run.trusted).approvalTimeout;
    const text = run.redactor.text(canonical(run.redactor.value(asked)));
    const question: Question = {
      id: this.parts.newId(),
      run: run.id,
      agent: run.agent.name,
      // A page opens by its whole address; everything else is shown as it is recorded.
      asked: asked.mode === 'url' ? asked : run.redactor.value(asked),
      digest: sha256(text),
      requestedAt: requestedAt.toISOString(),
      ...(timeout === undefined ? {} : { expiresAt: new Date(requestedAt.getTime() + timeout).toISOString() }),
    };
    const { id, digest, expiresAt } = question;
    const data = { question: id, mode: asked.mode, title: questionTitle(asked.message), digest, shown: await run.writer.payload(text), ...(expiresAt === undefined ? {} : { expiresAt }) };
    await run.writer.append({ type: 'question.asked', basis: 'mediated', ...place, data });
    const nobody = this.nobody(run, timeout, question);
    const settlement = nobody ?? (await this.settled(run, question, signal));
    const event = 'why' in settlement ? cancelled(question, settlement, this.parts.now()) : answered(question, asked, settlement, run.redactor);
    await run.writer.append({ ...event, ...place });
    return 'why' in settlement ? { action: 'cancel' } : settlement.answer;
  }

  /** Why nobody will answer, where that is known at once. */
  private nobody(run: PipelineRun, timeout: number | undefined, { asked }: Question): Unanswered | undefined {
    // What stands for a secret can be longer than it was.
    if (!askedSchema.safeParse(asked).success) return { why: 'It is too large to be shown.', channel: 'other' };
    const waiting = this.parts.questions.list();
    if (waiting.length >= MAX_WAITING || waiting.filter((other) => other.run === run.id).length >= MAX_OF_A_RUN) return { why: 'Too many questions wait already.', channel: 'other' };
    return !this.parts.attended() && timeout === undefined ? { why: 'Nobody is here to answer.', channel: 'time-out' } : undefined;
  }

  private async settled(run: PipelineRun, question: Question, signal: AbortSignal): Promise<Extract<QuestionSettlement, { how: 'answered' }> | Unanswered> {
    run.waiting(true);
    const settlement = await this.parts.questions.ask(question, AbortSignal.any([signal, run.signal])).finally(() => run.waiting(false));
    if (settlement.how === 'answered') return settlement;
    return settlement.how === 'timed-out' ? { why: 'Nobody answered in time.', channel: 'time-out' } : { why: 'It was withdrawn before anybody answered.', channel: 'other' };
  }
}

/** One line of a question, for lists. */
export function questionTitle(message: string): string {
  const line = message.replace(/\s+/g, ' ').trim();
  return line.length > MAX_TITLE ? `${line.slice(0, MAX_TITLE - 1).toWellFormed()}…` : line;
}

function cancelled({ id, digest, requestedAt }: Question, { why, channel }: Unanswered, at: Date): NewEvent {
  return { type: 'question.answered', basis: 'mediated', data: { question: id, digest, action: 'cancel', channel, why, waitedMs: waited(requestedAt, at) } };
}

function answered({ id, digest, requestedAt }: Question, asked: Asked, { answer, channel, by, at }: Extract<QuestionSettlement, { how: 'answered' }>, redactor: Redactor): NewEvent {
  const base = { question: id, digest, channel, by, waitedMs: waited(requestedAt, at) };
  if (answer.action !== 'accept' || asked.mode === 'url') return { type: 'question.answered', basis: 'mediated', data: { ...base, action: answer.action } };
  // The agent may say again what it was told: from here on that is a secret of the run.
  for (const [index, field] of asked.fields.entries()) if (isSecret(field)) redactor.learn({ kind: 'answer', value: String(answer.values[index] ?? '') });
  const answers = redactor.value(asked.fields.map((field, index) => recorded(field, answer.values[index] ?? null)));
  return { type: 'question.answered', basis: 'mediated', data: { ...base, action: 'accept', answers, answersDigest: digestOf(answers) } };
}

type Answered = NonNullable<EventData<'question.answered'>['answers']>[number];

/** As the agent gets it, save what is withheld. */
function recorded(field: QuestionField, value: QuestionValue): Answered {
  const { name, title } = field;
  const base = { field: name, ...(title === name ? {} : { title }) };
  if (value === null) return base;
  if (isSecret(field)) return { ...base, withheld: true };
  if (field.type === 'choice') return { ...base, value: field.options[value as number]?.value ?? '' };
  if (Array.isArray(value)) return { ...base, value: field.type === 'choices' ? value.flatMap((position) => field.options[position]?.value ?? []) : [] };
  return { ...base, value };
}

function isSecret(field: QuestionField): boolean {
  return (field.type === 'text' || field.type === 'number') && field.secret;
}

function waited(requestedAt: string, at: Date): number {
  return Math.max(0, at.getTime() - Date.parse(requestedAt));
}
