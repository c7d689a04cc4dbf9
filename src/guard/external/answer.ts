/**
 * What an external guard is told and answers, one JSON line each. The form is that of Armorer Guard’s `inspect-jsonl`, which works
 * as it is; a guard of one’s own may answer with findings instead. `docs/POLICY.md` describes both.
 */
import * as z from 'zod';
import type { Finding, Severity } from '../../model/decision.ts';
import { severitySchema } from '../../model/decision.ts';

export interface ExternalRequest {
  /** What is looked at: the action as JSON, or the text of a result. Redacted. */
  text: string;
  context: {
    eval_surface: 'tool_call_args' | 'tool_result';
    trace_stage: 'action' | 'retrieval';
    tool_name?: string;
  };
}

const name = z.string().max(200);
const answerSchema = z.union([
  z.looseObject({
    id: z.unknown().optional(),
    suspicious: z.boolean(),
    reasons: z.array(name).max(200),
    confidence: z.number().optional(),
    model_version: name.optional(),
    learning_version: z.union([name, z.number()]).nullable().optional(),
    rule_ids: z.array(name).max(200).optional(),
  }),
  z.looseObject({
    id: z.unknown().optional(),
    findings: z.array(z.looseObject({ id: name.min(1), severity: severitySchema.optional(), reason: z.string().max(2000).optional() })).max(200),
    version: name.optional(),
  }),
]);

export interface ExternalAnswer {
  findings: Finding[];
  version: string | undefined;
}

/** @throws {Error} for a line that is no answer to the request of this id */
export function readAnswer(line: string, id: string): ExternalAnswer {
  const parsed = answerSchema.parse(JSON.parse(line));
  if (parsed.id !== undefined && parsed.id !== null && parsed.id !== id) throw new Error('it answers another request');
  if ('findings' in parsed && Array.isArray(parsed.findings)) {
    const { findings, version } = parsed as { findings: { id: string; severity?: Severity; reason?: string }[]; version?: string };
    return { findings: findings.map((one) => found(one.id, one.severity ?? 'high', one.reason ?? one.id)), version };
  }
  const { suspicious, reasons, rule_ids: rules = [], model_version: model, learning_version: learning } = parsed as Extract<z.infer<typeof answerSchema>, { suspicious: boolean }>;
  const version = [model, learning].filter((one) => one !== undefined && one !== null).join('+');
  const ids = [...new Set([...reasons, ...rules])];
  // What it does not call suspicious, such as a match with what it has learned to allow, is no finding.
  const findings = suspicious ? (ids.length === 0 ? ['suspicious'] : ids).map((one) => found(one, 'high', `the external guard says: ${one}`)) : [];
  return { findings, version: version === '' ? undefined : version };
}

function found(id: string, severity: Severity, reason: string): Finding {
  const plain = id.toLowerCase().replace(/[^a-z0-9_-]+/g, '.').replace(/^\.+|\.+$/g, '');
  return { id: `external.${plain === '' ? 'suspicious' : plain}`.slice(0, 200), severity: severity === 'catastrophic' ? 'high' : severity, reason };
}
