/**
 * The tool calls of a session, from what the agent says to the record. Whatever the order of messages, each call that was heard
 * of gets a step, and each step that was not refused gets exactly one end.
 */
import type { Decision } from '../../model/decision.ts';
import { digestOf } from '../../model/digest.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { Proposed, RunGate } from '../../gate/run-gate.ts';
import { describeCall, parentCallOf, type Described } from './action.ts';
import { Call } from './call.ts';
import { boundedId, type CallFields } from './messages.ts';

/** How long a call that is said to have started waits for a permission request or its details that may be on their way, in ms. */
const SETTLE_MS = 50;

export interface CallsOptions {
  gate: RunGate;
  cwd: string;
  /** Called before a call goes into the record, so that what was said before it stands before it. */
  before(): void;
  /** The gate failed: nothing can be recorded any more. */
  failed(error: unknown): void;
  /** Hooks decide: a call is done without asking only if it ended and no hook told of it. */
  gatedByHooks?: boolean;
  /** What a call would do, by the agent's adapter; undefined where that cannot tell. */
  describe?: (fields: CallFields) => Promise<Pick<Described, 'action' | 'fingerprint'>> | undefined;
  /** The command of a terminal that is served here, by its id. */
  terminalCommand(id: string): string | undefined;
}

/** An action that is performed here for the agent, after it was decided. */
export interface Mediated {
  decision: Decision;
  /** Records how it ended; to be called once, and only where it was allowed. */
  finish(outcome: Outcome): Promise<void>;
}

export class Calls {
  /** The step of the turn that goes on; undefined between turns before the first. */
  turn: string | undefined;
  private readonly options: CallsOptions;
  private readonly newest = new Map<string, Call>();
  /** Those that may still need a step or an end. */
  private readonly live = new Set<Call>();
  private readonly work = new Set<Promise<void>>();
  /** Decisions that are waited for, perhaps by a person, so that reading on must not wait for them. */
  private deciding = 0;

  constructor(options: CallsOptions) {
    this.options = options;
  }

  /** Takes a `tool_call` (an announcement) or a `tool_call_update`. */
  update(fields: CallFields, announcement: boolean): void {
    const id = boundedId(fields.toolCallId);
    const parentCall = parentCallOf(fields);
    if (parentCall !== undefined) this.options.gate.relate(id, parentCall);
    const known = this.newest.get(id);
    const call = known === undefined || this.isAnother(known, fields, announcement) ? this.begin(new Call(id, this.turn, fields)) : known;
    if (call === known) {
      if (call.phase === 'open' && call.proposal === undefined && call.isNews(fields, false)) this.noteChange(fields);
      call.merge(fields, announcement);
    }
    this.advance(call);
  }

  /**
   * Takes a permission request. The same request again while it is undecided, or after it was refused, gets the same decision; once
   * it was allowed, asking again is another call.
   * @param signal the agent took the request back, or the turn ends
   */
  ask(fields: CallFields, signal: AbortSignal): Promise<Proposed> {
    const id = boundedId(fields.toolCallId);
    let call = this.newest.get(id);
    let late = false;
    const announced = this.options.gatedByHooks && call?.phase === 'announced' ? describeCall(call.fields, this.options.cwd) : undefined;
    if (call?.proposal && (call.phase === 'recording' || call.phase === 'denied') && !call.isNews(fields, false)) return call.proposal;
    if (call === undefined) call = this.begin(new Call(id, this.turn, fields));
    else if (call.phase === 'announced') {
      late = call.started;
      call.merge(fields, false);
    } else call = this.begin(call.successor(this.turn, fields));
    const described = describeCall(call.fields, this.options.cwd);
    // Some ask with another form of the input than they announced, which is the one that their hooks have.
    const { fingerprint, alias } = announced ?? described;
    const proposal = this.propose(call, { ...described, ...(fingerprint === undefined ? {} : { fingerprint }), ...(alias === undefined ? {} : { alias }) }, 'acp', signal);
    if (late) void proposal.then(({ joined }) => joined || this.fault('asked-after-start', `The agent reported the call ${id} as started, and asked for it only then.`), () => undefined);
    return proposal;
  }

  /**
   * Decides an action that is performed here (`fs/*`, `terminal/*`). Where the agent asked for exactly this action before and it was
   * allowed, that decision serves, once; where it announced it, the announced call is decided.
   */
  async mediate(described: Described, door: string, signal: AbortSignal): Promise<Mediated> {
    const digest = digestOf(described.action);
    const released = [...this.live].find((call) => call.usable && call.digest === digest && call.step !== undefined);
    if (released?.proposal && released.step !== undefined) {
      this.closeCall(released);
      const { decision, step } = await released.proposal;
      return { decision, finish: (outcome) => this.options.gate.finish(step, outcome) };
    }
    const announced = [...this.live].find((call) => call.phase === 'announced' && digestOf(describeCall(call.fields, this.options.cwd).action) === digest);
    this.options.before();
    const proposal = announced
      ? this.propose(announced, { ...describeCall(announced.fields, this.options.cwd), action: described.action }, door, signal)
      : this.options.gate.propose({ ...described, door, ...(this.turn === undefined ? {} : { parent: this.turn }) }, signal);
    const { decision, step } = await proposal;
    if (announced && decision.verdict === 'allow') this.closeCall(announced);
    return { decision, finish: (outcome) => this.options.gate.finish(step, outcome) };
  }

  /** How many things the gate was told and has not taken yet. */
  get backlog(): number {
    return this.work.size - this.deciding;
  }

  /** Gives every call of the turn a step. `cancelled`: those still open end as cancelled. Further reports may follow. */
  async endTurn(cancelled: boolean): Promise<void> {
    for (const call of this.live) {
      if (call.phase !== 'announced') continue;
      // A hook that waits, or has refused, knows more than an announcement.
      if (this.options.gatedByHooks && !call.ended) this.closeCall(call);
      else this.noteUnasked(call);
    }
    await this.idle();
    if (cancelled) await this.endOpen('cancelled');
  }

  /** Ends what is still open. */
  async close(): Promise<void> {
    await this.endTurn(false);
    await this.endOpen('unknown');
  }

  /** A message about a call that is decided or over, which cannot be about it: its input is another. */
  private isAnother(call: Call, fields: CallFields, announcement: boolean): boolean {
    const decided = call.phase === 'denied' || call.phase === 'closed' || (call.phase === 'open' && call.proposal !== undefined);
    return decided && call.isNews(fields, announcement);
  }

  private begin(call: Call): Call {
    this.options.before();
    this.newest.set(call.id, call);
    this.live.add(call);
    return call;
  }

  /** Does what the state of a call asks for; called whenever it changed. */
  private advance(call: Call): void {
    if (call.phase === 'announced' && call.started) {
      if (this.showsOwnTerminal(call)) this.closeCall(call);
      else if (this.options.gatedByHooks && !call.ended) return;
      else call.settling ??= setTimeout(() => this.noteUnasked(call), SETTLE_MS);
    } else if (call.phase === 'open' && call.ended) {
      this.finish(call, call.outcome());
    } else if (call.phase === 'denied' && call.fields.status === 'completed') {
      this.finish(call, call.outcome());
    }
  }

  private noteUnasked(call: Call): void {
    if (call.phase !== 'announced') return;
    this.startRecording(call);
    const described = describeCall(call.fields, this.options.cwd);
    const note = (better?: Partial<Described>) => this.options.gate.noteUnasked({ ...described, ...better, door: 'acp', callId: call.id, ...(call.parent === undefined ? {} : { parent: call.parent }) });
    const adapted = this.options.describe?.(call.fields);
    this.track(
      (adapted === undefined ? note() : adapted.then(note)).then((step) => {
        call.step = step;
        call.phase = 'open';
        this.advance(call);
      }),
    );
  }

  private propose(call: Call, described: Described, door: string, signal: AbortSignal): Promise<Proposed> {
    this.startRecording(call);
    const propose = (better?: Partial<Described>) => {
      const whole = { ...described, ...better };
      call.digest = digestOf(whole.action);
      return this.options.gate.propose({ ...whole, door, callId: call.id, ...(call.parent === undefined ? {} : { parent: call.parent }) }, signal);
    };
    const adapted = door === 'acp' ? this.options.describe?.(call.fields) : undefined;
    const proposal = adapted === undefined ? propose() : adapted.then(propose);
    this.deciding += 1;
    call.proposal = proposal.finally(() => (this.deciding -= 1)).then((proposed) => {
      call.step = proposed.step;
      const allowed = proposed.decision.verdict === 'allow';
      call.phase = allowed ? 'open' : 'denied';
      call.usable = allowed;
      if (!allowed) this.live.delete(call);
      this.advance(call);
      return proposed;
    });
    this.track(call.proposal.then(() => undefined));
    return call.proposal;
  }

  private startRecording(call: Call): void {
    clearTimeout(call.settling);
    this.options.before();
    call.phase = 'recording';
  }

  private finish(call: Call, outcome: Outcome): void {
    this.closeCall(call);
    if (call.step !== undefined) this.track(this.options.gate.finish(call.step, outcome));
  }

  private closeCall(call: Call): void {
    clearTimeout(call.settling);
    call.phase = 'closed';
    call.usable = false;
    this.live.delete(call);
  }

  private async endOpen(status: 'cancelled' | 'unknown'): Promise<void> {
    for (const call of this.live) {
      if (call.phase === 'open') this.finish(call, { status, basis: status === 'unknown' ? 'unobserved' : 'reported', durationMs: Date.now() - call.since });
    }
    await this.idle();
  }

  /** A call that shows a terminal served here is that terminal's step, if it is about the same command. */
  private showsOwnTerminal(call: Call): boolean {
    const { action } = describeCall(call.fields, this.options.cwd);
    return (call.fields.content ?? []).some((part) => {
      const command = part.type === 'terminal' ? this.options.terminalCommand(part.terminalId) : undefined;
      return command !== undefined && action.kind === 'exec' && action.command === command;
    });
  }

  private noteChange(fields: CallFields): void {
    const { action } = describeCall(fields, this.options.cwd);
    this.fault('changed-after-start', `The agent changed what the call ${boundedId(fields.toolCallId)} is after it had started: ${JSON.stringify(action).slice(0, 4000).toWellFormed()}`);
  }

  private fault(code: string, message: string): void {
    this.track(this.options.gate.fault(code, message, 'reported'));
  }

  private track(done: Promise<void>): void {
    const tracked: Promise<void> = done.catch((error: unknown) => this.options.failed(error)).finally(() => this.work.delete(tracked));
    this.work.add(tracked);
  }

  /** Waits until the gate has taken all that was told so far. */
  private async idle(): Promise<void> {
    while (this.work.size > 0) await Promise.all(this.work);
  }
}
