/**
 * A run whose agent the person started alone, in a folder where they have said that it is to be gated. All that is known of it comes
 * through its hooks: what it was told, its calls, its turns. It ends with its session, or when nothing was heard of it for long.
 */
import type { AgentAdapter, DescribeContext, HookDialect, HookMessage } from '../agents/adapter.ts';
import { HookDoor, refusal } from '../doors/hooks/door.ts';
import type { HookAnswer, LiveRun } from '../gate/protocol.ts';
import type { RunEnd } from '../model/outcome.ts';
import { coverageOf } from './coverage.ts';
import type { GatedRun } from './gated-run.ts';
import { liveGate, type LiveGate } from './live-gate.ts';
import type { RunHandle } from './live-run.ts';
import type { OpenedRecord } from './open-record.ts';
import type { RunParts, RunSpec } from './run-types.ts';
import { sealRun } from './seal.ts';
import { Subagents } from './subagents.ts';
import type { Transcript } from './transcript.ts';

export interface AdoptedParts {
  parts: RunParts;
  spec: RunSpec;
  record: OpenedRecord;
  adapter: AgentAdapter & { hooks: HookDialect };
  context: DescribeContext;
  /** The agent's id of its session. */
  session: string;
  changed: () => void;
}

export class AdoptedRun implements RunHandle {
  readonly id: string;
  readonly recordFolder: string;
  readonly token: string;
  readonly transcript: Transcript;
  readonly gated: GatedRun;
  private readonly own: AdoptedParts;
  private readonly door: HookDoor;
  private readonly waits: LiveGate['waits'];
  private readonly stopping = new AbortController();
  private readonly startedAt: string;
  private readonly ended = new AbortController();
  private phase: LiveRun['phase'] = 'running';
  private title = '';
  private turn: string | undefined;
  private heardAt: number;
  private probed = false;
  private stopped: { by: string; reason?: string } | undefined;
  private end: RunEnd | undefined;
  private problem: string | undefined;

  constructor(own: AdoptedParts) {
    const { parts, record, spec, adapter, changed } = own;
    this.own = own;
    this.id = record.run;
    this.recordFolder = record.folder;
    this.token = record.token;
    this.startedAt = parts.now().toISOString();
    this.heardAt = parts.now().getTime();
    ({ gated: this.gated, transcript: this.transcript, waits: this.waits } = liveGate(parts, spec, record, {
      signal: this.stopping.signal,
      changed,
      onBroken: (error) => this.breakDown(error),
      turn: () => this.turn,
    }));
    const subagents = new Subagents(this.gated, adapter.subagentTools ?? []);
    const listener = { reached: (how: string) => this.reached(how), parentOf: subagents.parentOf, heard: (message: HookMessage) => this.heard(message) };
    this.door = new HookDoor({ gate: this.gated, adapter: { describe: adapter.describe, hooks: adapter.hooks }, listener, context: own.context });
  }

  live(): LiveRun {
    const { agent } = this.own.spec;
    return {
      run: this.id,
      agent: { id: agent.id, name: agent.name },
      title: this.own.record.redactor.text(this.title).split('\n', 1)[0]!.slice(0, 200),
      phase: this.phase === 'running' && this.waits() ? 'waiting' : this.phase,
      startedAt: this.startedAt,
      folder: this.recordFolder,
      events: this.own.record.writer.events,
      coverage: this.coverage,
      ...(this.end === undefined ? {} : { end: this.end }),
      ...(this.problem === undefined ? {} : { problem: this.problem }),
    };
  }

  prompt(): void {
    throw new Error('This session was started in a terminal; tell it there what to do next.');
  }

  /** Only the person at its terminal can do that. */
  cancelTurn(): void {
    this.transcript.note('waiting', 'This session was started in a terminal; cancel its turn there.');
  }

  /** From here on every call of the session is refused. Its process is the person's own. */
  stop(by: string, reason?: string): void {
    if (this.phase !== 'running') return;
    this.stopped = { by, ...(reason === undefined ? {} : { reason }) };
    this.enter('stopping');
    this.stopping.abort();
    this.ended.abort();
  }

  async hook(payload: unknown, _agent: string | undefined, signal: AbortSignal): Promise<HookAnswer> {
    this.heardAt = this.own.parts.now().getTime();
    if (this.stopping.signal.aborted) return refusal('A person has stopped this run in Signalbox. Start a new session.');
    try {
      return await this.door.receive(payload, AbortSignal.any([signal, this.stopping.signal]));
    } catch (error) {
      return refusal(`Signalbox could not decide: ${(error as Error).message}`);
    }
  }

  async perform(): Promise<void> {
    const { parts, session, spec } = this.own;
    const data = { tools: [], servers: [], permissions: [], changes: [], 'gen_ai.conversation.id': session, canResume: false };
    await this.gated.append({ type: 'capabilities.observed', basis: 'reported', data }).catch(() => undefined);
    for (const problem of spec.servers.problems) await this.gated.fault('mcp-server-left-out', problem).catch(() => undefined);
    await this.untilEnd(parts.sessionSilence);
    await this.finish();
  }

  /** Nothing tells that a terminal was closed: a session that says nothing for so long, in ms, counts as over. */
  private untilEnd(silence: number): Promise<void> {
    return new Promise((resolve) => {
      const watch = setInterval(() => {
        if (!this.waits() && this.own.parts.now().getTime() - this.heardAt > silence) this.ended.abort();
      }, Math.min(silence, 10_000));
      const done = () => {
        clearInterval(watch);
        resolve();
      };
      if (this.ended.signal.aborted) done();
      else this.ended.signal.addEventListener('abort', done, { once: true });
    });
  }

  private async heard({ event, model }: HookMessage): Promise<void> {
    if (model !== undefined && !this.probed) await this.gated.append({ type: 'usage.reported', basis: 'reported', data: { 'gen_ai.response.model': model } });
    switch (event.type) {
      case 'prompt':
        // An agent that goes on by itself tells of prompts without a word.
        if (event.text.trim() === '') break;
        await this.endTurn('replaced');
        this.turn = this.gated.newStep();
        this.title ||= event.text;
        await this.gated.append({ type: 'input.given', basis: 'reported', step: this.turn, data: { text: event.text, digest: '0'.repeat(64), by: this.own.parts.person.name } });
        this.transcript.note('quiet', `> ${event.text}`);
        break;
      case 'turn-ended':
        if (event.text !== undefined) await this.gated.append({ type: 'message', basis: 'reported', ...this.at, data: { from: 'agent', digest: '0'.repeat(64), text: event.text } });
        await this.endTurn('end_turn');
        break;
      case 'session-ended':
        this.ended.abort();
        break;
      case 'session-started':
      case 'subagent-started':
      case 'tool':
      case 'tool-ended':
      case 'other':
    }
  }

  private get at(): { step?: string } {
    return this.turn === undefined ? {} : { step: this.turn };
  }

  private get coverage(): 'partial' | 'observed only' {
    // Nothing but its hooks tells of such a session: that they told all cannot be seen.
    return coverageOf({ gate: 'acp', reached: true, ...this.gated.counts }) === 'observed only' ? 'observed only' : 'partial';
  }

  private async endTurn(reason: string): Promise<void> {
    const { turn } = this;
    if (turn === undefined) return;
    this.turn = undefined;
    await this.gated.settle();
    await this.gated.append({ type: 'turn.ended', basis: 'reported', step: turn, data: { reason } });
  }

  private reached(how: string): void {
    if (this.probed) return;
    this.probed = true;
    void this.gated.append({ type: 'gate.probed', basis: 'mediated', data: { reached: true, how, durationMs: 0 } }).catch(() => undefined);
  }

  private async finish(): Promise<void> {
    this.enter('sealing');
    this.stopping.abort();
    const { parts, record } = this.own;
    try {
      await this.endTurn('session_ended');
      if (this.stopped !== undefined) {
        const { by, reason } = this.stopped;
        await this.gated.append({ type: 'run.stopped', basis: 'mediated', data: { by, how: 'refuses every further call of the session', ...(reason === undefined ? {} : { reason }) } });
      }
      this.end = this.problem !== undefined ? 'failed' : this.stopped === undefined ? 'completed' : 'stopped';
      await sealRun(parts.seal, { run: this.id, recordFolder: this.recordFolder, writer: record.writer, before: record.before, end: this.end, coverage: this.coverage, beside: () => parts.openRuns.beside(this.id) });
      parts.openRuns.remove(this.id);
    } catch (error) {
      this.problem = `The record could not be sealed: ${(error as Error).message}`;
      this.end = 'failed';
      parts.log('error', `${this.id}: ${this.problem}`);
    }
    this.enter('ended');
  }

  private breakDown(error: Error): void {
    this.problem ??= `The record cannot be written: ${error.message}`;
    this.stopping.abort();
    this.ended.abort();
  }

  private enter(phase: LiveRun['phase']): void {
    this.phase = phase;
    this.own.changed();
  }
}
