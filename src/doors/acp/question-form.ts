/**
 * Reads `elicitation/create` of ACP v1 (`CreateElicitationRequest` in `@agentclientprotocol/sdk` 2.4.0, the same in the draft of v2): a form of flat
 * fields, or a page to visit. Whatever is not understood whole, or is more than a person could be shown, is no question.
 */
import * as z from 'zod';
import { questionLimits } from '../../model/question-limits.ts';
import { askedSchema, looksSecret, textFormats, type Asked, type QuestionField, type QuestionOption, type QuestionValue } from '../../model/question.ts';

/** What the agent gets for a form that is answered, by the names of its fields. */
export type QuestionContent = Record<string, string | number | boolean | string[]>;

export type ReadQuestion = { asked: Asked; callId?: string; elicitation?: string } | { problem: string };

const words = z.string().nullish();
const length = z.int().nonnegative().nullish();
const number = z.number().nullish();
const labels = { title: words, description: words };
const enumOption = z.looseObject({ const: z.string(), title: z.string(), description: words });
const enumNames = z.array(z.string());
/** What the agent says about a field beside the schema; `codex` marks secrets so. */
const meta = z.looseObject({ codex: z.looseObject({ isSecret: z.boolean() }) });

/** JSON Schema has much more; a field with what is not here would be shown as something that it is not. */
const none = z.undefined().optional();
const notFlat = { properties: none, anyOf: none, allOf: none, not: none, $ref: none };

const property = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('string'), ...labels, ...notFlat, minLength: length, maxLength: length, pattern: words, format: words, default: words, enum: enumNames.nullish(), enumNames: enumNames.nullish(), oneOf: z.array(enumOption).nullish() }),
  z.looseObject({ type: z.enum(['number', 'integer']), ...labels, ...notFlat, oneOf: none, enum: none, minimum: number, maximum: number, default: number }),
  z.looseObject({ type: z.literal('boolean'), ...labels, ...notFlat, default: z.boolean().nullish() }),
  z.looseObject({
    type: z.literal('array'),
    ...labels,
    ...notFlat,
    items: z.union([z.looseObject({ anyOf: z.array(enumOption), enum: none }), z.looseObject({ type: z.literal('string').optional(), enum: enumNames })]),
    minItems: length,
    maxItems: length,
    default: z.array(z.string()).nullish(),
  }),
]);
type Property = z.infer<typeof property>;

const requestSchema = z.looseObject({
  mode: z.string(),
  message: z.string(),
  toolCallId: words,
  elicitationId: words,
  url: words,
  requestedSchema: z.looseObject({ type: z.literal('object').nullish(), properties: z.unknown(), required: z.array(z.string()).nullish() }).nullish(),
});
type Request = z.infer<typeof requestSchema>;

/** @param params as they came from the agent. Gives the question, or in words why it is none. */
export function readQuestion(params: unknown): ReadQuestion {
  const parsed = requestSchema.safeParse(params);
  if (!parsed.success) return { problem: 'it is not as the protocol says' };
  const request = parsed.data;
  const read = request.mode === 'form' ? form(request) : request.mode === 'url' ? page(request) : { problem: `it is of a kind that is not known (${request.mode.slice(0, 40).toWellFormed()})` };
  if ('problem' in read) return read;
  // The bounds of what is shown are those of the model.
  const bounded = askedSchema.safeParse(read.asked);
  if (!bounded.success || Buffer.byteLength(JSON.stringify(bounded.data)) > questionLimits.bytes) return { problem: 'it is larger than a person can be shown' };
  const { toolCallId, elicitationId } = request;
  return { asked: bounded.data, ...(toolCallId ? { callId: toolCallId } : {}), ...(elicitationId ? { elicitation: elicitationId } : {}) };
}

/** The answer as the agent's form has it. Fields that were left out are not there. */
export function contentOf({ fields }: Extract<Asked, { mode: 'form' }>, values: readonly QuestionValue[]): QuestionContent {
  return Object.fromEntries(fields.flatMap((field, index) => {
    const value = contentValue(field, values[index] ?? null);
    return value === undefined ? [] : [[field.name, value]];
  }));
}

function contentValue(field: QuestionField, value: QuestionValue): QuestionContent[string] | undefined {
  if (value === null) return undefined;
  if (field.type === 'choice') return typeof value === 'number' ? field.options[value]?.value : undefined;
  if (field.type === 'choices') return Array.isArray(value) ? value.flatMap((position) => field.options[position]?.value ?? []) : undefined;
  return Array.isArray(value) ? undefined : value;
}

function page({ message, url }: Request): ReadQuestion {
  if (!url || url.length > questionLimits.url || !URL.canParse(url)) return { problem: 'it names no address that can be opened' };
  const { protocol, host, username, password, href } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') return { problem: `it wants an address opened that is none of the web (${protocol.slice(0, 40)})` };
  if (username !== '' || password !== '') return { problem: 'its address has a name in front of the host, which hides where it leads' };
  return { asked: { mode: 'url', message: message.toWellFormed(), url: href, host } };
}

function form({ message, requestedSchema }: Request): ReadQuestion {
  const properties: unknown = requestedSchema?.properties ?? {};
  if (typeof properties !== 'object' || properties === null || Array.isArray(properties)) return { problem: 'its fields are not as the protocol says' };
  const named = Object.entries(properties);
  if (named.length > questionLimits.fields) return { problem: `it has ${named.length} fields, more than ${questionLimits.fields}` };
  const required = new Set(requestedSchema?.required);
  const fields: QuestionField[] = [];
  for (const [name, value] of named) {
    const parsed = property.safeParse(value);
    if (!parsed.success) return { problem: `its field "${name.slice(0, 60).toWellFormed()}" is not one that can be shown` };
    const field = fieldOf(name, parsed.data, required.has(name));
    if (field === undefined) return { problem: `its field "${name.slice(0, 60).toWellFormed()}" has no options, or has one twice` };
    fields.push(field);
  }
  // A question with one box is asked by its message.
  const [only] = fields;
  if (fields.length === 1 && only?.type === 'text' && looksSecret(message)) only.secret = true;
  return { asked: { mode: 'form', message: message.toWellFormed(), fields } };
}

function fieldOf(name: string, given: Property, required: boolean): QuestionField | undefined {
  const title = given.title?.trim() ? given.title.toWellFormed() : name.toWellFormed();
  const description = given.description?.toWellFormed();
  const common = { name, title, ...optional('description', description), required };
  const secret = meta.safeParse(given['_meta']).data?.codex.isSecret === true || given['format'] === 'password' || looksSecret(name, title, description);
  switch (given.type) {
    case 'string': {
      const offered = given.oneOf ? given.oneOf.map(optionOf) : given.enum?.map((value, index) => ({ value, title: (given.enumNames?.[index] ?? value).toWellFormed() }));
      if (offered !== undefined) return areDistinct(offered) ? { type: 'choice', ...common, options: offered, ...optional('default', positionOf(offered, given.default)) } : undefined;
      const format = textFormats.find((known) => known === given.format);
      return { type: 'text', ...common, secret, ...optional('minLength', given.minLength), ...optional('maxLength', given.maxLength), ...optional('pattern', given.pattern), ...optional('format', format), ...optional('default', given.default?.toWellFormed()) };
    }
    case 'number':
    case 'integer':
      return { type: 'number', ...common, secret, integer: given.type === 'integer', ...optional('minimum', given.minimum), ...optional('maximum', given.maximum), ...optional('default', given.default) };
    case 'boolean':
      return { type: 'yes-no', ...common, ...optional('default', given.default) };
    case 'array': {
      const { items } = given;
      const offered = items.enum === undefined ? items.anyOf.map(optionOf) : items.enum.map((value) => ({ value, title: value.toWellFormed() }));
      if (!areDistinct(offered)) return undefined;
      const chosen = given.default?.flatMap((value) => positionOf(offered, value) ?? []);
      return { type: 'choices', ...common, options: offered, ...optional('minItems', given.minItems), ...optional('maxItems', given.maxItems), ...optional('default', chosen) };
    }
  }
}

function optionOf({ const: value, title, description }: z.infer<typeof enumOption>): QuestionOption {
  return { value, title: title.toWellFormed(), ...optional('description', description?.toWellFormed()) };
}

function areDistinct(options: readonly QuestionOption[]): boolean {
  return options.length > 0 && new Set(options.map(({ value }) => value)).size === options.length;
}

function positionOf(options: readonly QuestionOption[], value: string | null | undefined): number | undefined {
  const position = options.findIndex((option) => option.value === value);
  return position < 0 ? undefined : position;
}

function optional<K extends string, V>(key: K, value: V | null | undefined): { [P in K]?: V } {
  return (value === undefined || value === null ? {} : { [key]: value }) as { [P in K]?: V };
}
