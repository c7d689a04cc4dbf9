/** What the guard found, what the policy said, and what was decided. Decisions are data: each carries its reason. */
import * as z from 'zod';

export const severitySchema = z.enum(['info', 'low', 'medium', 'high', 'catastrophic']);
export type Severity = z.infer<typeof severitySchema>;

/** One thing the guard noticed about an action. `id` is stable and is what policy rules match on, e.g. `path.outside-workspace`. */
export const findingSchema = z.object({
  id: z.string().min(1).max(200),
  severity: severitySchema,
  /** In words, for a person. */
  reason: z.string().max(4000),
  /** The part of the action it is about: a field and, in a text, the UTF-16 range. */
  at: z.object({ field: z.string().max(200), start: z.int().nonnegative().optional(), end: z.int().nonnegative().optional() }).optional(),
});
export type Finding = z.infer<typeof findingSchema>;

/** Weakest to strongest source of rules. A deny in any layer wins; otherwise the strongest layer that matches. */
export const layerSchema = z.enum(['built-in', 'user', 'workspace', 'grant']);
export type Layer = z.infer<typeof layerSchema>;

/** The rule that decided, quoted, so that the record explains itself when the policy file has changed since. */
export const ruleRefSchema = z.object({ id: z.string().max(200), text: z.string().max(20_000), layer: layerSchema });
export type RuleRef = z.infer<typeof ruleRefSchema>;

export const effectSchema = z.enum(['allow', 'ask', 'deny']);
/** What a policy says of an action: `ask` means that a person must decide. */
export type PolicyEffect = z.infer<typeof effectSchema>;

/** The policy's answer, before any person was asked. */
export interface Verdict {
  effect: PolicyEffect;
  rule: RuleRef;
  reason: string;
  /** SHA-256 (hex) over all layers that took part. */
  policyDigest: string;
}

/** Who or what made the final decision. `flag`: `--approve` of the command line; `gate`: the gate itself failed closed. */
export const decidedBySchema = z.enum(['rule', 'person', 'grant', 'time-out', 'flag', 'gate']);
export type DecidedBy = z.infer<typeof decidedBySchema>;

export const decisionSchema = z.object({
  verdict: z.enum(['allow', 'deny']),
  by: decidedBySchema,
  rule: ruleRefSchema.optional(),
  reason: z.string().max(20_000),
  policyDigest: z.string(),
  guardVersion: z.string(),
  /** The approval that a person answered, where one did. */
  approval: z.string().optional(),
});
/** The gate's final answer to one action. Doors act on `verdict` and hand `reason` to the agent. */
export type Decision = z.infer<typeof decisionSchema>;
