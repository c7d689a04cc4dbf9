/** What a record does not prove, however whole it is. */
import { dirname } from 'node:path';
import type { Basis } from '../model/outcome.ts';
import type { AnyEvent } from './events.ts';
import { receiptDigests } from './receipt.ts';

export interface Unproven {
  /**
   * `local-log`: always; `reported-claims`, `unobserved-claims`: somebody else says so, or nobody knows;
   * `previous-receipt-missing`: a run that this one came after is not here.
   */
  code: 'local-log' | 'reported-claims' | 'unobserved-claims' | 'previous-receipt-missing';
  message: string;
  /** The first lines it is about, how many there are, and of what event types. */
  lines?: number[];
  count?: number;
  types?: Record<string, number>;
  /** The digest of the receipt that is missing. */
  receipt?: string;
}

interface Claim {
  count: number;
  lines: number[];
  types: Record<string, number>;
}

export type Claims = Record<Extract<Basis, 'reported' | 'unobserved'>, Claim>;

const MAX_LINES = 100;

export class ClaimCounter {
  private readonly claims: Claims = { reported: { count: 0, lines: [], types: {} }, unobserved: { count: 0, lines: [], types: {} } };

  apply(event: AnyEvent, line: number): void {
    if (event.basis !== 'reported' && event.basis !== 'unobserved') return;
    const claim = this.claims[event.basis];
    claim.count += 1;
    claim.types[event.type] = (claim.types[event.type] ?? 0) + 1;
    if (claim.lines.length < MAX_LINES) claim.lines.push(line);
  }

  result(): Claims {
    return this.claims;
  }
}

export function notProven(claims: Claims): Unproven[] {
  const found: Unproven[] = [
    {
      code: 'local-log',
      message: 'The record was written on the machine of the person who ran the agent. Whoever holds the signing key can leave things out or write another record; only acts that came through a door are sure to be in it.',
    },
  ];
  if (claims.reported.count > 0) found.push({ code: 'reported-claims', message: `${claims.reported.count} events are known only because the agent says so.`, ...claims.reported });
  if (claims.unobserved.count > 0) found.push({ code: 'unobserved-claims', message: `Of ${claims.unobserved.count} events it is not known whether they happened.`, ...claims.unobserved });
  return found;
}

/** The receipts that the run names and that are not there. `present`: by default those in the folder of runs around `folder`. */
export async function missingReceipts(folder: string, named: readonly string[], present?: ReadonlySet<string>): Promise<Unproven[]> {
  if (named.length === 0) return [];
  const there = present ?? (await receiptDigests(dirname(dirname(dirname(folder)))));
  return named
    .filter((digest) => !there.has(digest))
    .map((receipt) => ({ code: 'previous-receipt-missing', message: `A run that was recorded before this one is missing or was changed: its receipt ${receipt} is not here.`, receipt }));
}
