/** Waiting for what comes true by itself. */
import { setTimeout as sleep } from 'node:timers/promises';

/** How long anything may take, in ms, on a machine that does much else. What never comes is only noticed later by it. */
export const PATIENCE = 60_000;

/** Looks again and again until it sees something that is neither undefined nor false. */
export async function eventually<T>(look: () => T | undefined | false, what: string, time = PATIENCE): Promise<T> {
  for (const end = Date.now() + time; ; await sleep(20)) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`not seen in ${time} ms: ${what}`);
  }
}
