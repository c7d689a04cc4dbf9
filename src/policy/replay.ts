/**
 * Decides every recorded action again, from nothing but what the record holds: the action, the rules in force, the clock, where
 * links led, grants. Pure; texts that stand in blobs are handed in.
 */
import { sha256 } from '../model/digest.ts';
import type { Finding, PolicyEffect, Verdict } from '../model/decision.ts';
import type { Guard, GuardContext } from '../guard/types.ts';
import type { AnyEvent, EventData, Payload } from '../record/events.ts';
import { recordedPolicy, type RecordedPolicy } from './compose.ts';
import { recordedCalls, type Decided, type RecordedCall } from './recorded-calls.ts';
import type { Grant, Policy } from './types.ts';
import type { Place } from './unit.ts';

export interface ReplayOptions {
  guard: Guard;
  /** The whole text of a payload; undefined where the record kept only a part of it. */
  textOf: (payload: Payload) => Promise<string | undefined>;
  /** What to decide by instead of the recorded policy. */
  policy?: (recorded: RecordedPolicy, place: Place) => Policy;
}

export interface Difference {
  step: string;
  title: string;
  /** What differs: `guard` says that the record was decided by a guard of another version. */
  what: ('effect' | 'rule' | 'reason' | 'findings' | 'guard')[];
  recorded: Decided;
  replayed: Decided;
}

export interface ReplayReport {
  run: string;
  /** By the recorded policy, or by another. */
  by: 'recorded' | 'other';
  guardVersion: string;
  /** Actions that were decided again, and those of them that came out as recorded. */
  decided: number;
  same: number;
  differences: Difference[];
  /** What could not be decided again, or does not fit together in the record itself. */
  problems: { step: string; title: string; why: string }[];
  /** Of those that were decided: in how many findings were taken from the record, because they do not follow from the action as it stands there. */
  fromFindings: number;
  /** What the agent did without asking, and what the gate itself refused, was not decided by any policy. */
  undecided: number;
}

/** @param events of one run, in order. */
export async function replay(events: readonly AnyEvent[], options: ReplayOptions): Promise<ReplayReport> {
  const started = events.find((event) => event.type === 'run.started');
  const report: ReplayReport = {
    run: started?.data.run ?? '',
    by: options.policy === undefined ? 'recorded' : 'other',
    guardVersion: options.guard.version,
    decided: 0,
    same: 0,
    differences: [],
    problems: [],
    fromFindings: 0,
    undecided: 0,
  };
  const loaded = await loadAll(events, options);
  const agent = started?.data['gen_ai.agent.id'] ?? '';
  for (const call of recordedCalls(events, started?.data.policy.approve)) {
    const { step, title } = call;
    if (call.contradiction !== undefined) report.problems.push({ step, title, why: call.contradiction });
    if (call.recorded === undefined || call.assessed === undefined) {
      report.undecided++;
      continue;
    }
    const again = decideAgain(call, call.assessed, { agent, run: report.run }, loaded, options.guard);
    if (typeof again === 'string') report.problems.push({ step, title, why: again });
    else compare(report, call, call.recorded, call.assessed, again);
  }
  return report;
}

interface Loaded {
  policies: Map<string, { policy: Policy; data: EventData<'policy.loaded'> } | string>;
  grants: Map<string, string>;
}

async function loadAll(events: readonly AnyEvent[], { textOf, policy: other }: ReplayOptions): Promise<Loaded> {
  const loaded: Loaded = { policies: new Map(), grants: new Map() };
  for (const event of events) {
    if (event.type === 'policy.loaded') {
      const { data } = event;
      const text = await textOf(data.policy);
      const policy = text === undefined ? 'the rules that were in force were too long to be kept' : readPolicy(text, data, other);
      loaded.policies.set(data.digest, typeof policy === 'string' ? policy : { policy, data });
    } else if (event.type === 'grant.given') {
      const text = await textOf(event.data.rule);
      if (text !== undefined) loaded.grants.set(event.data.grant, text);
    }
  }
  return loaded;
}

function readPolicy(text: string, { digest, context }: EventData<'policy.loaded'>, other: ReplayOptions['policy']): Policy | string {
  if (sha256(text) !== digest && !text.includes('[redacted:')) return 'the rules in the record are not those that its digest names';
  try {
    const recorded = recordedPolicy(text, context);
    return other === undefined ? recorded.policy : other(recorded, context);
  } catch (error) {
    return `the rules in the record cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

interface Again {
  verdict: Verdict;
  /** Those that were found again. */
  findings: readonly Finding[];
}

function decideAgain(call: RecordedCall, assessed: EventData<'guard.assessed'>, who: { agent: string; run: string }, loaded: Loaded, guard: Guard): Again | string {
  const entry = loaded.policies.get(assessed.policyDigest ?? '');
  if (entry === undefined) return 'the record does not hold the rules that were in force';
  if (typeof entry === 'string') return entry;
  const grants: Grant[] = [];
  for (const id of assessed.grants ?? []) {
    const rule = loaded.grants.get(id);
    if (rule === undefined) return `the record does not hold the grant ${id} that was in force`;
    grants.push({ id, rule });
  }
  const found = guard.assess(call.action, contextOf(entry.data, assessed));
  const carried = (assessed.carried ?? []).flatMap((index) => assessed.findings[index] ?? []);
  const assessment = { ...found, findings: [...found.findings, ...carried] };
  const at = assessed.clock === undefined ? {} : { at: assessed.clock };
  return { verdict: entry.policy.decide({ ...who, ...at, action: call.action, assessment, grants }), findings: found.findings };
}

function contextOf({ context }: EventData<'policy.loaded'>, { resolved = {}, shadowing = {} }: EventData<'guard.assessed'>): GuardContext {
  const links = new Map(Object.entries(resolved));
  return {
    roots: context.roots,
    home: context.home,
    repository: context.repository,
    platform: context.platform as NodeJS.Platform,
    realpath: (path) => {
      const real = links.get(path);
      if (real === null) throw new Error(unknownEnd(path));
      return real ?? path;
    },
    shadowing: (folder) => shadowing[folder] ?? undefined,
  };
}

/** What the guard is told of a path whose links cannot be followed; the system's own words are not the same everywhere. */
export function unknownEnd(path: string): string {
  return `it cannot be told where ${path} leads`;
}

function compare(report: ReplayReport, call: RecordedCall, recorded: Decided, assessed: EventData<'guard.assessed'>, { verdict, findings }: Again): void {
  report.decided++;
  const carried = new Set(assessed.carried);
  if (carried.size > 0) report.fromFindings++;
  const replayed: Decided = { effect: verdict.effect, rule: verdict.rule, reason: verdict.reason };
  const what: Difference['what'] = [];
  // What was taken out of the record made it stricter; that it would be looser without says nothing.
  const explained = assessed.stricter === true && rank[replayed.effect] < rank[recorded.effect];
  if (replayed.effect !== recorded.effect && !explained) what.push('effect');
  if (report.by === 'recorded' && !explained) {
    const before = assessed.findings.filter((_, index) => !carried.has(index)).map(({ id }) => id);
    if (replayed.rule?.id !== recorded.rule?.id || replayed.rule?.layer !== recorded.rule?.layer) what.push('rule');
    else if (call.isReasonRules && replayed.reason !== recorded.reason && !recorded.reason.includes('[redacted:')) what.push('reason');
    if (before.join(' ') !== findings.map(({ id }) => id).join(' ')) what.push('findings');
  }
  if (what.length === 0) report.same++;
  else {
    if (assessed.guardVersion !== report.guardVersion) what.push('guard');
    report.differences.push({ step: call.step, title: call.title, what, recorded, replayed });
  }
}

const rank: Record<PolicyEffect, number> = { allow: 0, ask: 1, deny: 2 };
