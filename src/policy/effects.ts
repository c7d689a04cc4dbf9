/** What a command or an action does, in the words that a rule uses for it. */
import type { Unit } from './unit.ts';

export const effects = [
  'reads',
  'writes',
  'deletes',
  'runs-code',
  'network',
  'changes-repository',
  'privilege',
  'persists',
  'system',
  'environment',
  'dumps-secrets',
  'unknown',
] as const;
export type Effect = (typeof effects)[number];

const verbs = { read: 'reads', write: 'writes', delete: 'deletes' } as const;
const known = new Set<string>(effects);
/** It does these things, or nobody can say what else. */
const unread = new Set(['command.unresolved', 'shell.unresolved', 'shell.unparsed', 'shell.too-long', 'shell.hidden-characters', 'guard.failed', 'tool.too-large']);

/** All that a unit does, as far as the guard can say; `unknown` where it cannot. Empty: it touches nothing. */
export function effectsOf(unit: Unit): Set<Effect> {
  const found = new Set<Effect>();
  const { kind } = unit.action;
  if (kind === 'read' || kind === 'write') found.add(verbs[kind]);
  if (kind === 'fetch') found.add('network');
  if (kind === 'mcp' || kind === 'other') found.add('unknown');
  for (const { access } of unit.touches) found.add(verbs[access]);
  if (unit.hosts.length > 0) found.add('network');
  for (const { id } of unit.findings) {
    const name = id.startsWith('command.') ? id.slice('command.'.length) : '';
    if (isEffect(name)) found.add(name);
    if (id === 'shell.redirects-to-file') found.add('writes');
    if (unread.has(id)) found.add('unknown');
  }
  return found;
}

function isEffect(name: string): name is Effect {
  return known.has(name);
}
