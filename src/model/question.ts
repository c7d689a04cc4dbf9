/**
 * A question: what an agent asks the person, and what counts as an answer. Texts are the agent's own and may be hostile; they are bounded
 * here and shown with what they hide made visible.
 */
import * as z from 'zod';
import { questionLimits } from './question-limits.ts';

const text = z.string().max(questionLimits.text);
const name = z.string().max(questionLimits.name);
const count = z.int().nonnegative();

/** `value` is what the agent gets for it, `title` what the person sees. */
const optionSchema = z.object({ value: name, title: name, description: text.optional() });
export type QuestionOption = z.infer<typeof optionSchema>;

const common = { name, title: name, description: text.optional(), required: z.boolean() };
/** Seems to ask for a secret: what is answered is not recorded. */
const secret = z.boolean();
const options = z.array(optionSchema).min(1).max(questionLimits.options);

export const textFormats = ['email', 'uri', 'date', 'date-time'] as const;

/** One thing that is asked. Defaults of choices are positions among the options. */
export const questionFieldSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), ...common, secret, minLength: count.optional(), maxLength: count.optional(), pattern: name.optional(), format: z.enum(textFormats).optional(), default: z.string().max(questionLimits.answer).optional() }),
  z.object({ type: z.literal('number'), ...common, secret, integer: z.boolean(), minimum: z.number().optional(), maximum: z.number().optional(), default: z.number().optional() }),
  z.object({ type: z.literal('yes-no'), ...common, default: z.boolean().optional() }),
  z.object({ type: z.literal('choice'), ...common, options, default: count.optional() }),
  z.object({ type: z.literal('choices'), ...common, options, minItems: count.optional(), maxItems: count.optional(), default: z.array(count).max(questionLimits.options).optional() }),
]);
export type QuestionField = z.infer<typeof questionFieldSchema>;

const message = z.string().max(questionLimits.message);

/** What is asked: some fields to fill in (none: only whether the person agrees), or to visit a page. `host`: where `url` leads. */
export const askedSchema = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('form'), message, fields: z.array(questionFieldSchema).max(questionLimits.fields) }),
  z.object({ mode: z.literal('url'), message, url: z.string().max(questionLimits.url), host: name }),
]);
export type Asked = z.infer<typeof askedSchema>;

/** A question that waits, as clients of the gate see it. */
export const questionSchema = z.object({
  id: z.string(),
  run: z.string(),
  agent: z.string(),
  asked: askedSchema,
  /** SHA-256 of `asked` as it is recorded, that is redacted, over RFC 8785; an answer must name it. */
  digest: z.string(),
  /** ISO time at which it was asked, and at which it is cancelled by itself. */
  requestedAt: z.string(),
  expiresAt: z.string().optional(),
});
export type Question = z.infer<typeof questionSchema>;

/** The answer to one field: text, number, true or false, the position of the chosen option or those of several; null: left out. */
export const questionValueSchema = z.union([z.string().max(questionLimits.answer), z.number(), z.boolean(), z.array(count).max(questionLimits.options), z.null()]);
export type QuestionValue = z.infer<typeof questionValueSchema>;

/** `cancel`: nobody answered. */
export const questionActionSchema = z.enum(['accept', 'decline', 'cancel']);
export type QuestionAction = z.infer<typeof questionActionSchema>;

/** What the agent gets; `values`: one for each field, in their order; none where it was about a page. */
export type QuestionAnswer = { action: 'accept'; values: QuestionValue[] } | { action: 'decline' | 'cancel' };

/** Whether a field of this name, title or description asks for something that must not be written down. */
export function looksSecret(...words: readonly (string | undefined)[]): boolean {
  return words.some((word) => word !== undefined && secretWords.test(word.replaceAll(/([a-z])([A-Z])/g, '$1 $2').replaceAll(/[_-]/g, ' ')));
}

const secretWords = /\b(?:pass ?(?:word|wd|phrase|code|key)s?|secrets?|(?:access|api|private|secret|signing|encryption|ssh|licen[cs]e|recovery|seed) ?(?:keys?|phrases?|codes?)|apikey|keys?|tokens?|credentials?|pins?|pin ?codes?|otp|one time|2fa|mfa|cvv|cvc|verification codes?|card numbers?|ssn|iban)\b/i;
