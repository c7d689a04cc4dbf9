/** Finds the cues of a folded text: one pass for their first words, then the pattern of each at its place. */
import { cues, plainCues } from './cues.ts';
import { isConditional, isDescribed, isLineStart } from './context.ts';
import type { Cue, Hit, Surface } from './types.ts';

interface Ready {
  cue: Cue;
  pattern: RegExp;
}

/** So many first words are looked at; a text with more has not been read whole. */
const MAX_LOOKS = 200_000;
const MAX_HITS = 2000;
/** What a cue needs stands so near behind it. */
const REACH = 400;

const byWord = new Map<string, Ready[]>();
for (const cue of cues) {
  const ready = { cue, pattern: new RegExp(cue.pattern, 'iy') };
  for (const word of cue.words.split('|')) {
    const key = plain(word).replaceAll('\\', '');
    byWord.set(key, [...(byWord.get(key) ?? []), ready]);
  }
}
/** Of words that begin a phrase: all phrases, by the hash of that word. Marks (`<important>`) are looked for by themselves. */
const phrases = new Map<number, string[]>();
const marks: string[] = [];
const simple = new Set<string>();
for (const phrase of byWord.keys()) {
  if (!/^[a-z]/.test(phrase)) marks.push(phrase);
  else {
    if (/^[a-z]+$/.test(phrase)) simple.add(phrase);
    const key = hashOf(/^[a-z]+/.exec(phrase)?.[0] ?? '');
    phrases.set(key, [...(phrases.get(key) ?? []), phrase]);
  }
}
const markAt = new RegExp(marks.map((mark) => mark.replace(/[\\^$.*+?()[\]{}|<>/]/g, '\\$&')).join('|'), 'gi');

function hashOf(word: string): number {
  let hash = 0;
  for (let at = 0; at < word.length; at += 1) hash = (Math.imul(hash, 31) + (word.charCodeAt(at) | 32)) | 0;
  return hash;
}

function plain(word: string): string {
  return word.toLowerCase().replaceAll('’', "'");
}

/** @param text folded. `isWhole`: false where there is more to look at than is looked at. */
export function findCues(text: string, surface: Surface): { hits: Hit[]; isWhole: boolean } {
  const hits: Hit[] = [];
  let looks = 0;
  const next = new Map<RegExp, number>();
  let hash = 0;
  let start = -1;
  for (let at = 0; at <= text.length; at += 1) {
    const lower = text.charCodeAt(at) | 32;
    if (lower >= 97 && lower <= 122) {
      if (start < 0) start = at;
      hash = (Math.imul(hash, 31) + lower) | 0;
    } else if (start >= 0) {
      for (const phrase of phrases.get(hash) ?? []) {
        const found = startsWith(text, start, phrase);
        if (found === undefined) continue;
        if ((looks += 1) > MAX_LOOKS || hits.length > MAX_HITS) return { hits, isWhole: false };
        look(text, start, found, phrase, surface, hits, next);
      }
      start = -1;
      hash = 0;
    }
  }
  for (const match of text.matchAll(markAt)) look(text, match.index, match[0], match[0].toLowerCase(), surface, hits, next);
  for (const { pattern, ...cue } of plainCues)
    for (const match of text.matchAll(pattern)) hits.push({ ...cue, start: match.index, end: match.index + match[0].length });
  return { hits, isWhole: true };
}

/** The source of a phrase that stands at this place, with any white space between its words. */
function startsWith(text: string, index: number, phrase: string): string | undefined {
  // Its letters are those of the word here, or their hash would be another.
  if (simple.has(phrase)) return text.slice(index, index + phrase.length);
  let from = index;
  for (const word of phrase.split(' ')) {
    while (from > index && /\s/.test(text[from] ?? '')) from += 1;
    if (plain(text.slice(from, from + word.length)) !== word) return undefined;
    from += word.length;
  }
  return /[a-z]/i.test(text[from] ?? '') ? undefined : text.slice(index, from);
}

function look(text: string, start: number, found: string, word: string, surface: Surface, hits: Hit[], next: Map<RegExp, number>): void {
  for (const { cue, pattern } of byWord.get(word) ?? []) {
    if (cue.surface !== undefined && cue.surface !== surface) continue;
    if (cue.needs && nextOf(cue.needs, text, start, next) > start + REACH) continue;
    pattern.lastIndex = start + found.length;
    const match = pattern.exec(text);
    if (!match) continue;
    const end = start + found.length + match[0].length;
    const points = pointsOf(cue, text, start);
    if (points > 0) hits.push({ id: cue.id, reason: cue.reason, points, start, end });
  }
}

/** Where the next match of a pattern begins; places are asked for in order, so the text is gone through once. */
function nextOf(pattern: RegExp, text: string, from: number, next: Map<RegExp, number>): number {
  const known = next.get(pattern);
  if (known !== undefined && known >= from) return known;
  pattern.lastIndex = from;
  const found = pattern.exec(text)?.index ?? Number.POSITIVE_INFINITY;
  next.set(pattern, found);
  return found;
}

function pointsOf({ points, quiet }: Cue, text: string, start: number): number {
  if (quiet === undefined) return points;
  const before = text.slice(Math.max(0, start - 90), start);
  if (quiet === 'if-described') return isDescribed(before) ? Math.max(0, points - 2) : points;
  if (quiet === 'if-conditional') return isConditional(before) ? 0 : points;
  if (quiet === 'if-negated') return /\b(?:not|never|no|cannot|nothing|nobody)\b[^.!?\n]{0,70}$|n['’]t\b[^.!?\n]{0,70}$/i.test(before) ? 0 : points;
  return isLineStart(before) ? points : Math.min(points, 1);
}
