/** An approval: a request to a person about one action, what the person is shown, and the answer. */
import * as z from 'zod';
import { findingSchema, ruleRefSchema } from './decision.ts';

/**
 * Everything a person is shown of an action, already redacted. Its SHA-256 over RFC 8785 is `shown` in the record, so that
 * afterwards anybody can tell what the approver saw. `diff`: one entry a file; `document`: plain text.
 */
export const presentationSchema = z.discriminatedUnion('form', [
  z.object({ form: z.literal('document'), title: z.string(), language: z.string(), text: z.string() }),
  z.object({
    form: z.literal('diff'),
    title: z.string(),
    files: z.array(z.object({ path: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
  }),
]);
export type Presentation = z.infer<typeof presentationSchema>;

export const answerKindSchema = z.enum(['allow-once', 'allow-run', 'allow-always', 'deny']);
export type AnswerKind = z.infer<typeof answerKindSchema>;

/** Through what a person (or a flag) answered. */
export const channelSchema = z.enum(['quick-pick', 'tree', 'notification', 'inspector', 'terminal', 'flag', 'time-out', 'other']);
export type Channel = z.infer<typeof channelSchema>;

/** A request that waits, as clients of the gate see it. */
export const approvalSchema = z.object({
  id: z.string(),
  run: z.string(),
  step: z.string(),
  agent: z.string(),
  /** One line, for lists; never the only thing a person sees before approving. */
  title: z.string(),
  kind: z.string(),
  /** SHA-256 of the (redacted) action over RFC 8785; an answer must name it. */
  digest: z.string(),
  /** SHA-256 of `presentation` over RFC 8785. */
  shown: z.string(),
  presentation: presentationSchema,
  findings: z.array(findingSchema),
  /** The rule that asked. */
  rule: ruleRefSchema,
  reason: z.string(),
  /** ISO time at which it was asked, and at which it is denied by itself. */
  requestedAt: z.string(),
  expiresAt: z.string().optional(),
  /** The rule that `allow-always` would add and the file it would go to; absent where no rule is fit. */
  suggestion: z.object({ rule: z.string(), file: z.string(), digest: z.string() }).optional(),
});
export type Approval = z.infer<typeof approvalSchema>;
