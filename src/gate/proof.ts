/** How the two ends of a socket show that they hold the same secret without saying it: HMAC-SHA256 over both sides' nonces. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits, hex. */
export function newSecret(): string {
  return randomBytes(32).toString('hex');
}

/** @param side who proves; the two sides' proofs differ, so that neither can be played back as the other. */
export function proofOf(side: 'client' | 'gate', secret: string, gateNonce: string, clientNonce: string): string {
  return createHmac('sha256', secret).update(`signalbox ${side}\n${gateNonce}\n${clientNonce}`).digest('hex');
}

/** Compares in constant time. */
export function sameProof(expected: string, given: string): boolean {
  const a = Buffer.from(expected);
  const b = Buffer.from(given);
  return a.length === b.length && timingSafeEqual(a, b);
}
