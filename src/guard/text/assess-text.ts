/**
 * Instructions to the model in a text that it is about to read: the result of a tool, a file, the description of a tool. Pure and
 * linear in the length of the text.
 */
import type { Finding } from '../../model/decision.ts';
import { secretsIn } from '../findings/secrets.ts';
import { fences, hiddenRanges, isCited, isNearOne, mentionsOfAttacks, rangeAround, type Range } from './context.ts';
import { innerTexts } from './decode.ts';
import { findFrames } from './find-frames.ts';
import { fold, type Folded } from './fold.ts';
import { findMarkers } from './markers.ts';
import type { Hit, Surface } from './types.ts';
import { unseen } from './unseen.ts';

export type { Surface } from './types.ts';

/** Texts inside texts are looked into so deep. */
const MAX_DEPTH = 3;
/** Points of signs this near one another add up. */
const NEAR = 250;
/** So many signs near one another are looked at together. */
const MAX_NEAR = 80;
/** So near a stronger sign of its kind, another is the same. */
const BESIDE = 60;
const ENOUGH = 7;
/** Descriptions of tools are short, and what they say is obeyed. */
const ENOUGH_IN_DESCRIPTION = 6;
/** What nobody is meant to see says more. */
const BONUS = 2;
/** One sign at least says so much. */
const ANCHOR = 4;
/** Where the model is spoken to so plainly, a bare order says more. */
const ADDRESSED = 4;
/** Manuals order as well, but not the model, not in secret and not against what it was told: where no sign says that, more is needed. */
const telling: ReadonlySet<string> = new Set(['address', 'conceal', 'override', 'role', 'authority', 'prompt', 'marker', 'persist']);
const TELLING = 3;
const UNTOLD = 3;
/** A longer text says more by chance: one point more is needed in each that is longer than one of these, unless a sign says enough by itself. */
const LONG = [5000, 50_000];
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
  const { hits: frames, isWhole } = findFrames(folded.text, surface);
  if (!isWhole) report({ kind: 'unread', id: 'text.unread', reason: 'is too dense to be read whole', points: ENOUGH, start: 0, end: 0 }, { start: 0, end: text.length });
  const hits = [...frames, ...findMarkers(folded.text)].sort((a, b) => a.start - b.start);
  for (const hit of strong(hits, folded, depth, surface)) report(hit, { start: folded.at(hit.start), end: folded.at(hit.end) });
  if (depth >= MAX_DEPTH) return;
  for (const inner of innerTexts(text)) {
    collect(inner.text, surface, depth + 1, (hit) => {
      report({ ...hit, id: 'text.encoded-instructions', reason: `${hit.reason}, in ${inner.how}` }, inner);
      report(hit, inner);
    });
  }
}

/** Of all hits those that together, near one another, say enough; what is only cited says nothing. */
function strong(hits: readonly Hit[], folded: Folded, depth: number, surface: Surface): Hit[] {
  const thinned = thin(hits);
  const chance = depth > 0 ? 0 : LONG.filter((length) => folded.text.length > length).length;
  if (heavy(thinned, [], depth, surface, BONUS, chance).length === 0) return [];
  const hidden = hiddenRanges(folded.text);
  const found = heavy(thinned, hidden, depth, surface, 0, chance);
  if (found.length === 0) return [];
  return heavy(withoutCited(thinned, found, folded.text, hidden), hidden, depth, surface, 0, chance).sort((a, b) => b.points - a.points);
}

/** A sign beside a stronger one of its kind says no more. */
function thin(hits: readonly Hit[]): Hit[] {
  const last = new Map<string, Hit>();
  return hits.filter((hit) => {
    const before = last.get(hit.kind);
    if (before !== undefined && before.points >= hit.points && hit.start - before.start < BESIDE) return false;
    last.set(hit.kind, hit);
    return true;
  });
}

/**
 * @param bonus for what may be hidden: a bound from above, as long as it is not known what is
 * @param chance how much more is needed
 */
function heavy(hits: readonly Hit[], hidden: readonly Range[], depth: number, surface: Surface, bonus: number, chance: number): Hit[] {
  const found = new Set<Hit>();
  const enough = surface === 'tool_description' ? ENOUGH_IN_DESCRIPTION : ENOUGH;
  const total = (near: readonly Hit[], more: number): number => sum(near, more, surface) - (near.some(({ kind, points }) => points >= ENOUGH && telling.has(kind)) ? 0 : chance);
  const isHidden = new Set(hits.filter((hit) => rangeAround(hidden, hit) !== undefined));
  let first = 0;
  hits.forEach((hit, last) => {
    while (hit.start - (hits[first]?.start ?? 0) > NEAR || last - first >= MAX_NEAR) first += 1;
    const near = hits.slice(first, last + 1);
    if (total(near, bonus + (depth > 0 ? BONUS : 0)) < enough && (isHidden.size === 0 || sum(near.filter((one) => isHidden.has(one)), BONUS, surface) < enough)) return;
    for (const one of near) found.add(one);
  });
  return [...found];
}

/** Of each kind of evidence the strongest counts. */
function sum(hits: readonly Hit[], bonus: number, surface: Surface): number {
  const best = new Map<string, number>();
  let most = 0;
  for (const { kind, points } of hits) {
    if (points > (best.get(kind) ?? 0)) best.set(kind, points);
    if (points > most) most = points;
  }
  // Many weak signs are the way in which manuals are written.
  if (most === 0 || (surface !== 'tool_description' && most + bonus < ANCHOR)) return 0;
  let points = bonus;
  let isTelling = most >= ENOUGH || surface === 'tool_description';
  for (const [kind, one] of best) {
    if (kind !== 'bidden' || (best.get('address') ?? 0) >= ADDRESSED) points += one;
    if (telling.has(kind) && one >= TELLING) isTelling = true;
  }
  return isTelling ? points : points - UNTOLD;
}

/** What a text about attacks quotes as an example is no order; what it hides is. */
function withoutCited(hits: readonly Hit[], found: readonly Hit[], text: string, hidden: readonly Range[]): Hit[] {
  const blocks = fences(text);
  const suspects = new Set(found);
  let places: number[] | undefined;
  return hits.filter((hit) => {
    if (!suspects.has(hit)) return true;
    const inside = rangeAround(hidden, hit);
    if (!isCited(text, inside ?? hit, blocks)) return true;
    places ??= mentionsOfAttacks(text, [...found].sort((one, other) => one.start - other.start));
    return !isNearOne(hit, places);
  });
}
