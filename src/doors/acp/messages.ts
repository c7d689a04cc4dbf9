/**
 * What is taken from an agent's messages, and how much of it. Only ids are demanded; any other part that is not as ACP v1 says is
 * left out rather than losing the whole, since what is lost here is missing in the record.
 */
import * as z from 'zod';

const MAX_ID = 1000;
const MAX_PARTS = 1000;
const MAX_DEPTH = 64;

const string = z.string().nullish().catch(undefined);

const textBlock = z.looseObject({ type: z.literal('text'), text: z.string() });
export const blockSchema = z.union([
  textBlock,
  z.looseObject({ type: z.literal('resource_link'), uri: z.string() }),
  z.looseObject({ type: z.literal('resource'), resource: z.looseObject({ uri: z.string().optional(), text: z.string().optional() }) }),
  z.looseObject({ type: z.string() }),
]);
export type Block = z.infer<typeof blockSchema>;

const contentSchema = z.union([
  z.looseObject({ type: z.literal('content'), content: blockSchema }),
  z.looseObject({ type: z.literal('diff'), path: z.string().min(1), oldText: string, newText: z.string() }),
  z.looseObject({ type: z.literal('terminal'), terminalId: z.string() }),
]);
export type CallContent = z.infer<typeof contentSchema>;

/** An array whose members are checked one by one: a bad one is left out, and what is past the bound. */
function listOf<T extends z.ZodType>(member: T) {
  return z
    .array(z.unknown())
    .transform((items) => items.slice(0, MAX_PARTS).flatMap((item) => {
      const parsed = member.safeParse(item);
      return parsed.success ? [parsed.data] : [];
    }))
    .nullish()
    .catch(undefined);
}

/** A tool call, whole (`tool_call`), in part (`tool_call_update`) or as a permission request names it. */
export const callSchema = z.looseObject({
  toolCallId: z.string().min(1),
  title: string,
  name: string,
  kind: string,
  status: z.enum(['pending', 'in_progress', 'completed', 'failed']).nullish().catch(undefined),
  content: listOf(contentSchema),
  locations: listOf(z.looseObject({ path: z.string().min(1) })),
  rawInput: z.unknown().optional(),
  rawOutput: z.unknown().optional(),
  _meta: z.record(z.string(), z.unknown()).nullish().catch(undefined),
});
export type CallFields = z.infer<typeof callSchema>;

export const optionSchema = z.looseObject({ optionId: z.string(), kind: z.string() });
export const permissionSchema = z.looseObject({ toolCall: callSchema, options: listOf(optionSchema) });

export const updateSchema = z.looseObject({ update: z.looseObject({ sessionUpdate: z.string() }) });
/** Qwen Code tells what a call of the model used with a piece of a message that has no text. */
const usedSchema = z.looseObject({ inputTokens: z.int().nonnegative(), outputTokens: z.int().nonnegative() });
export const chunkSchema = z.looseObject({
  content: blockSchema,
  messageId: string,
  _meta: z.looseObject({ usage: usedSchema.nullish().catch(undefined) }).nullish().catch(undefined),
});
export const planSchema = z.looseObject({ entries: listOf(z.looseObject({ content: z.string(), status: z.string() })) });
export const modeSchema = z.looseObject({ currentModeId: z.string() });
export const commandsSchema = z.looseObject({ availableCommands: listOf(z.looseObject({ name: z.string() })) });
export const usageSchema = z.looseObject({
  used: z.int().nonnegative().optional().catch(undefined),
  cost: z.looseObject({ amount: z.number().nonnegative(), currency: z.string().max(16) }).nullish().catch(undefined),
  _meta: z.looseObject({ '_claude/model': string }).nullish().catch(undefined),
});

/** An id as the record can hold it: one that is too long is replaced by its beginning and a count, which is still the same for the same id. */
export function boundedId(id: string): string {
  const whole = id.toWellFormed();
  return whole.length <= MAX_ID ? whole : `${whole.slice(0, MAX_ID - 20).toWellFormed()}…(${whole.length})`;
}

/** The text of a content block; what is no text is named. */
export function textOf(block: Block): string {
  if (block.type === 'text' && typeof block['text'] === 'string') return block['text'].toWellFormed();
  if (block.type === 'resource_link' && typeof block['uri'] === 'string') return `[${block['uri'].toWellFormed()}]`;
  if (block.type === 'resource') {
    const resource = z.looseObject({ text: z.string() }).safeParse(block['resource']);
    if (resource.success) return resource.data.text.toWellFormed();
  }
  return `[${block.type.slice(0, 40).toWellFormed()}]`;
}

/** Any JSON value as RFC 8785 can hold it: lone surrogates replaced, and what is nested deeper than 64 cut off. */
export function tidyJson(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return '[nested too deep]';
  if (Array.isArray(value)) return value.map((member) => tidyJson(member, depth + 1));
  const entries = Object.entries(value).map(([key, member]): [string, unknown] => [key.toWellFormed(), tidyJson(member, depth + 1)]);
  return Object.fromEntries(entries);
}

const yes = z.literal(true).optional().catch(undefined);

/** The answer to `initialize`. */
export const aboutSchema = z.looseObject({
  protocolVersion: z.unknown(),
  agentInfo: z.looseObject({ name: string, title: string, version: string }).nullish().catch(undefined),
  agentCapabilities: z
    .looseObject({
      loadSession: yes,
      mcpCapabilities: z.looseObject({ http: yes, sse: yes }).optional().catch(undefined),
      sessionCapabilities: z.looseObject({ resume: z.looseObject({}).nullish().catch(undefined) }).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});
export type About = z.infer<typeof aboutSchema>;

/** The answer to `session/new`, `session/load` and `session/resume`. */
export const openedSchema = z.looseObject({
  sessionId: z.string().min(1).max(MAX_ID).optional().catch(undefined),
  modes: z
    .looseObject({ currentModeId: z.string(), availableModes: listOf(z.looseObject({ id: z.string().max(MAX_ID), name: z.string() })) })
    .nullish()
    .catch(undefined),
});
export type Opened = z.infer<typeof openedSchema>;

/** An answer of which nothing is taken. */
export const anySchema = z.looseObject({});

const tokensSchema = z.looseObject({ totalTokens: z.int().nonnegative(), outputTokens: z.int().nonnegative() });
/** The answer to `session/prompt`; what the turn used is told there, by model in `_meta` by the adapters of Claude Code and Codex. */
export const promptedSchema = z.looseObject({
  stopReason: z.string().max(MAX_ID),
  usage: tokensSchema.nullish().catch(undefined),
  _meta: z
    .looseObject({ quota: z.looseObject({ model_usage: listOf(z.looseObject({ model: z.string().max(MAX_ID), token_count: tokensSchema })) }).nullish().catch(undefined) })
    .nullish()
    .catch(undefined),
});
export type Prompted = z.infer<typeof promptedSchema>;
