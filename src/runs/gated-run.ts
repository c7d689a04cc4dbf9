/** One run as the doors see it: proposals go through the pipeline, everything else into the record, in the order it came. */
import { sha256 } from '../model/digest.ts';
import type { Decision } from '../model/decision.ts';
import type { Basis, FinishStatus, Outcome } from '../model/outcome.ts';
import { questionTitle, type Asking } from '../gate/asking.ts';
import type { Pipeline, PipelineRun } from '../gate/pipeline.ts';
import { titleOf } from '../gate/presentation.ts';
import type { AskedQuestion, Proposal, Proposed, RunGate } from '../gate/run-gate.ts';
import { visibleLine } from '../model/visible.ts';
import type { QuestionAnswer } from '../model/question.ts';
import type { NewEvent } from '../record/events.ts';
import { CallBook, sightOf, type BookedCall, type Sight } from './call-book.ts';
import type { Transcript } from './transcript.ts';

/** What became of a step so far, so that a second outcome is noticed. */
interface StepTrace {
  title: string;
  tool?: string;
  startedAt: number;
  parent?: string;
  denied?: boolean;
  finished?: FinishStatus;
  exitCode?: number;
  /** It has ended, and who said so did not know how: kept until somebody does, or its turn ends. */
  held?: Outcome;
  /** It was never asked about. */
  unasked?: boolean;
  /** Its decision, coming. */
  deciding?: Promise<unknown>;
}

/** More relations than these are not kept. */
const MAX_RELATED = 20_000;

/** A call that was done without a decision, or against it. */
export interface UngatedCall {
  tool: string | undefined;
  title: string;
  /** Why; without it no hook has told of the call. `early`: it was done before it was decided. */
  how?: 'changed' | 'denied' | 'early';
}

export interface GatedRunParts {
  pipeline: Pipeline;
  asking: Asking;
  run: PipelineRun;
  transcript: Transcript;
  now: () => Date;
  /** More events are on disk. */
  onRecorded: () => void;
  /** The record cannot be written any more: the run must not go on. */
  onBroken: (error: Error) => void;
  /** The agent has done a call that did not come through the gate. */
  onUngated?: (call: UngatedCall) => void;
  /** The step of the turn that goes on, under which a call belongs that names no parent. */
  turn?: () => string | undefined;
}

export class GatedRun implements RunGate {
  private readonly parts: GatedRunParts;
  private readonly steps = new Map<string, StepTrace>();
  private readonly book = new CallBook();
  /** The calls that started subagents, by the calls that those make. */
  private readonly starters = new Map<string, string>();
  /** The end of what `append` and `finish` have queued; a proposal waits for it, so that the record tells things in their order. */
  private queue: Promise<unknown> = Promise.resolve();
  private queued = 0;
  private decided = 0;
  private unasked = 0;

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
    this.steps.set(step, { title: '', startedAt: this.parts.now().getTime() });
    return step;
  }

  /** How many calls were decided, and how many were only heard of. */
  get counts(): { decided: number; unasked: number } {
    return { decided: this.decided, unasked: this.unasked };
  }

  propose(proposal: Proposal, signal?: AbortSignal): Promise<Proposed> {
    const sight = sightOf(proposal);
    const known = this.book.find(sight, true);
    if (known?.proposed !== undefined) {
      known.doors.add(proposal.door);
      return known.proposed.then((proposed) => ({ ...proposed, joined: true }));
    }
    const call = this.book.open(sight);
    const placed = this.placed(proposal);
    const step = this.openStep(placed);
    call.step = step;
    const trace = this.steps.get(step)!;
    call.proposed = this.decide(placed, call, step, signal).finally(() => {
      delete trace.deciding;
    });
    trace.deciding = call.proposed;
    return call.proposed;
  }

  async ask({ asked, callId }: AskedQuestion, signal: AbortSignal): Promise<QuestionAnswer> {
    const { asking, run, transcript } = this.parts;
    const call = callId === undefined ? undefined : this.book.newest((known) => known.callId === callId && known.step !== undefined)?.step;
    const step = call ?? this.parts.turn?.();
    try {
      if (this.queued > 0) await this.queue;
      transcript.note('waiting', `asks     ${visibleLine(questionTitle(asked.message))}`);
      const answer = await asking.ask(run, asked, step === undefined ? {} : { step }, signal);
      this.parts.onRecorded();
      transcript.note(answer.action === 'accept' ? 'good' : 'quiet', answerWords[answer.action]);
      return answer;
    } catch (error) {
      this.broken(error);
      return { action: 'cancel' };
    }
  }

  async noteUnasked(proposal: Proposal): Promise<string> {
    const sight = sightOf(proposal);
    const known = this.book.find(sight, false);
    if (known !== undefined) {
      known.doors.add(proposal.door);
      if (known.step !== undefined) return known.step;
    }
    return this.unaskedStep(this.placed(proposal), sight);
  }

  async finishCall(proposal: Proposal, outcome: Outcome): Promise<void> {
    const sight = sightOf(proposal);
    const known = this.book.ending(sight);
    known?.ended.add(proposal.door);
    if (known !== undefined && isAnother(known, proposal)) {
      await this.fault('changed-after-decision', `What was done is not what was decided: ${JSON.stringify(proposal.action).slice(0, 4000).toWellFormed()}`, 'reported');
      this.parts.onUngated?.({ tool: proposal.tool, title: titleOf(proposal.action, this.cwd), how: 'changed' });
    }
    const step = known?.step ?? (await this.unaskedStep(this.placed(proposal), sight));
    await this.finish(step, outcome);
  }

  relate(callId: string, parentCall: string): void {
    if (this.starters.size < MAX_RELATED) this.starters.set(callId, parentCall);
  }

  async finish(step: string, outcome: Outcome): Promise<void> {
    const { status, basis } = outcome;
    const trace = this.steps.get(step);
    if (trace === undefined) return this.fault('unknown-step', `An outcome (${status}) was reported for a step that does not exist.`, basis);
    const done = wasDone(outcome);
    if (done && trace.deciding !== undefined) this.parts.onUngated?.({ tool: trace.tool, title: trace.title, how: 'early' });
    await trace.deciding;
    if (done && trace.unasked) this.parts.onUngated?.({ tool: trace.tool, title: trace.title });
    if (trace.finished !== undefined) return this.finishAgain(step, trace, status, basis);
    // That a refused call was not done is no news.
    if (trace.denied && !done) return;
    if (trace.denied && trace.held === undefined) {
      await this.fault('denied-but-reported', `The agent reports ${step} (${trace.title}) as done, although it was denied.`, basis);
      this.parts.onUngated?.({ tool: trace.tool, title: trace.title, how: 'denied' });
    }
    const durationMs = outcome.durationMs ?? Math.max(0, this.parts.now().getTime() - trace.startedAt);
    if (status !== 'unknown') return this.end(step, trace, { ...outcome, durationMs });
    if (basis === 'reported') trace.held ??= { ...outcome, durationMs };
    else await this.end(step, trace, trace.held ?? { ...outcome, durationMs });
  }

  /** Ends what has ended nobody knows how. To be called where nobody will tell any more: at the end of a turn, and of the run. */
  async settle(): Promise<void> {
    for (const [step, trace] of this.steps) if (trace.held !== undefined && trace.finished === undefined) await this.end(step, trace, trace.held);
  }

  private async end(step: string, trace: StepTrace, { status, basis, result, exitCode, durationMs, begun }: Outcome): Promise<void> {
    trace.finished = status;
    if (exitCode !== undefined) trace.exitCode = exitCode;
    this.book.end(step);
    if (trace.unasked && begun === false) this.unasked -= 1;
    await this.inOrder(async () => {
      const { pipeline, run } = this.parts;
      const { writer } = run;
      const findings = await pipeline.observe(run, step, status, result);
      await writer.append({
        type: 'action.finished',
        basis,
        step,
        ...(trace.parent === undefined ? {} : { parent: trace.parent }),
        data: {
          status,
          ...(durationMs === undefined ? {} : { durationMs }),
          ...(exitCode === undefined ? {} : { exitCode }),
          ...(result === undefined ? {} : { result: await writer.payload(result) }),
          ...(findings.length === 0 ? {} : { findings }),
        },
      });
    });
  }

  append(event: NewEvent): Promise<void> {
    if (event.type === 'capabilities.observed' && event.data.findings !== undefined) this.parts.pipeline.noteTools(this.parts.run, event.data.findings);
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

  /** The steps of the calls that were made with one of these tools and not refused, in order. */
  stepsOfTools(tools: readonly string[]): string[] {
    return this.book.stepsOf(({ tool }) => tool !== undefined && tools.includes(tool)).filter((step) => this.steps.get(step)?.denied !== true);
  }

  /** Those of `stepsOfTools` that go on. */
  openStepsOfTools(tools: readonly string[]): string[] {
    return this.stepsOfTools(tools).filter((step) => this.steps.get(step)?.finished === undefined);
  }

  private async decide(proposal: Proposal, call: BookedCall, step: string, signal: AbortSignal | undefined): Promise<Proposed> {
    const { pipeline, run, transcript } = this.parts;
    this.decided += 1;
    try {
      if (this.queued > 0) await this.queue;
      const decision = await pipeline.decide(run, step, proposal, signal ?? run.signal);
      this.parts.onRecorded();
      // From here on its duration counts; waiting for a person is no part of it.
      this.steps.get(step)!.startedAt = this.parts.now().getTime();
      if (decision.verdict === 'deny') this.refuse(step, call);
      transcript.note(decision.verdict === 'allow' ? 'good' : 'bad', `${decision.verdict === 'allow' ? 'allowed' : 'denied '}  ${titleOf(proposal.action, run.cwd)}  (${whoDecided(decision)})`);
      return { step, decision };
    } catch (error) {
      this.broken(error);
      this.refuse(step, call);
      const reason = `Signalbox could not decide or record this action, so it is denied: ${(error as Error).message}`;
      return { step, decision: { verdict: 'deny', by: 'gate', reason, policyDigest: '', guardVersion: pipeline.guardVersion } };
    }
  }

  private async unaskedStep(proposal: Proposal, sight: Sight): Promise<string> {
    const { pipeline, run, transcript } = this.parts;
    const call = this.book.open(sight);
    const step = this.openStep(proposal);
    call.step = step;
    // Before anything is waited for: another door may tell its end meanwhile.
    this.steps.get(step)!.unasked = true;
    this.unasked += 1;
    await this.inOrder(() => pipeline.noteUnasked(run, step, proposal));
    transcript.note('waiting', `unasked  ${titleOf(proposal.action, run.cwd)}  (the agent did this without asking)`);
    return step;
  }

  private refuse(step: string, call: BookedCall): void {
    call.over = true;
    call.refused = true;
    const trace = this.steps.get(step);
    if (trace !== undefined) trace.denied = true;
  }

  /** Several doors may tell the same end; only what contradicts is worth a word. */
  private async finishAgain(step: string, { finished, title, exitCode }: StepTrace, status: FinishStatus, basis: Basis): Promise<void> {
    if (finished === status || status === 'unknown' || status === 'cancelled') return;
    // A tool that ran a command has succeeded, whatever became of the command.
    if (exitCode !== undefined && status === 'succeeded') return;
    await this.fault('repeated-outcome', `A second outcome (${status}) was reported for ${step} (${title}), which ended as ${finished}.`, basis);
  }

  private placed(proposal: Proposal): Proposal {
    const startedBy = proposal.parentCall ?? (proposal.callId === undefined ? undefined : this.starters.get(proposal.callId));
    const starter = startedBy === undefined ? undefined : this.book.newest(({ callId, step }) => callId === startedBy && step !== undefined)?.step;
    const parent = starter ?? proposal.parent ?? this.parts.turn?.();
    return parent === undefined ? proposal : { ...proposal, parent };
  }

  private openStep({ action, parent, tool }: Proposal): string {
    const step = this.newStep();
    this.steps.set(step, { title: titleOf(action, this.cwd), startedAt: this.parts.now().getTime(), ...(tool === undefined ? {} : { tool }), ...(parent === undefined ? {} : { parent }) });
    return step;
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

const answerWords = { accept: 'answered by a person', decline: 'a person declined to answer', cancel: 'nobody answered' } as const;

/** A command that failed was run all the same, and a hook that tells of an end without knowing how does so after the call. */
function wasDone({ status, basis, exitCode, begun }: Outcome): boolean {
  if (begun === false) return false;
  return status === 'succeeded' || (exitCode !== undefined && exitCode >= 0) || (status === 'unknown' && basis === 'reported');
}

/** The door that brought a call now tells of another input under its id: other hooks of the agent can change calls. */
function isAnother({ callId, doors, fingerprint, proposed }: BookedCall, proposal: Proposal): boolean {
  const sameId = callId !== undefined && callId === proposal.callId && proposed !== undefined && doors.has(proposal.door);
  return sameId && fingerprint !== undefined && proposal.fingerprint !== undefined && fingerprint !== proposal.fingerprint;
}

/** In a few words, for the terminal. */
function whoDecided({ by, rule, reason }: Decision): string {
  switch (by) {
    case 'rule':
      return `${by} ${rule?.id ?? ''}: ${reason}`;
    case 'grant':
    case 'person':
      return reason;
    default:
      return `${by}: ${reason}`;
  }
}
