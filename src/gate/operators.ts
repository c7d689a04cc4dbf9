/**
 * Who may act as an operator of this gate: whoever holds the secret that the gate was started with, or one that an operator gave to
 * a client by accepting its request to pair. Secrets live in memory only, so that no program an agent starts can read one from a file.
 */
import type { Pairing } from './protocol.ts';
import { newSecret } from './proof.ts';

interface Asking {
  pairing: Pairing;
  settle(secret: string | undefined): void;
}

/** Requests to pair that may wait at once; more are refused. */
const MAX_ASKING = 8;

export class Operators {
  private readonly secrets: string[];
  private readonly asking = new Map<string, Asking>();
  private readonly changed: () => void;

  constructor(secret: string, changed: () => void) {
    this.secrets = [secret];
    this.changed = changed;
  }

  /** @param matches says whether a proof was made with this secret. */
  knows(matches: (secret: string) => boolean): boolean {
    return this.secrets.some(matches);
  }

  pairings(): Pairing[] {
    return [...this.asking.values()].map(({ pairing }) => pairing);
  }

  /** Waits for an operator's answer; `undefined`: refused, withdrawn, or too many ask. */
  pair(pairing: Pairing, signal: AbortSignal): Promise<string | undefined> {
    if (this.asking.size >= MAX_ASKING) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const settle = (secret: string | undefined) => {
        if (!this.asking.delete(pairing.id)) return;
        this.changed();
        resolve(secret);
      };
      this.asking.set(pairing.id, { pairing, settle });
      signal.addEventListener('abort', () => settle(undefined));
      this.changed();
    });
  }

  /** @returns whether such a request was waiting. */
  answer(id: string, accept: boolean): boolean {
    const asking = this.asking.get(id);
    if (asking === undefined) return false;
    const secret = accept ? newSecret() : undefined;
    if (secret !== undefined) this.secrets.push(secret);
    asking.settle(secret);
    return true;
  }
}
