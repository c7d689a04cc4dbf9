/** Edits that put hooks of Claude Code's form into a settings file of the person. */
import type { ConfigEdit } from '../install/edits.ts';

/**
 * @param events names of events; each gets the same entry in its list
 * @param timeout in the agent's own unit
 */
export function settingsHooks(file: string, events: readonly string[], command: string, timeout: number, more: Record<string, unknown> = {}): ConfigEdit[] {
  return events.map((event) => ({ form: 'json-item', file, path: ['hooks', event], value: { matcher: '*', hooks: [{ type: 'command', command, timeout, ...more }] } }));
}
