/** What the agent says beside its calls: messages, thoughts, plans, modes, usage. Contiguous pieces of a message are one event. */
import { sha256, digestOf } from '../../model/digest.ts';
import type { EventData, NewEvent } from '../../record/events.ts';
import type { RunGate } from '../../gate/run-gate.ts';
import { oneLine } from './action.ts';
import { chunkSchema, commandsSchema, modeSchema, planSchema, textOf, usageSchema, type Prompted } from './messages.ts';

/** A message that grows beyond this is recorded in parts, in UTF-16 units. */
const MAX_KEPT = 1024 * 1024;

type Speaker = 'agent' | 'thought' | 'user';
const speakers: Record<string, Speaker> = { agent_message_chunk: 'agent', agent_thought_chunk: 'thought', user_message_chunk: 'user' };

export class Narrative {
  turn: string | undefined;
  private readonly gate: RunGate;
  private readonly failed: (error: unknown) => void;
  private readonly work = new Set<Promise<void>>();
  /** The lines of the plan as they were last shown. */
  private planned = new Set<string>();
  /** What the session has used so far, as it was last reported. */
  private used: EventData<'usage.reported'> = {};
  private unreported = false;
  private open: { from: Speaker; id: string | undefined; parts: string[]; size: number } | undefined;

  constructor(gate: RunGate, failed: (error: unknown) => void) {
    this.gate = gate;
    this.failed = failed;
  }

  /** Takes any update that is no tool call. An unknown kind says nothing that the record has a place for, and is passed over. */
  update(kind: string, update: unknown): void {
    const from = speakers[kind];
    if (from) return this.chunk(from, update);
    if (kind === 'plan') return this.plan(update);
    if (kind === 'current_mode_update') return this.mode(update);
    if (kind === 'available_commands_update') return this.commands(update);
    if (kind === 'usage_update') return this.usage(update);
  }

  /** How many events are on their way into the record. */
  get backlog(): number {
    return this.work.size;
  }

  /** Records the message that is being put together. */
  flush(): void {
    const message = this.open;
    this.open = undefined;
    if (!message) return;
    const text = message.parts.join('');
    if (message.from !== 'user') this.gate.transcript(text.endsWith('\n') ? '' : '\n');
    this.append({ type: 'message', basis: 'reported', data: { from: message.from, digest: sha256(text), text } });
  }

  /** Waits until everything said so far is in the record. */
  async idle(): Promise<void> {
    this.flush();
    if (this.unreported) this.report({});
    while (this.work.size > 0) await Promise.all(this.work);
  }

  private chunk(from: Speaker, update: unknown): void {
    const parsed = chunkSchema.safeParse(update);
    if (!parsed.success) return;
    const used = parsed.data._meta?.usage;
    if (used) this.callUsed(used.inputTokens, used.outputTokens);
    const text = textOf(parsed.data.content);
    if (text === '') return;
    const id = parsed.data.messageId ?? undefined;
    if (this.open && (this.open.from !== from || this.open.id !== id || this.open.size > MAX_KEPT)) this.flush();
    this.open ??= { from, id, parts: [], size: 0 };
    this.open.parts.push(text);
    this.open.size += text.length;
    if (from !== 'user') this.gate.transcript(text);
  }

  private plan(update: unknown): void {
    const parsed = planSchema.safeParse(update);
    if (!parsed.success) return;
    const entries = (parsed.data.entries ?? []).map(({ content, status }) => ({ content: content.toWellFormed().slice(0, 4000).toWellFormed(), status: oneLine(status ?? 'pending') }));
    this.flush();
    this.append({ type: 'plan.updated', basis: 'reported', data: { entries } });
    const marks: Record<string, string> = { completed: '[x]', in_progress: '[>]' };
    // A plan comes whole each time; a terminal wants to see what is new in it.
    const lines = entries.map(({ content, status }) => `  ${marks[status] ?? '[ ]'} ${oneLine(content)}\n`);
    this.gate.transcript(lines.filter((line) => !this.planned.has(line)).join(''));
    this.planned = new Set(lines);
  }

  private mode(update: unknown): void {
    const parsed = modeSchema.safeParse(update);
    if (!parsed.success) return;
    const value = oneLine(parsed.data.currentModeId);
    this.flush();
    const changes = [{ what: `mode ${value}`, change: 'changed' as const }];
    this.append({ type: 'capabilities.observed', basis: 'reported', data: { tools: [], servers: [], permissions: [{ name: 'mode', value }], changes } });
  }

  private commands(update: unknown): void {
    const parsed = commandsSchema.safeParse(update);
    if (!parsed.success) return;
    const commands = (parsed.data.availableCommands ?? []).map((command) => ({ name: oneLine(command.name), digest: digestOf(oneLine(command.name)) }));
    this.flush();
    this.append({ type: 'capabilities.observed', basis: 'reported', data: { tools: [], servers: [], permissions: [], changes: [], commands } });
  }

  private usage(update: unknown): void {
    const parsed = usageSchema.safeParse(update);
    if (!parsed.success) return;
    const { cost, _meta: meta } = parsed.data;
    if (!cost) return;
    const model = meta?.['_claude/model'];
    this.report({
      costMicros: Math.min(Math.round(cost.amount * 1e6), Number.MAX_SAFE_INTEGER),
      currency: oneLine(cost.currency),
      ...(model ? { 'gen_ai.response.model': oneLine(model) } : {}),
    });
  }

  /** Takes what one turn used; each turn tells its own. All that is no output was input, whether from a cache or not. */
  turnUsed({ usage, _meta: meta }: Prompted): void {
    const models = meta?.quota?.model_usage ?? [];
    const counts = models.length > 0 ? models.map((one) => one.token_count) : usage ? [usage] : [];
    if (counts.length === 0) return;
    const output = counts.reduce((total, one) => total + one.outputTokens, 0);
    const input = counts.reduce((total, one) => total + Math.max(0, one.totalTokens - one.outputTokens), 0);
    const [model] = models.length === 1 ? models : [];
    this.report({
      'gen_ai.usage.input_tokens': (this.used['gen_ai.usage.input_tokens'] ?? 0) + input,
      'gen_ai.usage.output_tokens': (this.used['gen_ai.usage.output_tokens'] ?? 0) + output,
      ...(model === undefined ? {} : { 'gen_ai.response.model': oneLine(model.model) }),
    });
  }

  /** One call of the model; told to the record when the turn ends. */
  private callUsed(input: number, output: number): void {
    this.used = {
      ...this.used,
      'gen_ai.usage.input_tokens': (this.used['gen_ai.usage.input_tokens'] ?? 0) + input,
      'gen_ai.usage.output_tokens': (this.used['gen_ai.usage.output_tokens'] ?? 0) + output,
    };
    this.unreported = true;
  }

  private report(news: EventData<'usage.reported'>): void {
    this.unreported = false;
    this.used = { ...this.used, ...news };
    this.append({ type: 'usage.reported', basis: 'reported', data: this.used });
  }

  private append(event: NewEvent): void {
    const placed = this.turn === undefined ? event : { ...event, step: this.turn };
    const tracked: Promise<void> = this.gate.append(placed).catch(this.failed).finally(() => this.work.delete(tracked));
    this.work.add(tracked);
  }
}
