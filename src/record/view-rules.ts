/** What each rule has decided, over the records of a workspace: how useful the gate is, and what is approved again and again. */
import type { Layer } from '../model/decision.ts';
import type { AnyEvent, EventData } from './events.ts';

/** What one rule decided. */
export interface RuleUse {
  id: string;
  layer: Layer;
  allowed: number;
  denied: number;
  asked: number;
  /** Of those that were asked: a person allowed it; did so in under two seconds; said no. */
  overruled: number;
  hasty: number;
  upheld: number;
  /** When it last decided something; when it last stopped something, by itself or because a person agreed. ISO times. */
  lastAt: string;
  lastBlockAt?: string;
}

/** A rule that was on offer when people approved, and how often it was not taken. */
export interface Offer {
  /** The rule as JSON. */
  rule: string;
  approved: number;
  hasty: number;
  lastAt: string;
  /** What was approved, for a person to recognise; at most three. */
  titles: string[];
}

/** Approved faster than anybody reads, in ms. */
const HASTY = 2000;
const MAX_TITLES = 3;

interface Call {
  title: string;
  requested?: EventData<'approval.requested'>;
  answered?: EventData<'approval.answered'>;
}

export class RuleTally {
  private readonly uses = new Map<string, RuleUse>();
  private readonly offers = new Map<string, Offer>();

  /** Adds the events of one run. */
  add(events: Iterable<AnyEvent>): void {
    const calls = new Map<string, Call>();
    for (const event of events) {
      if (event.step === undefined) continue;
      if (event.type === 'action.proposed') calls.set(event.step, { title: event.data.title });
      const call = calls.get(event.step);
      if (call === undefined) continue;
      if (event.type === 'approval.requested') call.requested = event.data;
      else if (event.type === 'approval.answered') call.answered = event.data;
      else if (event.type === 'decision.made') this.decided(call, event.data, event.time);
    }
  }

  /** Adds what another has counted. */
  merge(other: RuleTally): void {
    for (const use of other.uses.values()) {
      const mine = this.useOf(use.id, use.layer);
      for (const field of ['allowed', 'denied', 'asked', 'overruled', 'hasty', 'upheld'] as const) mine[field] += use[field];
      mine.lastAt = later(mine.lastAt, use.lastAt);
      if (use.lastBlockAt !== undefined) mine.lastBlockAt = later(mine.lastBlockAt ?? '', use.lastBlockAt);
    }
    for (const { rule, approved, hasty, lastAt, titles } of other.offers.values()) {
      const mine = this.offerOf(rule);
      mine.approved += approved;
      mine.hasty += hasty;
      mine.lastAt = later(mine.lastAt, lastAt);
      for (const title of titles) addTitle(mine, title);
    }
  }

  /** What a rule has decided; undefined: nothing. */
  use(id: string, layer: Layer): RuleUse | undefined {
    return this.uses.get(`${layer} ${id}`);
  }

  /** All rules that decided something; the busiest first. */
  list(): RuleUse[] {
    return [...this.uses.values()].sort((a, b) => total(b) - total(a));
  }

  /** Rules that people could have added instead of approving again, the most approved first. */
  offered(least: number): Offer[] {
    return [...this.offers.values()].filter(({ approved }) => approved >= least).sort((a, b) => b.approved - a.approved);
  }

  private decided({ title, requested, answered }: Call, { verdict, by, rule }: EventData<'decision.made'>, time: string): void {
    if (rule === undefined) return;
    const use = this.useOf(rule.id, rule.layer);
    use.lastAt = later(use.lastAt, time);
    const isRules = by === 'rule' || by === 'grant';
    if (isRules) use[verdict === 'allow' ? 'allowed' : 'denied']++;
    else use.asked++;
    if (verdict === 'deny' && (isRules || by === 'person')) use.lastBlockAt = later(use.lastBlockAt ?? '', time);
    if (by !== 'person' || answered === undefined) return;
    if (answered.answer === 'deny') return void use.upheld++;
    const hasty = answered.waitedMs < HASTY;
    use.overruled++;
    if (hasty) use.hasty++;
    if (answered.answer === 'allow-always' || typeof requested?.suggestion !== 'string') return;
    const offer = this.offerOf(requested.suggestion);
    offer.approved++;
    if (hasty) offer.hasty++;
    offer.lastAt = later(offer.lastAt, time);
    addTitle(offer, title);
  }

  private useOf(id: string, layer: Layer): RuleUse {
    const key = `${layer} ${id}`;
    const use = this.uses.get(key) ?? { id, layer, allowed: 0, denied: 0, asked: 0, overruled: 0, hasty: 0, upheld: 0, lastAt: '' };
    this.uses.set(key, use);
    return use;
  }

  private offerOf(rule: string): Offer {
    const offer = this.offers.get(rule) ?? { rule, approved: 0, hasty: 0, lastAt: '', titles: [] };
    this.offers.set(rule, offer);
    return offer;
  }
}

export function total({ allowed, denied, asked }: RuleUse): number {
  return allowed + denied + asked;
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}

function addTitle(offer: Offer, title: string): void {
  if (offer.titles.length < MAX_TITLES && !offer.titles.includes(title)) offer.titles.push(title);
}
