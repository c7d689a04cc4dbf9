/** The grants of live runs: which there are, when each last decided something, and taking one back. */
import type { Grant } from '../policy/types.ts';
import type { Answerer } from './approvals.ts';
import type { GrantStatus } from './protocol.ts';

interface Holder {
  readonly id: string;
  readonly grants: Grant[];
}

/** Longest rule that is shown of a grant. */
const MAX_RULE = 20_000;

/** The name of a person, as it is quoted in a reason. */
const MAX_NAME = 200;

/** A grant's rule that says who gave it, and when. The reason is a part of the rule, so that whoever decides again by the record comes to the same words. */
export function explainedGrant(rule: string, by: Answerer, at: Date): string {
  const time = at.toISOString().slice(0, 19).replace('T', ' ');
  return JSON.stringify({ ...(JSON.parse(rule) as object), reason: `${by.name.slice(0, MAX_NAME).toWellFormed()} allowed it and its like for this run, at ${time} UTC.` });
}

export class Grants<H extends Holder> {
  private readonly held = new Map<string, { holder: H; status: GrantStatus }>();
  private readonly now: () => Date;

  constructor(now: () => Date) {
    this.now = now;
  }

  /** Those of the runs that live; what is known of others is forgotten. */
  list(live: ReadonlySet<string>): GrantStatus[] {
    for (const [id, { holder }] of this.held) if (!live.has(holder.id)) this.held.delete(id);
    return [...this.held.values()].map(({ status }) => ({ ...status }));
  }

  give(holder: H, grant: Grant): void {
    holder.grants.push(grant);
    this.held.set(grant.id, { holder, status: { run: holder.id, grant: grant.id, rule: grant.rule.slice(0, MAX_RULE), givenAt: this.now().toISOString(), uses: 0 } });
  }

  used(id: string): void {
    const held = this.held.get(id);
    if (held === undefined) return;
    held.status.uses++;
    held.status.usedAt = this.now().toISOString();
  }

  /** From now on it allows nothing more. @returns its run; undefined where there is no such grant. */
  take(run: string, id: string): H | undefined {
    const held = this.held.get(id);
    if (held === undefined || held.holder.id !== run) return undefined;
    this.held.delete(id);
    const { grants } = held.holder;
    const index = grants.findIndex((grant) => grant.id === id);
    if (index >= 0) grants.splice(index, 1);
    return held.holder;
  }
}
