/** Finds secrets in a text: by format, by name, and private keys as blocks. Best-effort by nature. */
import { findAssignments } from './assignments.ts';
import { formats, type SecretFormat } from './formats.ts';
import type { SecretMatch } from './types.ts';

/** What a redactor leaves in place of a secret; never looked into again. */
export const MARKER = /\[redacted:[a-z0-9-]{1,40}:[0-9a-f]{12}\]/g;

const byStart = new Map<string, SecretFormat[]>();
for (const format of formats) for (const start of format.starts) byStart.set(start, [...(byStart.get(start) ?? []), format]);
const PEM = '-----BEGIN ';
/** Longest first, so that `sk-ant-` is found before `sk-`. */
const starts = new RegExp([...byStart.keys(), PEM].sort((a, b) => b.length - a.length).map((start) => start.replace(/[.?/]/g, String.raw`\$&`)).join('|'), 'g');
const pemHeader = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}-----/y;
const pemFooter = /-----END [A-Z0-9 ]{0,60}-----/y;
const pemBody = /[A-Za-z0-9+/=\s:,\\-]*/y;
const tokenRest = /[\w-]*/y;
const MAX_PEM = 65_536;

/**
 * The secrets in `text`, in order, not overlapping; offsets are UTF-16. Takes time linear in the length, whatever the text says.
 * A redaction marker is left alone.
 */
export function findSecrets(text: string): SecretMatch[] {
  if (text.length < 8) return [];
  if (!text.includes('[redacted:')) return findIn(text);
  const found: SecretMatch[] = [];
  let from = 0;
  const between = (to: number): void => {
    for (const match of findIn(text.slice(from, to))) found.push({ kind: match.kind, start: match.start + from, end: match.end + from });
  };
  for (const marker of text.matchAll(MARKER)) {
    between(marker.index);
    from = marker.index + marker[0].length;
  }
  between(text.length);
  return found;
}

function findIn(text: string): SecretMatch[] {
  return merge([...findFormats(text), ...findAssignments(text)]);
}

function findFormats(text: string): SecretMatch[] {
  const found: SecretMatch[] = [];
  const keys = new PrivateKeys(text);
  starts.lastIndex = 0;
  for (let hit = starts.exec(text); hit !== null; hit = starts.exec(text)) {
    const match = hit[0] === PEM ? keys.at(hit.index) : formatAt(text, hit.index, byStart.get(hit[0]) ?? []);
    if (match !== undefined) found.push(match);
    starts.lastIndex = match?.end ?? hit.index + 1;
  }
  return found;
}

function formatAt(text: string, at: number, candidates: readonly SecretFormat[]): SecretMatch | undefined {
  for (const { kind, pattern, accept } of candidates) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) continue;
    const secret = match.groups?.['secret'] ?? match[0];
    if (accept !== undefined && !accept(secret)) continue;
    const start = at + match[0].lastIndexOf(secret);
    if (kind === 'url-credentials') return { kind, start, end: start + secret.length };
    // A token that is longer than its format says is hidden to its end.
    tokenRest.lastIndex = start + secret.length;
    tokenRest.test(text);
    return { kind, start, end: tokenRest.lastIndex };
  }
  return undefined;
}

/** Private key blocks of one text. Remembers the next footer, so that many headers without one stay linear. */
class PrivateKeys {
  private readonly text: string;
  private footer = -1;

  constructor(text: string) {
    this.text = text;
  }

  at(start: number): SecretMatch | undefined {
    pemHeader.lastIndex = start;
    if (!pemHeader.test(this.text)) return undefined;
    const body = pemHeader.lastIndex;
    if (this.footer < body) {
      const next = this.text.indexOf('-----END ', body);
      this.footer = next === -1 ? Number.POSITIVE_INFINITY : next;
    }
    if (this.footer - body <= MAX_PEM) {
      pemFooter.lastIndex = this.footer;
      return { kind: 'private-key', start, end: pemFooter.test(this.text) ? pemFooter.lastIndex : this.footer };
    }
    // Cut off before its end: everything that can belong to it.
    pemBody.lastIndex = body;
    pemBody.test(this.text);
    return { kind: 'private-key', start, end: pemBody.lastIndex };
  }
}

/** Overlapping matches become one, named after the one that starts first. */
function merge(matches: SecretMatch[]): SecretMatch[] {
  if (matches.length < 2) return matches;
  const merged: SecretMatch[] = [];
  for (const match of matches.sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = merged.at(-1);
    if (last !== undefined && match.start < last.end) {
      if (last.kind === 'assigned-secret') last.kind = match.kind;
      last.end = Math.max(last.end, match.end);
    } else merged.push({ ...match });
  }
  return merged;
}
