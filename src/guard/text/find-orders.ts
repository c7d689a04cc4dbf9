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
/** Bits of the rules that have a word among their first and their second words, by the hash of the word. */
const bits = new Map<number, { first: number; second: number }>();
let free = 0;
rules.forEach(({ words, also }, index) => {
  mark('first', words, 1 << index);
  if (also === undefined) free |= 1 << index;
  else mark('second', also, 1 << index);
});

function mark(which: 'first' | 'second', words: string, bit: number): void {
  for (const word of words.split(' ')) {
    const known = bits.get(hashOf(word)) ?? { first: 0, second: 0 };
    bits.set(hashOf(word), { ...known, [which]: known[which] | bit });
  }
}

function hashOf(word: string): number {
  let hash = 0;
  for (let at = 0; at < word.length; at += 1) hash = (Math.imul(hash, 31) + (word.charCodeAt(at) | 32)) | 0;
  return hash;
}

/** @param text folded. `isWhole`: false where there is more to look at than is looked at. */
export function findOrders(text: string, surface: Surface): { hits: Hit[]; isWhole: boolean } {
  const hits: Hit[] = [];
  let looks = 0;
  let last: Sentence = { start: 0, end: 0, first: 0, second: 0 };
  for (const sentence of sentences(text)) {
    const isNear = sentence.start - last.end <= 3;
    const mask = isNear ? (sentence.first | last.first) & (sentence.second | last.second | free) : sentence.first & (sentence.second | free);
    if (mask !== 0) {
      if ((looks += 1) > MAX_LOOKS) return { hits, isWhole: false };
      look(text, isNear ? last.start : sentence.start, sentence, mask, surface, hits);
    }
    last = sentence;
  }
  if (isForeign(text)) for (const rule of foreignRules) for (const match of text.matchAll(rule.pattern)) hits.push({ id: rule.id, reason: rule.reason, points: 3, start: match.index, end: match.index + match[0].length });
  return { hits, isWhole: true };
}

/** Looks for rules in a sentence and the one before it; what speaks against a rule in the one before it does not count for the sentence alone. */
function look(text: string, from: number, { start, end }: Sentence, mask: number, surface: Surface, hits: Hit[]): void {
  const window = text.slice(from, end);
  for (let left = mask; left !== 0; left &= left - 1) {
    const one = ready[31 - Math.clz32(left & -left)];
    if (one === undefined || (one.rule.surface !== undefined && one.rule.surface !== surface)) continue;
    const hit = hitOf(one, window, from);
    if (hit === 'none') continue;
    const found = hit === 'denied' ? hitOf(one, text.slice(start, end), start) : hit;
    if (typeof found === 'object') hits.push(found);
    else {
      const before = hit === 'denied' && from < start ? hitOf(one, text.slice(from, start), from) : 'none';
      if (typeof before === 'object') hits.push(before);
    }
  }
}

function hitOf({ rule: { id, reason, points }, all, none }: Ready, window: string, from: number): Hit | 'none' | 'denied' {
  const first = all[0]?.exec(window);
  if (!first || !all.every((pattern) => pattern.test(window))) return 'none';
  if (none?.test(window)) return 'denied';
  const end = from + first.index + first[0].length;
  return { id, reason, points, start: end - first[0].replace(/^\W+(?=\w)/, '').length, end };
}

interface Sentence {
  start: number;
  end: number;
  /** Rules that have one of their first words in it. */
  first: number;
  /** Rules that have one of their second words in it. */
  second: number;
}

/** All sentences, in order. */
function* sentences(text: string): Generator<Sentence> {
  let start = 0;
  let first = 0;
  let second = 0;
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
      const known = bits.get(hash);
      if (known !== undefined) {
        first |= known.first;
        second |= known.second;
      }
      word = -1;
      hash = 0;
    }
    if (at === text.length || at - start > LONGEST || isEnd(text, at, code)) {
      if (at > start) yield { start, end: Math.min(text.length, at + 1), first, second };
      start = at + 1;
      first = 0;
      second = 0;
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
