/**
 * From a proposal to a decision: assess, decide, ask where the policy asks, record, and only then answer. This is the one
 * place of Signalbox that decides and the one place that writes a decision.
 */
import type { Decision, Finding, Verdict } from '../model/decision.ts';
import type { Approval, Presentation } from '../model/approval.ts';
import type { Action } from '../model/action.ts';
import { canonical, digestOf, sha256 } from '../model/digest.ts';
import type { FinishStatus } from '../model/outcome.ts';
import type { ExternalAnswer } from '../guard/external/answer.ts';
import type { Assessment, Guard, GuardContext } from '../guard/types.ts';
import type { Grant, Policy } from '../policy/types.ts';
import type { NewEvent } from '../record/events.ts';
import type { Redactor } from '../record/redact.ts';
import type { RecordWriter } from '../record/writer.ts';
import type { Answerer, Approvals, Settlement } from './approvals.ts';
import { assessAction, type Seen } from './assess.ts';
import { explainedGrant, Grants } from './grants.ts';
import type { PolicyStore } from './policy-store.ts';
import { presentationOf, titleOf } from './presentation.ts';
import type { GrantStatus, Launch } from './protocol.ts';
import type { Proposal } from './run-gate.ts';
import { RunWatch, type ToolFinding } from './run-watch.ts';

/** The most that a person is shown of one action, and of all that waits at once, in bytes: every client gets all of it in one message. */
const MAX_SHOWN = 8 * 1024 * 1024;
const MAX_WAITING = 24 * 1024 * 1024;

/** What the pipeline needs of the run that an action belongs to. */
export interface PipelineRun {
  readonly id: string;
  readonly agent: { id: string; name: string };
  readonly cwd: string;
  readonly approve: NonNullable<Launch['approve']>;
  readonly trusted: boolean;
  readonly writer: RecordWriter;
  readonly redactor: Redactor;
  /** Given for the rest of this run. */
  readonly grants: Grant[];
  readonly signal: AbortSignal;
  /** The run waits for a person, or goes on. */
  waiting(waits: boolean): void;
}

export interface PipelineParts {
  guard: Guard;
  guardContext: GuardContext;
  policies: PolicyStore;
  approvals: Approvals;
  /** Whether a person is there to answer, or was until a moment ago. */
  attended: () => boolean;
  now: () => Date;
  newId: () => string;
}

export class Pipeline {
  private readonly parts: PipelineParts;
  /** Bytes of all that is shown to be approved. */
  private shown = 0;
  private readonly given: Grants<PipelineRun>;
  private readonly watch = new RunWatch<PipelineRun>();
  /** Which policies are in the record of a run, or being written there, by digest. */
  private readonly loaded = new WeakMap<RecordWriter, Map<string, Promise<void>>>();

  constructor(parts: PipelineParts) {
    this.parts = parts;
    this.given = new Grants(parts.now);
  }

  get guardVersion(): string {
    return this.parts.guard.version;
  }

  /**
   * Decides one action. Resolves when the decision is on disk; rejects only when the record cannot be written, and then nothing
   * may be released.
   */
  async decide(run: PipelineRun, step: string, proposal: Proposal, signal: AbortSignal): Promise<Decision> {
    const external = await this.watch.ask(run, proposal.action, this.parts.policies.current(run.trusted));
    const seen = this.assess(run, step, proposal, external);
    const at = { step, ...(proposal.parent === undefined ? {} : { parent: proposal.parent }) };
    const opening: NewEvent[] = [
      { type: 'action.proposed', basis: 'mediated', ...at, data: proposedData(run, proposal, seen) },
      { type: 'guard.assessed', basis: 'mediated', ...at, data: seen.event },
    ];
    const { verdict } = seen;
    await this.recordPolicy(run, seen.policy);
    if (verdict.rule.layer === 'grant') this.given.used(verdict.rule.id);
    const settled = verdict.effect === 'ask' ? this.withoutPerson(run, verdict) : this.byRule(verdict);
    if (settled !== undefined) {
      await run.writer.append([...opening, decisionEvent(settled, seen.digest, at)]);
      return settled;
    }
    const approval = this.approvalFor(run, step, proposal, seen);
    const text = canonical(approval.presentation);
    const bytes = Buffer.byteLength(text);
    if (bytes > MAX_SHOWN || this.shown + bytes > MAX_WAITING) {
      const refused = this.tooLarge(verdict, bytes);
      await run.writer.append([...opening, decisionEvent(refused, seen.digest, at)]);
      return refused;
    }
    this.shown += bytes;
    try {
      return await this.ask(run, approval, text, seen, signal, opening, at);
    } finally {
      this.shown -= bytes;
    }
  }

  private async ask(run: PipelineRun, approval: Approval, text: string, seen: Seen, signal: AbortSignal, opening: NewEvent[], at: { step: string; parent?: string }): Promise<Decision> {
    const presentation = await run.writer.payload(text);
    const request: NewEvent = {
      type: 'approval.requested',
      basis: 'mediated',
      ...at,
      data: {
        approval: approval.id,
        digest: seen.digest,
        shown: approval.shown,
        presentation,
        rule: approval.rule,
        ...(approval.expiresAt === undefined ? {} : { expiresAt: approval.expiresAt }),
        ...(approval.suggestion === undefined ? {} : { suggestion: await run.writer.payload(approval.suggestion.rule) }),
      },
    };
    await run.writer.append([...opening, request]);
    run.waiting(true);
    const settlement = await this.parts.approvals.ask(approval, AbortSignal.any([signal, run.signal])).finally(() => run.waiting(false));
    return this.conclude(run, approval, seen, settlement, at);
  }

  /** Records a call that nobody asked about: what it was and what the guard thinks of it, with no decision. */
  async noteUnasked(run: PipelineRun, step: string, proposal: Proposal): Promise<Finding[]> {
    const seen = this.assess(run, step, proposal);
    const at = { step, ...(proposal.parent === undefined ? {} : { parent: proposal.parent }) };
    await run.writer.append([
      { type: 'action.proposed', basis: 'reported', ...at, data: proposedData(run, proposal, seen) },
      { type: 'guard.assessed', basis: 'mediated', ...at, data: seen.event },
    ]);
    return seen.assessment.findings;
  }

  /** What is found in the result of a step, for the record; later actions are judged by it. */
  observe(run: PipelineRun, step: string, status: FinishStatus, result: string | undefined): Promise<Finding[]> {
    return this.watch.finish(run, step, status, result, this.parts.policies.current(run.trusted));
  }

  /** What is found about the tools of a run; calls of them are judged by it. */
  noteTools(run: PipelineRun, findings: readonly ToolFinding[]): void {
    this.watch.noteTools(run, findings);
  }

  /** Ends what it has started. */
  close(): void {
    this.watch.close();
  }

  /** The grants of runs that live. */
  grants(live: ReadonlySet<string>): GrantStatus[] {
    return this.given.list(live);
  }

  /** Takes a grant back: from now on what it allowed is decided anew. @returns whether there was such a grant. */
  async revoke(run: string, grant: string, by: Answerer): Promise<boolean> {
    const holder = this.given.take(run, grant);
    if (holder === undefined) return false;
    await holder.writer.append({ type: 'grant.revoked', basis: 'mediated', data: { grant, by } });
    return true;
  }

  private assess(run: PipelineRun, step: string, { action }: Proposal, external?: ExternalAnswer): Seen {
    const { guard, guardContext, policies, now } = this.parts;
    const policy = policies.current(run.trusted);
    const others = (found: Assessment, recorded: Action): Finding[] => [...this.watch.findings(run, recorded, found), ...(external?.findings ?? [])];
    const seen = assessAction(action, { guard, context: guardContext, policy, redactor: run.redactor, agent: run.agent.id, run: run.id, grants: [...run.grants], now: now(), others });
    this.watch.begin(run, step, seen.recorded, seen.assessment.findings);
    if (external === undefined) return seen;
    return { ...seen, event: { ...seen.event, external: external.version === undefined ? {} : { version: external.version } } };
  }

  /** Resolves when the rules that decide are in the record: without them nobody could decide again. */
  private recordPolicy(run: PipelineRun, policy: Policy): Promise<void> {
    const loaded = this.loaded.get(run.writer) ?? new Map<string, Promise<void>>();
    this.loaded.set(run.writer, loaded);
    const known = loaded.get(policy.digest);
    if (known !== undefined) return known;
    const writing = this.writePolicy(run, policy);
    loaded.set(policy.digest, writing);
    writing.catch(() => loaded.delete(policy.digest));
    return writing;
  }

  private async writePolicy(run: PipelineRun, { digest, posture, text }: Policy): Promise<void> {
    const { roots, home, platform, repository } = this.parts.guardContext;
    const context = { roots: [...roots], home, platform, ...(repository !== undefined && { repository }) };
    await run.writer.append({ type: 'policy.loaded', basis: 'mediated', data: { digest, posture, policy: await run.writer.payload(text), context } });
  }

  private byRule(verdict: Verdict): Decision {
    const by = verdict.rule.layer === 'grant' ? 'grant' : 'rule';
    const { rule, reason, policyDigest } = verdict;
    return { verdict: verdict.effect === 'allow' ? 'allow' : 'deny', by, rule, reason, policyDigest, guardVersion: this.guardVersion };
  }

  /** What to do where a person is asked for and none can be. */
  private withoutPerson(run: PipelineRun, verdict: Verdict): Decision | undefined {
    const base = { rule: verdict.rule, policyDigest: verdict.policyDigest, guardVersion: this.guardVersion };
    if (run.approve !== 'ask') {
      const words = run.approve === 'allow' ? 'allowed' : 'denied';
      return { ...base, verdict: run.approve, by: 'flag', reason: `The policy asks (${verdict.reason}); --approve ${run.approve} ${words} it, no person did.` };
    }
    if (!this.parts.attended() && this.parts.policies.current(run.trusted).approvalTimeout === undefined) {
      return { ...base, verdict: 'deny', by: 'time-out', reason: `The policy asks (${verdict.reason}), and nobody is here to answer.` };
    }
    return undefined;
  }

  /** Nobody approves what they were not shown whole. */
  private tooLarge(verdict: Verdict, bytes: number): Decision {
    const what = bytes > MAX_SHOWN ? 'this is' : 'with what waits already this is';
    const reason = `The policy asks (${verdict.reason}), and ${what} too large to be shown whole to a person. Do it in smaller parts.`;
    return { verdict: 'deny', by: 'gate', rule: verdict.rule, reason, policyDigest: verdict.policyDigest, guardVersion: this.guardVersion };
  }

  private approvalFor(run: PipelineRun, step: string, proposal: Proposal, seen: Seen): Approval {
    const presentation: Presentation = presentationOf(seen.redacted, run.cwd);
    const rule = seen.policy.suggest(seen.subject);
    const requestedAt = this.parts.now();
    const timeout = seen.policy.approvalTimeout;
    return {
      id: this.parts.newId(),
      run: run.id,
      step,
      agent: run.agent.name,
      title: titleOf(seen.recorded, run.cwd),
      kind: proposal.action.kind,
      digest: seen.digest,
      shown: digestOf(presentation),
      presentation,
      findings: seen.assessment.findings,
      rule: seen.verdict.rule,
      reason: seen.verdict.reason,
      requestedAt: requestedAt.toISOString(),
      ...(timeout === undefined ? {} : { expiresAt: new Date(requestedAt.getTime() + timeout).toISOString() }),
      ...(rule === undefined ? {} : { suggestion: { rule, file: this.parts.policies.workspaceFile, digest: sha256(rule) } }),
    };
  }

  private async conclude(run: PipelineRun, approval: Approval, seen: Seen, settlement: Settlement, at: { step: string; parent?: string }): Promise<Decision> {
    const { verdict, digest } = seen;
    const base = { rule: verdict.rule, policyDigest: verdict.policyDigest, guardVersion: this.guardVersion, approval: approval.id };
    if (settlement.how !== 'answered') {
      const decision: Decision =
        settlement.how === 'timed-out'
          ? { ...base, verdict: 'deny', by: 'time-out', reason: 'Nobody answered in time.' }
          : { ...base, verdict: 'deny', by: 'gate', reason: 'The request was withdrawn before anybody answered it.' };
      await run.writer.append(decisionEvent(decision, digest, at));
      return decision;
    }
    const { answer, by } = settlement;
    const trouble = answer.answer === 'allow-always' ? await this.saveRule(approval) : undefined;
    const allowed = answer.answer !== 'deny';
    const grant = answer.answer === 'allow-run' ? { id: approval.id, rule: explainedGrant(seen.policy.grantRule(seen.subject), by, settlement.at) } : undefined;
    const granted: NewEvent[] =
      grant === undefined ? [] : [{ type: 'grant.given', basis: 'mediated', ...at, data: { grant: grant.id, rule: await run.writer.payload(grant.rule) } }];
    const reason = answer.answer === 'deny' ? answer.reason?.trim() || 'A person denied it.' : (trouble ?? allowedReasons[answer.answer]);
    const decision: Decision = { ...base, verdict: allowed ? 'allow' : 'deny', by: 'person', reason };
    await run.writer.append([
      {
        type: 'approval.answered',
        basis: 'mediated',
        ...at,
        data: {
          approval: approval.id,
          digest,
          shown: approval.shown,
          answer: answer.answer,
          channel: answer.channel,
          by,
          selfApproved: true,
          ...(answer.reason === undefined ? {} : { reason: answer.reason }),
          waitedMs: Math.max(0, settlement.at.getTime() - Date.parse(approval.requestedAt)),
        },
      },
      decisionEvent(decision, digest, at),
      ...granted,
    ]);
    // Only now: no other action may be allowed by a grant that is not on disk.
    if (grant !== undefined) this.given.give(run, grant);
    return decision;
  }

  /** A rule that cannot be saved does not undo the approval of this one action; the reason says what happened. */
  private async saveRule(approval: Approval): Promise<string | undefined> {
    try {
      if (approval.suggestion !== undefined) await this.parts.policies.addToWorkspace(approval.suggestion.rule);
      return undefined;
    } catch (error) {
      return `A person allowed it once; the rule was not saved: ${(error as Error).message}`;
    }
  }
}

const allowedReasons = {
  'allow-once': 'A person allowed it once.',
  'allow-run': 'A person allowed it and its like for this run.',
  'allow-always': 'A person allowed it and added a rule.',
} as const;

/** The title is Signalbox's own, made from the action: an agent may call anything "Run the tests". What it called it is kept beside it. */
function proposedData(run: PipelineRun, { title, door, tool, callId }: Proposal, { recorded, digest }: Seen) {
  return {
    action: recorded,
    digest,
    title: titleOf(recorded, run.cwd),
    reportedTitle: title,
    door,
    ...(tool === undefined ? {} : { 'gen_ai.tool.name': tool }),
    ...(callId === undefined ? {} : { 'gen_ai.tool.call.id': callId }),
  };
}

function decisionEvent(decision: Decision, digest: string, at: { step: string; parent?: string }): NewEvent {
  return { type: 'decision.made', basis: 'mediated', ...at, data: { ...decision, digest } };
}
