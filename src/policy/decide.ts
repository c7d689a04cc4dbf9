/** From rules in layers and what the guard found to a verdict. */
import type { Finding, Layer, PolicyEffect, RuleRef, Verdict } from '../model/decision.ts';
import { assessUrl } from '../guard/findings/network.ts';
import { guarded, refused } from './built-in/findings.ts';
import { compile, isListed } from './match.ts';
import { ruleSchema, type RuleData } from './schema.ts';
import type { Grant, PolicySubject } from './types.ts';
import type { Place, Unit } from './unit.ts';

export interface CompiledRule {
  data: RuleData;
  ref: RuleRef;
  test: (unit: Unit) => boolean;
}

export interface CompiledLayer {
  layer: Layer;
  rules: readonly CompiledRule[];
  /** The file has a problem or the workspace is not trusted: it can only tighten. */
  tightens: boolean;
}

export function compileRules(rules: readonly (RuleData & { text?: string })[], layer: Layer, place: Place): CompiledRule[] {
  return rules.map(({ text, ...data }) => ({
    data,
    ref: { id: data.id, text: text ?? JSON.stringify(data), layer },
    test: compile(data, place),
  }));
}

const ruleOf = (id: string, text: string): RuleRef => ({ id, text, layer: 'built-in' });
const refusal = ruleOf('built-in.refused', JSON.stringify({ effect: 'deny', match: { findings: refused } }));
const guard = ruleOf('built-in.guarded', JSON.stringify({ effect: 'ask', match: { findings: guarded } }));
const noMatch = ruleOf('built-in.no-match', 'What no rule matches is asked.');
const broken = ruleOf('built-in.broken-policy', 'While a policy file cannot be read, everything is asked that would be allowed.');

interface Decided {
  effect: PolicyEffect;
  rule: RuleRef;
  reason: string;
}

export interface Deciding {
  /** Weakest first, without grants. */
  layers: readonly CompiledLayer[];
  broken: boolean;
  place: Place;
  digest: string;
}

export function decide(subject: PolicySubject, policy: Deciding): Verdict {
  const layers = [...policy.layers, grantLayer(subject.grants, policy.place)];
  const units = unitsOf(subject);
  let strictest: Decided | undefined;
  for (const unit of units) {
    const decided = named(decideUnit(unit, layers, policy.broken), unit, units.length);
    if (!strictest || rank[decided.effect] > rank[strictest.effect]) strictest = decided;
  }
  return { ...(strictest ?? { effect: 'ask', rule: noMatch, reason: noMatch.text }), policyDigest: policy.digest };
}

const rank: Record<PolicyEffect, number> = { allow: 0, ask: 1, deny: 2 };

function named(decided: Decided, unit: Unit, count: number): Decided {
  if (unit.text === undefined || decided.effect === 'allow' || count === 1 || unit.argv?.length === 0) return decided;
  const text = unit.text.length > 120 ? `${unit.text.slice(0, 120)}…` : unit.text;
  return { ...decided, reason: `In “${text}”: ${decided.reason}` };
}

function decideUnit(unit: Unit, layers: readonly CompiledLayer[], isBroken: boolean): Decided {
  const worst = unit.findings.find((finding) => isListed(finding.id, refused) || finding.severity === 'catastrophic');
  if (worst) return { effect: 'deny', rule: refusal, reason: `Refused by a built-in rule that no policy lifts: it ${worst.reason}.` };
  const matching = layers.map(({ rules, ...layer }) => ({ ...layer, rules: rules.filter((rule) => rule.test(unit)) })).reverse();
  for (const { rules } of matching) {
    const deny = rules.find((rule) => rule.data.effect === 'deny');
    if (deny) return by(deny, unit);
  }
  const kept = unit.findings.find((finding) => isListed(finding.id, guarded));
  for (const { layer, rules, tightens } of matching) {
    const asks = rules.find((rule) => rule.data.effect === 'ask');
    const allows = tightens || (layer === 'workspace' && kept) ? undefined : rules.find((rule) => rule.data.effect === 'allow');
    // The built-in rules are a list read from the top; in a file, ask beats allow.
    const chosen = layer === 'built-in' ? rules[0] : (asks ?? allows);
    if (!chosen) continue;
    if (chosen.data.effect === 'allow' && isBroken)
      return { effect: 'ask', rule: broken, reason: `A policy file has problems. ${broken.text}` };
    if (chosen.data.effect === 'ask' && layer === 'built-in' && kept) return { effect: 'ask', rule: guard, reason: words(unit.findings) };
    return by(chosen, unit);
  }
  return { effect: 'ask', rule: noMatch, reason: noMatch.text };
}

function by(rule: CompiledRule, unit: Unit): Decided {
  const { effect, reason } = rule.data;
  const why = reason ?? `The rule “${rule.ref.id}” says so.`;
  return { effect, rule: rule.ref, reason: effect === 'allow' || unit.findings.length === 0 ? why : `${why} ${words(unit.findings)}` };
}

function words(findings: readonly Finding[]): string {
  const reasons = [...new Set(findings.map((finding) => finding.reason))];
  const shown = reasons.slice(0, 4).join('; ');
  return `It ${shown}${reasons.length > 4 ? `; and ${reasons.length - 4} more` : ''}.`;
}

/** Grants are rules of the strongest layer; one that cannot be read grants nothing. */
function grantLayer(grants: readonly Grant[], place: Place): CompiledLayer {
  const rules: CompiledRule[] = [];
  for (const grant of grants) {
    const parsed = ruleSchema().safeParse(parseJson(grant.rule));
    if (parsed.success)
      rules.push({
        data: parsed.data,
        ref: { id: grant.id, text: grant.rule.slice(0, 20_000), layer: 'grant' },
        test: compile(parsed.data, place),
      });
  }
  return { layer: 'grant', rules, tightens: false };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One unit for each command of a shell line, and one more for what was found about the whole. */
export function unitsOf({ action, agent, run, at, assessment }: PolicySubject): Unit[] {
  const common = { action, agent, run, at };
  if (action.kind === 'fetch') {
    const { host } = assessUrl(action.url);
    return [{ ...common, findings: assessment.findings, touches: [], hosts: host ? [host] : [] }];
  }
  if (action.kind !== 'exec') return [{ ...common, findings: assessment.findings, touches: assessment.touches ?? [], hosts: [] }];
  const owned = new Set(assessment.segments.flatMap((segment) => segment.findings));
  const whole = assessment.findings.filter((_, index) => !owned.has(index));
  const units: Unit[] = assessment.segments.map((segment) => ({
    ...common,
    findings: segment.findings.flatMap((index) => assessment.findings[index] ?? []),
    touches: segment.touches,
    hosts: segment.hosts,
    argv: segment.argv,
    listed: segment.listed,
    text: segment.text,
  }));
  if (whole.length > 0 || units.length === 0)
    units.push({ ...common, findings: whole, touches: [], hosts: [], argv: [], text: action.command });
  return units;
}
