/** Finds the frames in a text: sentence by sentence, and in each only those whose words are there. */
import { compile, type Pattern } from './compile.ts';
import type { Frame } from './frame-types.ts';
import { frames } from './frames.ts';
import { charOf, scan } from './scan.ts';
import type { Hit, Surface } from './types.ts';

/** Longer sentences are looked at in parts that overlap by as much as a frame may reach. */
const LONGEST = 240;
const REACH = 40;
/** A text with more has not been read whole. */
const MAX_HITS = 20_000;

interface Ready extends Pattern {
  frame: Frame;
  /** While a part is looked at: it stands under several groups. */
  isTried: boolean;
}

/** Groups that most sentences have: to look for what else a pattern needs is quicker. */
const common = new Set(['word', 'to', 'text', 'it', 'and', 'you', 'comma', 'colon', 'stop', 'line', 'open', 'close', 'user', 'put', 'must', 'lead', 'not', 'if', 'run', 'read', 'can'].map(charOf));
const expected = (groups: string): number => Array.from(groups, (group) => (common.has(group) ? 5 : 1)).reduce((sum, one) => sum + one, 0);

const isForTools = (surface: Surface): boolean => surface === 'tool_description';

/** All patterns for texts of one kind, by the code of each group of the part that is found least often. */
function indexed(forTools: boolean): Ready[][] {
  const index = Array.from({ length: 256 }, (): Ready[] => []);
  for (const frame of frames) {
    if (frame.surface !== undefined && isForTools(frame.surface) !== forTools) continue;
    for (const source of frame.of) {
      const ready: Ready = { ...compile(source), frame, isTried: false };
      const [key = ''] = [...ready.needs].sort((a, b) => expected(a) - expected(b));
      for (const group of key) index[group.charCodeAt(0)]?.push(ready);
    }
  }
  return index;
}

const indexes = { tools: indexed(true), others: indexed(false) };
const STOP = charOf('stop').charCodeAt(0);

/** @param text folded. `isWhole`: false where there is more to find than is looked for. */
export function findFrames(text: string, surface: Surface): { hits: Hit[]; isWhole: boolean } {
  const { groups, starts, ends } = scan(text);
  const index = isForTools(surface) ? indexes.tools : indexes.others;
  const hits: Hit[] = [];
  const present = new Uint8Array(256);
  for (let start = 0; start < groups.length; ) {
    const found = groups.indexOf(String.fromCharCode(STOP), start + 1);
    const whole = found < 0 ? groups.length : found + 1;
    const end = Math.min(whole, start + LONGEST);
    const from = Math.max(0, start - 1);
    look(groups.slice(from, end), index, present, ({ frame: { kind, id, reason, points } }, at, length) => {
      hits.push({ kind, id, reason, points, start: starts[from + at] ?? 0, end: ends[from + at + length - 1] ?? 0 });
    });
    if (hits.length > MAX_HITS) return { hits, isWhole: false };
    start = end < whole ? end - REACH : end;
  }
  return { hits, isWhole: true };
}

function look(part: string, index: readonly (readonly Ready[])[], present: Uint8Array, report: (ready: Ready, at: number, length: number) => void): void {
  const seen: number[] = [];
  for (let at = 0; at < part.length; at += 1) {
    const code = part.charCodeAt(at);
    if (present[code] === 0) {
      present[code] = 1;
      seen.push(code);
    }
  }
  const tried: Ready[] = [];
  for (const code of seen) {
    for (const ready of index[code] ?? []) {
      if (ready.needs.length > 1 && !ready.needs.every((groups) => isThere(groups, present))) continue;
      if (ready.isTried) continue;
      ready.isTried = true;
      tried.push(ready);
      ready.regexp.lastIndex = 0;
      for (let match = ready.regexp.exec(part); match !== null; match = ready.regexp.exec(part)) report(ready, match.index, match[0].length);
    }
  }
  for (const ready of tried) ready.isTried = false;
  for (const code of seen) present[code] = 0;
}

function isThere(groups: string, present: Uint8Array): boolean {
  for (let at = 0; at < groups.length; at += 1) if (present[groups.charCodeAt(at)] === 1) return true;
  return false;
}
