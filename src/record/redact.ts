/**
 * Takes secrets out of everything before it is written. What is removed is replaced by `[redacted:<kind>:<12 hex>]`, the hex being
 * the start of HMAC-SHA256 under a key of the run: equal secrets look equal within a run, and none can be guessed from it.
 */
import { createHmac } from 'node:crypto';
import { isAssignedSecret } from '../secrets/assignments.ts';
import { findSecrets, MARKER } from '../secrets/detect.ts';

/** A secret that is known beforehand: a value from the agent's environment, the run's token. */
export interface KnownSecret {
  /** Lower-case letters, digits and `-`, at most 40. */
  kind: string;
  value: string;
}

/** Shorter values are words that occur everywhere; removing them would make a record unreadable. */
export const MIN_KNOWN_LENGTH = 6;
/** Deeper JSON is refused: it cannot be written and read again without recursion running out. */
export const MAX_DEPTH = 200;

export class Redactor {
  private readonly key: Uint8Array;
  /** From each spelling of a known secret to the secret. */
  private readonly spellings = new Map<string, KnownSecret>();
  private known: RegExp | undefined;

  /**
   * @param key at least 16 random bytes, never written down; made anew for each run.
   * @param known values to remove wherever they stand, as they are and as JSON, percent, base64 or hex encoding writes them.
   * @throws {TypeError} for a short key or a kind that is no kind.
   */
  constructor(key: Uint8Array, known: readonly KnownSecret[] = []) {
    if (key.length < 16) throw new TypeError('a redaction key has at least 16 bytes');
    this.key = Uint8Array.from(key);
    this.learn(...known);
  }

  /** From here on these are removed as well. @throws {TypeError} for a kind that is no kind. */
  learn(...known: readonly KnownSecret[]): void {
    for (const secret of known) {
      if (!/^[a-z0-9-]{1,40}$/.test(secret.kind)) throw new TypeError(`not a kind of secret: ${secret.kind}`);
      if (secret.value.length < MIN_KNOWN_LENGTH) continue;
      for (const spelling of spellingsOf(secret.value)) if (!this.spellings.has(spelling)) this.spellings.set(spelling, secret);
    }
    const longestFirst = [...this.spellings.keys()].sort((a, b) => b.length - a.length);
    if (longestFirst.length > 0) this.known = new RegExp(longestFirst.map((text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)).join('|'), 'g');
  }

  /** `text` without secrets and without lone surrogates. Doing it twice changes nothing more. */
  text(text: string): string {
    let clean = text.isWellFormed() ? text : text.toWellFormed();
    // What stood beside a removed secret can be a secret of its own now.
    for (let before = ''; before !== clean; ) {
      before = clean;
      clean = this.formats(this.knownIn(clean));
    }
    return clean;
  }

  /**
   * A deep copy of a JSON value with `text` applied to every string and object key; a string under a name like `password` is
   * taken as a secret where it could be one. Members that are `undefined` are left out. Digests and ids are no secrets and stay.
   * @throws {TypeError} for what JSON cannot hold, and for nesting deeper than `MAX_DEPTH`.
   */
  value<T>(value: T): T {
    return this.deep(value, 0, undefined) as T;
  }

  private deep(value: unknown, depth: number, name: string | undefined): unknown {
    if (typeof value === 'string') return this.member(value, name);
    if (typeof value === 'boolean' || value === null) return value;
    if (typeof value === 'number') {
      if (!Number.isFinite(value)) throw new TypeError('a number that JSON cannot hold');
      return value;
    }
    if (typeof value !== 'object') throw new TypeError(`JSON cannot hold a ${typeof value}`);
    if (depth >= MAX_DEPTH) throw new TypeError(`nested deeper than ${MAX_DEPTH}`);
    if (Array.isArray(value)) return this.items(value, depth, name);
    return this.members(value, depth);
  }

  /** In a list of arguments the name stands before the value: `--password`, `…`. */
  private items(items: readonly unknown[], depth: number, name: string | undefined): unknown[] {
    const copy: unknown[] = [];
    for (const item of items) copy.push(this.deep(item ?? null, depth + 1, optionOf(copy.at(-1)) ?? name));
    return copy;
  }

  private members(value: object, depth: number): unknown {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) throw new TypeError('JSON cannot hold an instance of a class');
    const copy = new Map<string, unknown>();
    for (const [key, item] of Object.entries(value)) {
      if (item === undefined) continue;
      let name = this.text(key);
      while (copy.has(name)) name += '_';
      copy.set(name, this.deep(item, depth + 1, name.replace(MARKER, '')));
    }
    return Object.fromEntries(copy);
  }

  private member(text: string, name: string | undefined): string {
    const clean = this.text(text);
    if (name === undefined || clean.includes('[redacted:') || !isAssignedSecret(name, clean)) return clean;
    return this.marker('assigned-secret', clean);
  }

  private knownIn(text: string): string {
    if (this.known === undefined || text.length < MIN_KNOWN_LENGTH) return text;
    const replace = (part: string): string =>
      part.replace(this.known!, (spelling) => {
        const secret = this.spellings.get(spelling)!;
        return this.marker(secret.kind, secret.value);
      });
    if (!text.includes('[redacted:')) return replace(text);
    // A marker is left alone even when a known secret looks like a part of one.
    const markers = text.match(MARKER) ?? [];
    return text.split(MARKER).map((part, i) => replace(part) + (markers[i] ?? '')).join('');
  }

  private formats(text: string): string {
    const matches = findSecrets(text);
    if (matches.length === 0) return text;
    let clean = '';
    let from = 0;
    for (const { kind, start, end } of matches) {
      clean += text.slice(from, start) + this.marker(kind, text.slice(start, end));
      from = end;
    }
    return clean + text.slice(from);
  }

  private marker(kind: string, secret: string): string {
    return `[redacted:${kind}:${createHmac('sha256', this.key).update(secret).digest('hex').slice(0, 12)}]`;
  }
}

function optionOf(item: unknown): string | undefined {
  return typeof item === 'string' && item.length <= 100 && /^--?[\w-]+$/.test(item) ? item : undefined;
}

/** How a secret can stand in a text: plain, inside a JSON string, percent-encoded, in hex, and in base64 at any of the three alignments. */
function spellingsOf(secret: string): Set<string> {
  const bytes = Buffer.from(secret.toWellFormed());
  const spellings = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret.toWellFormed()), bytes.toString('hex')];
  for (let shift = 0; shift < 3; shift++) {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64').replaceAll('=', '');
    // Digits that also hold bits of what stands before or after are not known.
    const from = shift === 0 ? 0 : shift + 1;
    const inner = encoded.slice(from, Math.floor(((shift + bytes.length) * 8) / 6));
    spellings.push(inner, inner.replaceAll('+', '-').replaceAll('/', '_'));
  }
  return new Set(spellings.filter((spelling) => spelling.length >= MIN_KNOWN_LENGTH));
}
