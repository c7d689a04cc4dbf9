/** `signalbox check --jsonl`: what the guard and the policy say of actions, one a line, without doing anything. */
import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';
import { actionSchema, type Action } from '../model/action.ts';
import type { Finding } from '../model/decision.ts';
import { localTime } from '../model/time.ts';
import type { Surface } from '../guard/text/assess-text.ts';
import type { LazyGuard } from '../guard/guard.ts';
import type { Guard, GuardContext } from '../guard/types.ts';
import type { Policy } from '../policy/types.ts';

export interface CheckOptions {
  guard: Guard | LazyGuard;
  policy: Policy;
  /** Who is asking, for rules about agents. */
  agent: string;
  /** What the guard is told of the world for an action in this folder; for one that names no folder, undefined. */
  contextFor: (cwd: string | undefined) => GuardContext;
  /** The clock, for rules about hours. */
  now?: () => Date;
}

// The messages of what is wrong with a line; `zod` itself would set them, its small build does not.
z.config(en());

const path = z.string().check(z.minLength(1), z.maxLength(32_768));
const text = z.object({
  kind: z.literal('text'),
  surface: z.enum(['tool_result', 'tool_description', 'file']),
  text: z.string().check(z.maxLength(16 * 1024 * 1024)),
});
const file = z.object({ kind: z.enum(['read', 'write']), path, cwd: path });
const line = z.object({ id: z.unknown(), action: z.looseObject({ kind: z.string() }) });
/** Longest line that is read, in UTF-16 units. */
export const MAX_LINE = 32 * 1024 * 1024;

/**
 * Answers each line of `input` (`{"id","action"}`) with one line of `output`, in the same order:
 * `{"id","effect","rule","findings","segments","policyDigest","suggest"?}`; `rule` is `{"id","text","layer"}`, `segments` are
 * `{"text","start","end","argv","findings"}`, `suggest` a rule ready for the `rules` of a policy. A line that cannot be read is
 * answered with effect `deny` and an `error`. Blank lines are passed over.
 */
export async function runCheck(input: AsyncIterable<string>, output: (line: string) => void, options: CheckOptions): Promise<void> {
  for await (const one of input) if (one.trim() !== '') output(JSON.stringify(await answer(one, options)));
}

async function answer(source: string, options: CheckOptions): Promise<unknown> {
  let id: unknown = null;
  const refuse = (error: string): unknown => ({ id, effect: 'deny', rule: null, findings: [], segments: [], error });
  if (source.length > MAX_LINE) return refuse(`the line is over ${MAX_LINE} characters`);
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (error) {
    return refuse(`the line is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof value === 'object' && value !== null && 'id' in value) id = value.id ?? null;
  const parsed = line.safeParse(value);
  if (!parsed.success) return refuse(z.prettifyError(parsed.error));
  if (parsed.data.action.kind === 'text') {
    const surface = text.safeParse(parsed.data.action);
    return surface.success ? { id, ...(await ofText(surface.data.surface, surface.data.text)) } : refuse(z.prettifyError(surface.error));
  }
  const action = readAction(parsed.data.action);
  return typeof action === 'string' ? refuse(action) : { id, ...(await ofAction(action, options)) };
}

/** An action in the form of a line (`path`), or in the form of the record (`paths`); a text says what is wrong. */
function readAction(value: object): Action | string {
  const single = 'path' in value ? file.safeParse(value) : undefined;
  if (single && !single.success) return z.prettifyError(single.error);
  const parsed = actionSchema.safeParse(single ? { ...single.data, paths: [single.data.path] } : value);
  return parsed.success ? parsed.data : z.prettifyError(parsed.error);
}

async function ofAction(action: Action, { guard, policy, agent, contextFor, now = () => new Date() }: CheckOptions): Promise<object> {
  const context = contextFor('cwd' in action ? action.cwd : undefined);
  let assessment = guard.assess(action, context);
  for (let missing = missingIn(guard); missing; missing = missingIn(guard)) {
    await missing;
    assessment = guard.assess(action, context);
  }
  const subject = { action, assessment, agent, ...(policy.readsClock && { at: localTime(now()) }), grants: [] };
  const { effect, rule, reason, policyDigest } = policy.decide(subject);
  const suggested = effect === 'ask' ? policy.suggest(subject) : undefined;
  const segments = assessment.segments.map((segment) => ({
    text: segment.text,
    start: segment.start,
    end: segment.end,
    argv: segment.argv.map((word) => word ?? null),
    findings: segment.findings.flatMap((index) => assessment.findings[index]?.id ?? []),
  }));
  return {
    effect,
    rule,
    reason,
    findings: assessment.findings,
    segments,
    policyDigest,
    ...(suggested !== undefined && { suggest: JSON.parse(suggested) as unknown }),
  };
}

function missingIn(guard: Guard | LazyGuard): Promise<void> | undefined {
  return 'missing' in guard ? guard.missing() : undefined;
}

async function ofText(surface: Surface, found: string): Promise<object> {
  // Its tables are not needed for anything else.
  const { assessText } = await import('../guard/text/assess-text.ts');
  const findings: Finding[] = assessText(surface, found);
  const rule = { id: 'built-in.texts', text: 'What is found in a text is shown to a person.', layer: 'built-in' };
  return { effect: findings.length === 0 ? 'allow' : 'ask', rule, findings, segments: [] };
}
