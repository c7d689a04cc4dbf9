/** One run as the doors see it: proposals go through the pipeline, everything else into the record, in the order it came. */
import { sha256 } from '../model/digest.ts';
import type { Decision } from '../model/decision.ts';
import type { Basis, Outcome } from '../model/outcome.ts';
import type { Pipeline, PipelineRun } from '../gate/pipeline.ts';
import { titleOf } from '../gate/presentation.ts';
import type { Proposal, Proposed, RunGate } from '../gate/run-gate.ts';
import type { NewEvent } from '../record/events.ts';
import type { Transcript } from './transcript.ts';

/** What became of a step so far, so that a second outcome is noticed. */
interface StepTrace {
  title: string;
  startedAt: number;
  parent?: string;
  finished: boolean;
}

export interface GatedRunParts {
  pipeline: Pipeline;
  run: PipelineRun;
  transcript: Transcript;
  now: () => Date;
  /** More events are on disk. */
  onRecorded: () => void;
  /** The record cannot be written any more: the run must not go on. */
  onBroken: (error: Error) => void;
}

export class GatedRun implements RunGate {
  private readonly parts: GatedRunParts;
  private readonly steps = new Map<string, StepTrace>();
  /** The end of what `append` and `finish` have queued; a proposal waits for it, so that the record tells things in their order. */
  private queue: Promise<unknown> = Promise.resolve();
  private queued = 0;

  constructor(parts: GatedRunParts) {
    this.parts = parts;
  }

  get run(): string {
    return this.parts.run.id;
  }
  get cwd(): string {
    return this.parts.run.cwd;
  }
  get signal(): AbortSignal {
    return this.parts.run.signal;
  }

  newStep(): string {
    const step = `s${this.steps.size + 1}`;
    this.steps.set(step, { title: '', startedAt: this.parts.now().getTime(), finished: false });
    return step;
  }

  async propose(proposal: Proposal, signal?: AbortSignal): Promise<Proposed> {
    const { pipeline, run, transcript } = this.parts;
    const step = this.openStep(proposal);
    try {
      if (this.queued > 0) await this.queue;
      const decision = await pipeline.decide(run, step, proposal, signal ?? run.signal);
      this.parts.onRecorded();
      this.begin(step, proposal);
      transcript.note(decision.verdict === 'allow' ? 'good' : 'bad', `${decision.verdict === 'allow' ? 'allowed' : 'denied '}  ${titleOf(proposal.action, run.cwd)}  (${whoDecided(decision)})`);
      return { step, decision };
    } catch (error) {
      this.broken(error);
      const reason = `Signalbox could not decide or record this action, so it is denied: ${(error as Error).message}`;
      return { step, decision: { verdict: 'deny', by: 'gate', reason, policyDigest: '', guardVersion: pipeline.guardVersion } };
    }
  }

  async noteUnasked(proposal: Proposal): Promise<string> {
    const { pipeline, run, transcript } = this.parts;
    const step = this.openStep(proposal);
    await this.inOrder(() => pipeline.noteUnasked(run, step, proposal));
    transcript.note('waiting', `unasked  ${titleOf(proposal.action, run.cwd)}  (the agent did this without asking)`);
    return step;
  }

  async finish(step: string, { status, basis, result, exitCode, durationMs }: Outcome): Promise<void> {
    const trace = this.steps.get(step);
    if (trace === undefined) return this.fault('unknown-step', `An outcome (${status}) was reported for a step that does not exist.`, basis);
    if (trace.finished) return this.fault('repeated-outcome', `A second outcome (${status}) was reported for ${step} (${trace.title}).`, basis);
    trace.finished = true;
    await this.inOrder(async () => {
      const { writer } = this.parts.run;
      await writer.append({
        type: 'action.finished',
        basis,
        step,
        ...(trace.parent === undefined ? {} : { parent: trace.parent }),
        data: {
          status,
          durationMs: durationMs ?? Math.max(0, this.parts.now().getTime() - trace.startedAt),
          ...(exitCode === undefined ? {} : { exitCode }),
          ...(result === undefined ? {} : { result: await writer.payload(result) }),
        },
      });
    });
  }

  append(event: NewEvent): Promise<void> {
    return this.inOrder(async () => {
      await this.parts.run.writer.append(await this.withPayload(event));
    });
  }

  transcript(text: string): void {
    this.parts.transcript.write(text);
  }

  async fault(code: string, message: string, basis: Basis = 'observed'): Promise<void> {
    this.parts.transcript.note('bad', message);
    await this.append({ type: 'fault.noted', basis, data: { code, message } });
  }

  private openStep(proposal: Proposal): string {
    const step = this.newStep();
    this.begin(step, proposal);
    return step;
  }

  /** From here on its duration counts; waiting for a person is no part of it. */
  private begin(step: string, { title, parent }: Proposal): void {
    this.steps.set(step, { title, startedAt: this.parts.now().getTime(), finished: false, ...(parent === undefined ? {} : { parent }) });
  }

  /** Long texts go to blobs. Their digest is over the redacted text: over the plain one it would let a secret be guessed. */
  private async withPayload(event: NewEvent): Promise<NewEvent> {
    if (event.type !== 'input.given' && event.type !== 'message') return event;
    const { text } = event.data;
    if (typeof text !== 'string') return event;
    const { writer, redactor } = this.parts.run;
    const payload = await writer.payload(text);
    const data = { ...event.data, digest: sha256(redactor.text(text)), text: payload };
    return { ...event, data } as NewEvent;
  }

  private inOrder<T>(work: () => Promise<T>): Promise<T> {
    this.queued++;
    const done = this.queue
      .then(work)
      .then((result) => {
        this.parts.onRecorded();
        return result;
      })
      .catch((error: unknown) => {
        this.broken(error);
        throw error;
      })
      .finally(() => this.queued--);
    this.queue = done.catch(() => undefined);
    return done;
  }

  private broken(error: unknown): void {
    this.parts.onBroken(error instanceof Error ? error : new Error(String(error)));
  }
}

/** In a few words, for the terminal. */
function whoDecided({ by, rule, reason }: Decision): string {
  switch (by) {
    case 'rule':
    case 'grant':
      return `${by} ${rule?.id ?? ''}: ${reason}`;
    case 'person':
      return reason;
    default:
      return `${by}: ${reason}`;
  }
}
