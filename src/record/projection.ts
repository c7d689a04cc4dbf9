/** Builds the view of a run event by event. Takes events in any order and of any sense: what does not fit is left out, never thrown. */
import { mergeCapabilities } from './capabilities.ts';
import type { AnyEvent, EventData } from './events.ts';
import { RecordError } from './problem.ts';
import { Steps } from './steps.ts';
import type { RunView, ToolCallView } from './view.ts';

const TITLE_LENGTH = 80;

export class RunProjection {
  private started: { at: string; data: EventData<'run.started'> } | undefined;
  private ended: { at: string; data: EventData<'run.sealed'> } | undefined;
  private readonly steps = new Steps();
  private readonly effects: RunView['effects'] = [];
  private readonly evidence: RunView['evidence'] = [];
  private readonly faults: RunView['faults'] = [];
  private capabilities: RunView['capabilities'];
  private root: string | undefined;
  private probe: RunView['probe'];
  private stopped: RunView['stopped'];
  private usage: RunView['usage'];
  /** What the agent says of its model and provider after the start. */
  private named: { model?: string; provider?: string } = {};
  private count = 0;
  private lastAt = '';

  /** Whether `run.started` was seen, without which there is nothing to view. */
  get ready(): boolean {
    return this.started !== undefined;
  }

  apply(event: AnyEvent): void {
    this.count += 1;
    this.lastAt = event.time;
    switch (event.type) {
      case 'run.started':
        this.started ??= { at: event.time, data: event.data };
        break;
      case 'run.sealed':
        this.ended ??= { at: event.time, data: event.data };
        this.steps.closeAll();
        break;
      case 'capabilities.observed':
        this.capabilities = mergeCapabilities(this.capabilities, event.data);
        this.name(event.data['gen_ai.request.model'], event.data['gen_ai.provider.name']);
        break;
      case 'gate.probed':
        this.probe = event.data;
        break;
      case 'run.stopped':
        this.stopped ??= { by: event.data.by, how: event.data.how, ...(event.data.reason === undefined ? {} : { reason: event.data.reason }) };
        break;
      case 'effect.observed': {
        const { path, change, before, after } = event.data;
        this.effects.push({ path, change, before, after });
        break;
      }
      case 'evidence.added':
        this.evidence.push(event.data);
        break;
      case 'fault.noted':
        this.faults.push({ code: event.data.code, message: event.data.message, at: event.time });
        break;
      case 'run.interrupted':
        this.faults.push({ code: 'interrupted', message: event.data.reason, at: event.time });
        break;
      case 'usage.reported':
        this.usage = usageOf(this.usage, event.data);
        this.name(event.data['gen_ai.response.model'], event.data['gen_ai.provider.name']);
        break;
      case 'input.given':
      case 'message':
      case 'plan.updated':
      case 'question.asked':
      case 'question.answered':
      case 'turn.ended':
      case 'action.proposed':
      case 'guard.assessed':
      case 'approval.requested':
      case 'approval.answered':
      case 'decision.made':
      case 'action.finished':
        this.steps.apply(event);
        break;
      case 'policy.loaded':
        this.root ??= event.data.context.roots[0];
        break;
      case 'grant.given':
      case 'grant.revoked':
      case 'run.restored':
    }
  }

  /**
   * The run as of the last event. Parts of it are shared with later views: copy what is to be kept, change nothing.
   * @throws {RecordError} `missing` before `run.started` (see `ready`).
   */
  view(): RunView {
    if (this.started === undefined) throw new RecordError('missing', 'the record does not begin with run.started');
    const { at, data } = this.started;
    const { capabilities, root, probe, stopped, usage, ended } = this;
    return {
      run: data.run,
      ...(data.parentRun === undefined ? {} : { parentRun: data.parentRun }),
      agent: { id: data['gen_ai.agent.id'], name: data['gen_ai.agent.name'], ...(data['gen_ai.agent.version'] === undefined ? {} : { version: data['gen_ai.agent.version'] }) },
      ...this.modelOf(data),
      person: data.person.name,
      title: this.title(data),
      startedAt: at,
      ...(ended === undefined ? {} : { endedAt: ended.at, end: ended.data.end, ...exitOf(ended.data) }),
      started: data,
      ...(root === undefined ? {} : { root }),
      ...(capabilities === undefined ? {} : { capabilities }),
      ...(probe === undefined ? {} : { probe }),
      ...(ended?.data.coverage === undefined ? {} : { coverage: ended.data.coverage }),
      ...(ended?.data.beside === undefined ? {} : { beside: ended.data.beside }),
      turns: this.steps.turns,
      effects: this.effects,
      ...(usage === undefined ? {} : { usage }),
      evidence: this.evidence,
      faults: this.faults,
      ...(stopped === undefined ? {} : { stopped }),
      counts: countsOf(this.steps.calls()),
      events: this.count,
      lastEventAt: this.lastAt,
    };
  }

  private name(model: unknown, provider: unknown): void {
    if (typeof model === 'string') this.named.model = model;
    if (typeof provider === 'string') this.named.provider = provider;
  }

  private modelOf({ 'gen_ai.request.model': model, 'gen_ai.provider.name': provider }: EventData<'run.started'>): Pick<RunView, 'model' | 'provider' | 'modelReported'> {
    if (model === undefined && provider === undefined) return { ...this.named, ...(Object.keys(this.named).length === 0 ? {} : { modelReported: true }) };
    return { ...(model === undefined ? {} : { model }), ...(provider === undefined ? {} : { provider }) };
  }

  private title(data: EventData<'run.started'>): string {
    const input = this.steps.turns.find((turn) => typeof turn.input === 'string' && turn.input.trim() !== '')?.input;
    const line = typeof input === 'string' ? (input.trim().split(/\r?\n/, 1)[0] ?? '') : '';
    if (line === '') return data['gen_ai.agent.name'];
    return line.length > TITLE_LENGTH ? `${line.slice(0, TITLE_LENGTH - 1).toWellFormed().replace(/\uFFFD$/, '')}…` : line;
  }
}

function exitOf(data: EventData<'run.sealed'>): Pick<RunView, 'exit'> {
  if (data.exitCode === undefined && data.signal === undefined) return {};
  return { exit: { code: data.exitCode ?? null, signal: data.signal ?? null } };
}

/** A usage report says how it stands for the whole run; of each figure the last one counts. */
function usageOf(before: RunView['usage'], data: EventData<'usage.reported'>): RunView['usage'] {
  const { 'gen_ai.usage.input_tokens': inputTokens, 'gen_ai.usage.output_tokens': outputTokens, costMicros, currency } = data;
  if (inputTokens === undefined && outputTokens === undefined && costMicros === undefined) return before;
  return {
    ...before,
    ...(inputTokens === undefined ? {} : { inputTokens }),
    ...(outputTokens === undefined ? {} : { outputTokens }),
    ...(costMicros === undefined ? {} : { costMicros }),
    ...(currency === undefined ? {} : { currency }),
  };
}

function countsOf(calls: Iterable<ToolCallView>): RunView['counts'] {
  const counts = { calls: 0, allowed: 0, denied: 0, unasked: 0, waiting: 0, failed: 0 };
  for (const call of calls) {
    counts.calls += 1;
    if (call.decision?.verdict === 'allow') counts.allowed += 1;
    if (call.decision?.verdict === 'deny') counts.denied += 1;
    if (call.basis === 'reported' && call.decision === undefined) counts.unasked += 1;
    if (call.state === 'waiting') counts.waiting += 1;
    if (call.state === 'failed' || call.state === 'timed_out') counts.failed += 1;
  }
  return counts;
}
