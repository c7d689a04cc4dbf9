/**
 * The hook door: what an agent's own hooks say before and after each tool call, in the agent's dialect, to the gate and back. It holds
 * the hook until the decision is there; the agent never hears "ask".
 */
import type { AgentAdapter, DescribeContext, HookDialect, HookMessage, ToolCall } from '../../agents/adapter.ts';
import type { HookAnswer } from '../../gate/protocol.ts';
import type { Proposal, RunGate } from '../../gate/run-gate.ts';
import { describe } from './describe.ts';

/** What the door tells the run beside the calls. */
export interface HookListener {
  /** Something came from a hook, so the gate is in force. */
  reached(how: string): void;
  /** The step under which a subagent's calls belong. */
  parentOf(call: Pick<ToolCall, 'subagent'>): string | undefined;
  /** Every message, for what the run makes of prompts, turns and sessions. Awaited before the answer. */
  heard?(message: HookMessage): Promise<void>;
}

export interface HookDoorParts {
  gate: RunGate;
  adapter: Pick<AgentAdapter, 'describe'> & { hooks: HookDialect };
  listener: HookListener;
  context: DescribeContext;
  /** How the record names this door, if not `hook`. */
  door?: string;
}

export class HookDoor {
  private readonly parts: HookDoorParts;

  constructor(parts: HookDoorParts) {
    this.parts = parts;
  }

  /**
   * Takes one payload and gives the agent's answer. Whatever goes wrong is an answer that refuses.
   * @param signal the hook program has gone; an approval that waits is withdrawn
   */
  async receive(payload: unknown, signal: AbortSignal): Promise<HookAnswer> {
    const { adapter, listener } = this.parts;
    let message: HookMessage;
    try {
      message = adapter.hooks.read(payload);
    } catch (error) {
      await this.parts.gate.fault('hook-unreadable', `A hook of the agent said something that Signalbox cannot read, so it was refused: ${messageOf(error)}`);
      return refusal(`Signalbox could not read this call: ${messageOf(error)}`);
    }
    const { event } = message;
    listener.reached(`hook ${event.type === 'other' ? event.name : event.type}`);
    await listener.heard?.(message);
    if (event.type === 'tool') {
      const { decision } = await this.parts.gate.propose(await this.proposal(event.call, event.again), signal);
      return adapter.hooks.answer(event, { verdict: decision.verdict, reason: decision.reason });
    }
    if (event.type === 'subagent-started') listener.parentOf({ subagent: event.subagent });
    if (event.type === 'tool-ended') {
      await this.parts.gate.finishCall(await this.proposal(event.call), event.outcome);
    }
    return adapter.hooks.answer(event);
  }

  /** @param again it is the call's second coming: another door, which joins the first. */
  private async proposal(call: ToolCall, again = false): Promise<Proposal> {
    const { adapter, context, listener } = this.parts;
    const described = await describe(adapter, call, context);
    const parent = listener.parentOf(call);
    const door = `${this.parts.door ?? 'hook'}${again ? ' again' : ''}`;
    return { ...described, door, ...(call.callId === undefined ? {} : { callId: call.callId }), ...(parent === undefined ? {} : { parent }) };
  }
}

/** Refuses in the one form that every agent with command hooks takes: a reason on standard error, and exit code 2. */
export function refusal(reason: string): HookAnswer {
  return { stdout: '', stderr: `${reason}\n`, exitCode: 2 };
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 500);
}
