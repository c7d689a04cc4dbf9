/** One tool call of the agent, put together from whatever messages name its id, in whatever order they come. */
import * as z from 'zod';
import { digestOf } from '../../model/digest.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { Proposed } from '../../gate/run-gate.ts';
import { textOf, tidyJson, type CallContent, type CallFields } from './messages.ts';

const MAX_RESULT = 1024 * 1024;

/**
 * `announced`: nothing is in the record yet. `recording`: the gate was told and has not answered. `open`: it has a step and may still
 * end. `denied`: decided and refused. `closed`: it ended, or who performs it for the agent will say how it ends.
 */
export type CallPhase = 'announced' | 'recording' | 'open' | 'denied' | 'closed';

export class Call {
  readonly id: string;
  /** The turn in which it was first heard of. */
  readonly parent: string | undefined;
  readonly since = Date.now();
  phase: CallPhase = 'announced';
  fields: CallFields;
  /** Set once the agent asked for it: the gate's decision, coming. */
  proposal?: Promise<Proposed>;
  step?: string;
  /** Of the action as it was decided. */
  digest?: string;
  /** Allowed, and not yet performed through `fs/*` or `terminal/*`. */
  usable = false;
  settling?: NodeJS.Timeout;
  private readonly seen = new Set<string>();
  /** What the agent tells of a terminal of its own, piece by piece. */
  private output = '';
  private terminalExit: number | undefined;

  constructor(id: string, parent: string | undefined, fields: CallFields) {
    this.id = id;
    this.parent = parent;
    this.fields = { toolCallId: id, status: fields.status };
    this.merge(fields, false);
  }

  /** @param announcement a first `tool_call` message: where the call is known already, it only fills what is missing. */
  merge(fields: CallFields, announcement: boolean): void {
    for (const print of fingerprints(fields)) this.seen.add(print);
    this.hearTerminal(fields._meta);
    const content = mergeContent(this.fields.content ?? [], fields.content ?? []);
    const given = withoutEmpty(fields);
    const merged = announcement ? { ...given, ...withoutEmpty(this.fields) } : { ...this.fields, ...given };
    this.fields = { ...merged, toolCallId: this.id, content, status: furthest(this.fields.status, fields.status) };
  }

  /** Whether a message tells of an input, edit or (for an announcement) title that was never named under this call before. */
  isNews(fields: CallFields, announcement: boolean): boolean {
    const prints = fingerprints(fields).filter((print) => announcement || !print.startsWith('title'));
    return prints.some((print) => !this.seen.has(print));
  }

  get started(): boolean {
    return this.fields.status === 'in_progress' || this.ended;
  }

  get ended(): boolean {
    return this.fields.status === 'completed' || this.fields.status === 'failed';
  }

  /** How it ended, as the agent reports it. */
  outcome(): Outcome {
    const result = resultText(this.fields, this.output);
    const exitCode = exitCodeOf(this.fields.rawOutput) ?? this.terminalExit;
    return {
      status: this.fields.status === 'completed' ? 'succeeded' : 'failed',
      basis: 'reported',
      durationMs: Date.now() - this.since,
      ...(result === '' ? {} : { result }),
      ...(exitCode === undefined ? {} : { exitCode }),
    };
  }

  /** Adapters put the output of a command into `_meta`, as Zed's client has it. */
  private hearTerminal(meta: CallFields['_meta']): void {
    const { data: whole } = terminalSchema.safeParse(meta?.['terminal_output']);
    const { data: piece } = terminalSchema.safeParse(meta?.['terminal_output_delta']);
    this.output = `${whole?.data ?? this.output}${piece?.data ?? ''}`.slice(0, MAX_RESULT);
    this.terminalExit = terminalSchema.safeParse(meta?.['terminal_exit']).data?.exit_code ?? this.terminalExit;
  }

  /** What a later call under the same id starts from. */
  successor(parent: string | undefined, fields: CallFields): Call {
    const next = new Call(this.id, parent, { ...this.fields, status: undefined, rawOutput: undefined });
    next.merge(fields, false);
    return next;
  }
}

const terminalSchema = z.looseObject({ data: z.string().optional(), exit_code: z.int().nullish() });

const order = ['pending', 'in_progress', 'failed', 'completed'] as const;

/** A status never goes back: updates that arrive late do not reopen a call. */
function furthest(...statuses: CallFields['status'][]): CallFields['status'] {
  const ranks = statuses.flatMap((status) => (status ? [order.indexOf(status)] : []));
  return ranks.length === 0 ? undefined : order[Math.max(...ranks)];
}

/** An update's content replaces the text of before, but edits that were named once stay: they are what the call is about. */
function mergeContent(before: CallContent[], after: CallContent[]): CallContent[] {
  const edits = after.some((part) => part.type === 'diff') ? after : before;
  const texts = after.some((part) => part.type !== 'diff') ? after : before;
  return [...edits.filter((part) => part.type === 'diff'), ...texts.filter((part) => part.type !== 'diff')];
}

function withoutEmpty(fields: CallFields): Partial<CallFields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));
}

function fingerprints(fields: CallFields): string[] {
  const prints: string[] = [];
  if (fields.rawInput !== undefined && fields.rawInput !== null) prints.push(`input ${digestOf(tidyJson(fields.rawInput))}`);
  const edits = (fields.content ?? []).filter((part) => part.type === 'diff');
  if (edits.length > 0) prints.push(`edits ${digestOf(tidyJson(edits))}`);
  if (fields.title) prints.push(`title ${fields.title}`);
  return prints;
}

function resultText(fields: CallFields, output: string): string {
  if (output !== '') return output.toWellFormed();
  const texts = (fields.content ?? []).flatMap((part) => (part.type === 'content' ? [textOf(part['content'])] : []));
  if (texts.length === 0 && fields.rawOutput !== undefined && fields.rawOutput !== null) {
    texts.push(typeof fields.rawOutput === 'string' ? fields.rawOutput.toWellFormed() : JSON.stringify(tidyJson(fields.rawOutput)));
  }
  return texts.join('\n').slice(0, MAX_RESULT).toWellFormed();
}

function exitCodeOf(output: unknown): number | undefined {
  if (typeof output !== 'object' || output === null) return undefined;
  const values = output as Record<string, unknown>;
  return [values['exitCode'], values['exit_code']].find((code): code is number => Number.isSafeInteger(code));
}
