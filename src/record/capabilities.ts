/** A run's capabilities are observed in pieces: by asking servers, and as the agent reports its modes. */
import type { EventData } from './events.ts';

type Capabilities = EventData<'capabilities.observed'>;

/** What is known after one more observation: each list is the newest that says anything; changes add up. */
export function mergeCapabilities(before: Capabilities | undefined, next: Capabilities): Capabilities {
  if (before === undefined) return next;
  const newest = <T>(a: T[], b: T[]) => (b.length > 0 ? b : a);
  return {
    ...before,
    ...next,
    tools: newest(before.tools, next.tools),
    servers: newest(before.servers, next.servers),
    permissions: newest(before.permissions, next.permissions),
    changes: [...before.changes, ...next.changes],
  };
}
