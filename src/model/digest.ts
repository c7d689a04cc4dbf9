/** The two digests of a record: over bytes, and over JSON values in canonical form (RFC 8785). Both SHA-256, lower-case hex. */
import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';

export function sha256(bytes: string | Uint8Array): string {
  return hash('sha256', bytes, 'hex');
}

/** A JSON value in its one canonical form (RFC 8785). @throws {TypeError} for a value that JSON cannot hold (a function, a cycle, NaN). */
export function canonical(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('no JSON value');
  return text;
}

/** SHA-256 of `canonical`. @throws {TypeError} as `canonical`. */
export function digestOf(value: unknown): string {
  return sha256(canonical(value));
}
