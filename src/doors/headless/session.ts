/**
 * An agent that runs headless: one process a turn, whose output is a stream of JSON lines. It only reports; what gates it are its
 * hooks. What it says of a call joins the step that the hook has opened.
 */
import type { Readable, Writable } from 'node:stream';
import type { AgentAdapter, DescribeContext, StreamDialect, StreamEvent, ToolCall, TurnCommand } from '../../agents/adapter.ts';
import type { Proposal, RunGate } from '../../gate/run-gate.ts';
import { digestOf } from '../../model/digest.ts';
import { describe } from '../hooks/describe.ts';
import { AgentError, type AgentSession, type SessionStarted, type StopReason } from '../session.ts';
import { Chronicle } from './chronicle.ts';
import { readLines } from './lines.ts';

/** The process of one turn, as far as the session needs it. */
export interface TurnProcess {
  stdin: Writable;
  stdout: Readable;
  exited: Promise<{ code: number | null; signal: string | null; problem?: string }>;
  /** Ends it and all it started, after so many ms of grace. */
  stop(graceMs: number): Promise<unknown>;
}

export interface HeadlessOptions {
  stream: StreamDialect;
  adapter: Pick<AgentAdapter, 'describe'>;
  context: DescribeContext;
  turn: (prompt: string, session: string | undefined) => TurnCommand;
  spawn: (command: TurnCommand) => TurnProcess;
  /** Continue this session of the agent. */
  resume?: string;
  /** The agent has named its session. */
  named: (session: string, model: string | undefined, version: string | undefined) => Promise<void>;
}

/** How long an agent may take to end when its turn is cancelled, in ms. */
const CANCEL_GRACE = 1500;
/** How long the output of an agent that is gone may stay open, in ms: somebody else may hold it. */
const OUTPUT_GRACE = 2000;

export class HeadlessSession implements AgentSession {
  private readonly gate: RunGate;
  private readonly options: HeadlessOptions;
  private session: string | undefined;
  private process: TurnProcess | undefined;
  private cancelled = false;
  /** The end of what is made of the agent's output. */
  private reading: Promise<unknown> = Promise.resolve();
  /** Calls of this turn that have not ended, by the agent's id. */
  private readonly open = new Map<string, ToolCall>();

  constructor(gate: RunGate, options: HeadlessOptions) {
    this.gate = gate;
    this.options = options;
    this.session = options.resume;
  }

  async start(): Promise<SessionStarted> {
    return { session: this.session ?? '', agent: {}, modes: [], canResume: true };
  }

  prompt(step: string, text: string): Promise<StopReason> {
    const turn = this.perform(step, text);
    this.reading = turn.catch(() => undefined);
    return turn;
  }

  private async perform(step: string, text: string): Promise<StopReason> {
    const command = this.options.turn(text, this.session);
    const process = this.options.spawn(command);
    const chronicle = new Chronicle(this.gate, step);
    this.process = process;
    this.cancelled = false;
    process.stdin.on('error', () => undefined);
    process.stdin.end(command.stdin ?? '');
    let ended: Extract<StreamEvent, { type: 'turn-ended' }> | undefined;
    for await (const line of readLines(process.stdout)) {
      for (const event of this.options.stream.read(line)) {
        if (event.type === 'turn-ended') ended = event;
        else await this.take(event, step, chronicle);
      }
    }
    const exit = await process.exited;
    await chronicle.flush();
    await this.settle(step);
    if (this.cancelled) return 'cancelled';
    if (exit.problem !== undefined) throw new AgentError('gone', `The agent could not be started: ${exit.problem}.`);
    if (ended?.problem !== undefined) throw new AgentError('agent', ended.problem);
    if (exit.code !== 0) throw new AgentError('gone', `The agent ended in the middle of its turn (${exit.signal ?? `exit code ${exit.code}`}).`);
    return ended?.reason ?? 'end_turn';
  }

  announced({ tool, input }: { tool: string; input: unknown }): boolean {
    const digest = digestOf({ tool, input: input ?? null });
    return [...this.open.values()].some((call) => digestOf({ tool: call.tool, input: call.input ?? null }) === digest);
  }

  async cancel(): Promise<void> {
    this.cancelled = true;
    await this.process?.stop(CANCEL_GRACE);
  }

  async close(): Promise<void> {
    await this.process?.stop(CANCEL_GRACE);
    const timer = setTimeout(() => this.process?.stdout.destroy(), OUTPUT_GRACE);
    await this.reading;
    clearTimeout(timer);
  }

  private async take(event: StreamEvent, step: string, chronicle: Chronicle): Promise<void> {
    switch (event.type) {
      case 'session':
        if (this.session === event.session && this.options.resume === undefined) return;
        this.session = event.session;
        return this.options.named(event.session, event.model, event.version);
      case 'message':
        return chronicle.say(event.from, event.text, event.partial ?? false);
      case 'usage':
        return chronicle.usage(event);
      case 'tool': {
        const { callId, parentCall } = event.call;
        if (callId !== undefined && parentCall !== undefined) this.gate.relate(callId, parentCall);
        await chronicle.flush();
        const name = event.name ?? callId;
        if (name !== undefined) this.open.set(name, event.call);
        return;
      }
      case 'tool-ended': {
        await chronicle.flush();
        const call = this.open.get(event.callId);
        if (call === undefined) return;
        this.open.delete(event.callId);
        return this.gate.finishCall(await this.proposal(call, step), event.outcome);
      }
      case 'turn-ended':
    }
  }

  /** What was begun and never heard of again: it may have happened. */
  private async settle(step: string): Promise<void> {
    for (const call of this.open.values()) await this.gate.finishCall(await this.proposal(call, step), { status: 'unknown', basis: 'unobserved' });
    this.open.clear();
  }

  private async proposal(call: ToolCall, parent: string): Promise<Proposal> {
    const described = await describe(this.options.adapter, call, this.options.context);
    return { ...described, door: 'lines', parent, ...(call.callId === undefined ? {} : { callId: call.callId }) };
  }
}
