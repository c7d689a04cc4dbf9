/**
 * Keeps one huge text (a file of many megabytes that an agent writes) from making a line of the record huge. The cut text names the
 * SHA-256 of the whole, so a digest over the action still binds to all of it.
 */
import { sha256 } from '../model/digest.ts';

/** Longest text that stands in an event whole, in UTF-16 units. */
const WHOLE = 128 * 1024;
const KEPT = 32 * 1024;

/** A copy of a JSON value in which every longer text is cut. @param value redacted already: the digest must not be of a secret. */
export function cutLong<T>(value: T): T {
  return cut(value) as T;
}

function cut(value: unknown): unknown {
  if (typeof value === 'string') return value.length <= WHOLE ? value : shorten(value);
  if (Array.isArray(value)) return value.map(cut);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, cut(item)]));
}

function shorten(text: string): string {
  const kept = text.slice(0, KEPT).replace(/[\ud800-\udbff]$/, '');
  return `${kept}\n[cut by Signalbox: ${text.length} characters in all, sha256 ${sha256(text)}]`;
}
