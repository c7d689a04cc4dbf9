/** Finds what the rules of `grammar.ts` describe: one pass for words, then the rules that have theirs in a sentence or the one behind it. */
import { foreignRules, isForeign } from './grammar-foreign.ts';
import { rules, type Rule } from './grammar.ts';
import type { Hit, Surface } from './types.ts';

/** Longer sentences are cut. */
const LONGEST = 500;
/** So many windows are looked at; a text with more has not been read whole. */
const MAX_LOOKS = 40_000;

interface Ready {
  rule: Rule;
  all: RegExp[];
  none?: RegExp;
}

const ready: Ready[] = rules.map((rule) => ({ rule, all: rule.all.map((one) => new RegExp(one, 'i')), ...(rule.none !== undefined && { none: new RegExp(rule.none, 'i') }) }));
/** Bits of the rules that a word may begin, by the hash of the word. */
const bits = new Map<number, number>();
rules.forEach(({ words }, index) => {
  for (const word of words.split(' ')) bits.set(hashOf(word), (bits.get(hashOf(word)) ?? 0) | (1 << index));
});

function hashOf(word: string): number {
  let hash = 0;
  for (let at = 0; at < word.length; at += 1) hash = (Math.imul(hash, 31) + (word.charCodeAt(at) | 32)) | 0;
  return hash;
}

/** @param text folded. `isWhole`: false where there is more to look at than is looked at. */
export function findOrders(text: string, surface: Surface): { hits: Hit[]; isWhole: boolean } {
  const hits: Hit[] = [];
  let looks = 0;
  let last = { start: 0, end: 0, mask: 0 };
  for (const sentence of sentences(text)) {
    const isNear = sentence.start - last.end <= 3;
    for (const [from, mask] of [[last.start, isNear ? last.mask & ~sentence.mask : 0], [isNear ? last.start : sentence.start, sentence.mask]] as const) {
      if (mask === 0) continue;
      if ((looks += 1) > MAX_LOOKS) return { hits, isWhole: false };
      look(text.slice(from, sentence.end), from, mask, surface, hits);
    }
    last = sentence;
  }
  if (isForeign(text)) for (const rule of foreignRules) for (const match of text.matchAll(rule.pattern)) hits.push({ id: rule.id, reason: rule.reason, points: 3, start: match.index, end: match.index + match[0].length });
  return { hits, isWhole: true };
}

function look(window: string, from: number, mask: number, surface: Surface, hits: Hit[]): void {
  for (let left = mask; left !== 0; left &= left - 1) {
    const one = ready[31 - Math.clz32(left & -left)];
    if (one === undefined || (one.rule.surface !== undefined && one.rule.surface !== surface)) continue;
    const first = one.all[0]?.exec(window);
    if (!first || !one.all.every((pattern) => pattern.test(window)) || one.none?.test(window)) continue;
    const { id, reason, points } = one.rule;
    const end = from + first.index + first[0].length;
    hits.push({ id, reason, points, start: end - first[0].replace(/^\W+(?=\w)/, '').length, end });
  }
}

/** The sentences that have words of rules, in order, and those behind them. */
function* sentences(text: string): Generator<{ start: number; end: number; mask: number }> {
  let start = 0;
  let mask = 0;
  let word = -1;
  let hash = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const code = text.charCodeAt(at);
    const lower = code | 32;
    if (lower >= 97 && lower <= 122) {
      if (word < 0) word = at;
      hash = (Math.imul(hash, 31) + lower) | 0;
      continue;
    }
    if (word >= 0) {
      mask |= bits.get(hash) ?? 0;
      word = -1;
      hash = 0;
    }
    if (at === text.length || at - start > LONGEST || isEnd(text, at, code)) {
      if (at > start) yield { start, end: Math.min(text.length, at + 1), mask };
      start = at + 1;
      mask = 0;
    }
  }
}

/** A full stop before white space; a line end that no line of the same sentence follows. */
function isEnd(text: string, at: number, code: number): boolean {
  if (code === 46 || code === 33 || code === 63) return /\s/.test(text[at + 1] ?? ' ');
  if (code !== 10) return false;
  const next = text.charCodeAt(at + 1);
  return !(next >= 97 && next <= 122);
}
