/**
 * What a receipt says of a run in short: the answers to the questions that an operating record is there for. It follows from the
 * events alone, so that whoever verifies a receipt makes it again and compares.
 */
import { digestOf } from '../model/digest.ts';
import { mergeCapabilities } from './capabilities.ts';
import type { AnyEvent, EventData } from './events.ts';

export interface RunSummary {
  run: string;
  parentRun?: string;
  startedAt: string;
  sealedAt: string;
  person: string;
  /** Which agent ran, and what recorded it. */
  agent: { id: string; name: string; version?: string; door: string };
  host: EventData<'run.started'>['host'];
  /** Which model, provider and configuration were active. */
  model: { name?: string; provider?: string; configuration: string };
  /** What it could see: RFC 8785 digest of the newest observation; absent: never observed. */
  capabilities?: { digest: string; tools: number; servers: string[] };
  /** What it was permitted. */
  permissions: { name: string; value: string }[];
  policy: { digests: string[]; posture: string; trusted: boolean; approve: string; guardVersions: string[] };
  /** Whether the gate was shown to be live. */
  probe?: { reached: boolean; how: string };
  /** How much of the run went through the gate. */
  coverage?: string;
  /** Who or which rule decided, and how often. */
  decisions: { verdict: string; by: string; rule?: string; layer?: string; count: number }[];
  approvals: { requested: number; answered: { answer: string; channel: string; by?: string; selfApproved: boolean; count: number }[] };
  /** What the agent asked the person, and what became of it; absent: nothing. */
  questions?: { asked: number; accept: number; decline: number; cancel: number };
  /** How tool calls ended; `unasked`: begun without asking; `open`: allowed or unasked, and never heard of again. */
  calls: { proposed: number; unasked: number; succeeded: number; failed: number; timed_out: number; cancelled: number; unknown: number; open: number };
  /** What changed. */
  effects: { created: number; modified: number; deleted: number };
  faults: { code: string; count: number }[];
  /** How it ended, and what was taken back. */
  end: { how: string; exitCode?: number | null; signal?: string | null; stoppedBy?: string; interrupted: boolean; restoredPaths: number };
  usage?: EventData<'usage.reported'>;
  evidence: number;
  /** How many events are known how. */
  basis: { mediated: number; observed: number; reported: number; unobserved: number };
}

/** Counts by a key, in the order in which keys were first met. */
class Tally<T extends object> {
  private readonly counts = new Map<string, T & { count: number }>();

  add(item: T): void {
    const key = JSON.stringify(item);
    const known = this.counts.get(key);
    if (known === undefined) this.counts.set(key, { ...item, count: 1 });
    else known.count += 1;
  }

  list(): (T & { count: number })[] {
    return [...this.counts.values()];
  }
}

type Decided = Omit<RunSummary['decisions'][number], 'count'>;
type Answered = Omit<RunSummary['approvals']['answered'][number], 'count'>;

export class SummaryBuilder {
  private started: { data: EventData<'run.started'>; at: string } | undefined;
  private ended: { data: EventData<'run.sealed'>; at: string } | undefined;
  private capabilities: EventData<'capabilities.observed'> | undefined;
  private probe: RunSummary['probe'];
  private usage: EventData<'usage.reported'> | undefined;
  private stoppedBy: string | undefined;
  private interrupted = false;
  private restoredPaths = 0;
  private requested = 0;
  private evidence = 0;
  private questions: RunSummary['questions'];
  private readonly decisions = new Tally<Decided>();
  private readonly answers = new Tally<Answered>();
  private readonly faults = new Tally<{ code: string }>();
  private readonly policyDigests = new Set<string>();
  private readonly guardVersions = new Set<string>();
  private readonly open = new Set<string>();
  private readonly calls = { proposed: 0, unasked: 0, succeeded: 0, failed: 0, timed_out: 0, cancelled: 0, unknown: 0 };
  private readonly effects = { created: 0, modified: 0, deleted: 0 };
  private readonly basis = { mediated: 0, observed: 0, reported: 0, unobserved: 0 };

  apply(event: AnyEvent): void {
    this.basis[event.basis] += 1;
    switch (event.type) {
      case 'run.started':
        this.started ??= { data: event.data, at: event.time };
        this.policyDigests.add(event.data.policy.digest);
        this.guardVersions.add(event.data.guardVersion);
        break;
      case 'capabilities.observed':
        this.capabilities = mergeCapabilities(this.capabilities, event.data);
        break;
      case 'gate.probed':
        this.probe = { reached: event.data.reached, how: event.data.how };
        break;
      case 'action.proposed':
        this.calls.proposed += 1;
        if (event.basis === 'reported') this.calls.unasked += 1;
        if (event.basis === 'reported' && event.step !== undefined) this.open.add(event.step);
        break;
      case 'approval.requested':
        this.requested += 1;
        break;
      case 'approval.answered':
        this.answered(event.data);
        break;
      case 'question.asked':
        this.questions ??= { asked: 0, accept: 0, decline: 0, cancel: 0 };
        this.questions.asked += 1;
        break;
      case 'question.answered':
        if (this.questions !== undefined) this.questions[event.data.action] += 1;
        break;
      case 'decision.made':
        this.decided(event.data, event.step);
        break;
      case 'action.finished':
        this.calls[event.data.status] += 1;
        if (event.step !== undefined) this.open.delete(event.step);
        break;
      case 'effect.observed':
        this.effects[event.data.change] += 1;
        break;
      case 'usage.reported':
        this.usage = event.data;
        break;
      case 'evidence.added':
        this.evidence += 1;
        break;
      case 'fault.noted':
        this.faults.add({ code: event.data.code });
        break;
      case 'run.stopped':
        this.stoppedBy ??= event.data.by;
        break;
      case 'run.interrupted':
        this.interrupted = true;
        break;
      case 'run.restored':
        this.restoredPaths += event.data.paths.length;
        break;
      case 'run.sealed':
        this.ended ??= { data: event.data, at: event.time };
        break;
      case 'policy.loaded':
      case 'grant.given':
      case 'grant.revoked':
      case 'guard.assessed':
      case 'input.given':
      case 'message':
      case 'plan.updated':
      case 'turn.ended':
    }
  }

  /** The summary; undefined while `run.started` or `run.sealed` is missing. */
  result(): RunSummary | undefined {
    if (this.started === undefined || this.ended === undefined) return undefined;
    const { data: started, at: startedAt } = this.started;
    const { data: sealed, at: sealedAt } = this.ended;
    return {
      run: started.run,
      ...(started.parentRun === undefined ? {} : { parentRun: started.parentRun }),
      startedAt,
      sealedAt,
      person: started.person.name,
      agent: { id: started['gen_ai.agent.id'], name: started['gen_ai.agent.name'], ...optional('version', started['gen_ai.agent.version']), door: started.door },
      host: started.host,
      model: { ...optional('name', started['gen_ai.request.model']), ...optional('provider', started['gen_ai.provider.name']), configuration: started.configuration },
      ...(this.capabilities === undefined ? {} : { capabilities: capabilitiesOf(this.capabilities) }),
      permissions: (this.capabilities?.permissions ?? []).map(({ name, value }) => ({ name, value })),
      policy: {
        digests: [...this.policyDigests],
        posture: started.policy.posture,
        trusted: started.policy.trusted,
        approve: started.policy.approve,
        guardVersions: [...this.guardVersions],
      },
      ...optional('probe', this.probe),
      ...optional('coverage', sealed.coverage),
      decisions: this.decisions.list(),
      approvals: { requested: this.requested, answered: this.answers.list() },
      ...optional('questions', this.questions),
      calls: { ...this.calls, open: this.open.size },
      effects: this.effects,
      faults: this.faults.list(),
      end: {
        how: sealed.end,
        ...optional('exitCode', sealed.exitCode),
        ...optional('signal', sealed.signal),
        ...optional('stoppedBy', this.stoppedBy),
        interrupted: this.interrupted,
        restoredPaths: this.restoredPaths,
      },
      ...optional('usage', this.usage),
      evidence: this.evidence,
      basis: this.basis,
    };
  }

  private decided(data: EventData<'decision.made'>, step: string | undefined): void {
    const { verdict, by, rule } = data;
    this.decisions.add({ verdict, by, ...(rule === undefined ? {} : { rule: rule.id, layer: rule.layer }) });
    this.policyDigests.add(data.policyDigest);
    this.guardVersions.add(data.guardVersion);
    if (step === undefined) return;
    if (verdict === 'allow') this.open.add(step);
    else this.open.delete(step);
  }

  private answered(data: EventData<'approval.answered'>): void {
    const { answer, channel, by, selfApproved } = data;
    this.answers.add({ answer, channel, ...(by === undefined ? {} : { by: by.name }), selfApproved });
  }
}

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: V };
}

function capabilitiesOf(data: EventData<'capabilities.observed'>): NonNullable<RunSummary['capabilities']> {
  return { digest: digestOf(data), tools: data.tools.length, servers: data.servers.map(({ name }) => name) };
}
