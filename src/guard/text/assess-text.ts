/**
 * Instructions to the model in a text that it is about to read: the result of a tool, a file, the description of a tool. Pure and
 * linear in the length of the text.
 */
import type { Finding } from '../../model/decision.ts';
import { secretsIn } from '../findings/secrets.ts';
import { fences, hiddenRanges, isAboutAttacks, isCited, type Range } from './context.ts';
import { innerTexts } from './decode.ts';
import { findCues } from './find-cues.ts';
import { findOrders } from './find-orders.ts';
import { fold, type Folded } from './fold.ts';
import { findMarkers } from './markers.ts';
import type { Hit, Surface } from './types.ts';
import { unseen } from './unseen.ts';

export type { Surface } from './types.ts';

/** Texts inside texts are looked into so deep. */
const MAX_DEPTH = 3;
/** Points of cues this near one another add up. */
const NEAR = 500;
/** So many cues near one another are looked at together. */
const MAX_NEAR = 40;
const ENOUGH = 3;
/** Descriptions of tools are short, and what they say is obeyed. */
const ENOUGH_IN_DESCRIPTION = 2;
const MAX_FINDINGS = 20;

/**
 * @param surface where the text comes from
 * @returns what a person should see before the model acts on it; `at.field` is `text`, offsets are those of `text`
 */
export function assessText(surface: Surface, text: string): Finding[] {
  const findings = new Map<string, Finding>();
  const secrets = secretsIn(text, 'text').map((finding) => ({ ...finding, id: 'secret.in-text' }));
  for (const finding of unseen(text)) findings.set(finding.id, finding);
  collect(text, surface, 0, (hit, at) => {
    if (!findings.has(hit.id) && findings.size < MAX_FINDINGS)
      findings.set(hit.id, { id: hit.id, severity: 'high', reason: hit.reason, at: { field: 'text', ...at } });
  });
  return [...secrets, ...findings.values()];
}

function collect(text: string, surface: Surface, depth: number, report: (hit: Hit, at: Range) => void): void {
  const folded = fold(text);
  const { hits, isWhole } = findCues(folded.text, surface);
  const orders = findOrders(folded.text, surface);
  if (!isWhole || !orders.isWhole) report({ id: 'text.unread', reason: 'is too dense to be read whole', points: ENOUGH, start: 0, end: 0 }, { start: 0, end: text.length });
  const all = [...hits, ...orders.hits, ...findMarkers(folded.text)].sort((a, b) => a.start - b.start);
  for (const hit of strong(all, folded, depth, surface)) report(hit, { start: folded.at(hit.start), end: folded.at(hit.end) });
  if (depth >= MAX_DEPTH) return;
  for (const inner of innerTexts(text)) {
    collect(inner.text, surface, depth + 1, (hit) => {
      report({ ...hit, id: 'text.encoded-instructions', reason: `${hit.reason}, in ${inner.how}` }, inner);
      report(hit, inner);
    });
  }
}

/** Of all hits those that together, near one another, say enough. */
function strong(hits: readonly Hit[], folded: Folded, depth: number, surface: Surface): Hit[] {
  if (hits.length === 0) return [];
  const hidden = hiddenRanges(folded.text);
  const counted = withoutCited(hits, folded.text, hidden);
  const found = new Set<Hit>();
  let first = 0;
  counted.forEach((hit, last) => {
    while (hit.start - (counted[first]?.start ?? 0) > NEAR || last - first >= MAX_NEAR) first += 1;
    const near = counted.slice(first, last + 1);
    if (sum(near, hidden, depth) >= ENOUGH || (surface === 'tool_description' && hit.points >= ENOUGH_IN_DESCRIPTION)) for (const one of near) found.add(one);
  });
  return [...found].sort((a, b) => b.points - a.points);
}

/** What is said twice counts once. */
function sum(near: readonly Hit[], hidden: readonly Range[], depth: number): number {
  const best = new Map<string, number>();
  for (const { reason, points } of near) best.set(reason, Math.max(best.get(reason) ?? 0, points));
  let points = 0;
  for (const one of best.values()) points += one;
  const isHidden = near.length > 0 && near.every((hit) => hidden.some(({ start, end }) => start <= hit.start && hit.end <= end));
  return points + (isHidden || depth > 0 ? 1 : 0);
}

/** What a text about attacks quotes as an example is no order; what it hides is. */
function withoutCited(hits: readonly Hit[], text: string, hidden: readonly Range[]): Hit[] {
  const blocks = fences(text);
  let about: boolean | undefined;
  return hits.filter((hit) => {
    const inside = hidden.find(({ start, end }) => start <= hit.start && hit.end <= end);
    if (!isCited(text, inside ?? hit, blocks)) return true;
    about ??= isAboutAttacks(text, hits);
    return !about;
  });
}
