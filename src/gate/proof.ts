/**
 * How the two ends of a socket show that they hold the same secret without saying it: HMAC-SHA256 over both sides' nonces. And how each
 * line after that is bound to it: a relay between the two could let the proofs pass and then say things of its own.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits, hex. */
export function newSecret(): string {
  return randomBytes(32).toString('hex');
}

/** 128 random bits, hex: what one side adds to a proof, so that no other connection's fits. */
export function newNonce(): string {
  return randomBytes(16).toString('hex');
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

/** Makes and checks the lines of one direction. Each line counts, so that none can be repeated, left out or moved. */
export class Seal {
  private readonly key: Buffer;
  private count = 0;

  /** @param side who writes these lines. */
  constructor(side: 'client' | 'gate', secret: string, gateNonce: string, clientNonce: string) {
    this.key = createHmac('sha256', secret).update(`signalbox lines of the ${side}\n${gateNonce}\n${clientNonce}`).digest();
  }

  /** `<HMAC-SHA256 in hex> <text>` */
  close(text: string): string {
    return `${this.next(text)} ${text}`;
  }

  /** The text of the next line, or `undefined` where it is not that. */
  open(line: string): string | undefined {
    const text = line.slice(65);
    return line[64] === ' ' && sameProof(this.next(text), line.slice(0, 64)) ? text : undefined;
  }

  private next(text: string): string {
    return createHmac('sha256', this.key).update(`${this.count++}\n${text}`).digest('hex');
  }
}
