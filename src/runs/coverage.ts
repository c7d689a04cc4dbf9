/** How much of a run went through the gate, from what was seen of it. */

/**
 * `complete`: the agent's hooks called, and every call that was seen went through the gate. `partial`: some did, or only what the
 * agent chose to ask. `observed only`: nothing went through.
 */
export type Coverage = 'complete' | 'partial' | 'observed only';

export interface Seen {
  /** What gates this agent. */
  gate: 'hooks' | 'acp' | 'nothing';
  /** A hook called, or (ACP) the session opened through the gate. */
  reached: boolean;
  /** Calls that were decided, and calls that were only heard of. */
  decided: number;
  unasked: number;
}

export function coverageOf({ gate, reached, decided, unasked }: Seen): Coverage {
  if (gate === 'nothing' || !reached) return decided > 0 ? 'partial' : 'observed only';
  if (gate === 'hooks') return unasked === 0 ? 'complete' : 'partial';
  return decided === 0 && unasked > 0 ? 'observed only' : 'partial';
}
