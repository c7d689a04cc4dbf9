/** Findings about one file that an action touches. */
import type { Severity } from '../../model/decision.ts';
import { components, isHarmlessDevice, isInside, namedPath, resolvePath } from '../paths.ts';
import type { GuardContext, Touch } from '../types.ts';
import { destroys } from './destroys.ts';
import { classesOf } from './path-classes.ts';
import { isPublic } from './public-files.ts';

/** As long as Linux takes one, and as many folders as no project has. */
const MAX_PATH = 4096;
const MAX_PARTS = 256;

export interface PathFinding {
  id: string;
  severity: Severity;
  reason: string;
}

/**
 * @param name a path as it was named, absolute or relative to `cwd`
 * @param recursive whether everything below it is touched too
 */
export function assessPath(
  name: string,
  cwd: string,
  access: Touch['access'],
  context: GuardContext,
  { glob = false, recursive = false }: { glob?: boolean; recursive?: boolean } = {},
): { touch: Touch; findings: PathFinding[] } {
  // The system's calls take a name only up to a zero.
  const [text = ''] = name.split('\0', 1);
  if (text.length > MAX_PATH || text.split('/').length > MAX_PARTS) {
    const reason = `${verbs[access]} a file whose path is too long to be followed`;
    return { touch: { path: text.slice(0, MAX_PATH), access }, findings: [{ id: 'path.outside-workspace', severity: 'high', reason }] };
  }
  // Before links are resolved: those of `/dev` lead to what the process that looks has open.
  if (isHarmlessDevice(text) && access !== 'delete') return { touch: { path: text, access }, findings: [] };
  const path = resolvePath(text, cwd, context, glob);
  const touch: Touch = { path, access, ...(glob && { glob }) };
  if (isHarmlessDevice(path) && access !== 'delete') return { touch, findings: [] };
  const named = namedPath(text, cwd, context);
  const findings: PathFinding[] = [];
  const show = named === path ? path : `${text} (${path})`;

  const classes = classesOf(components(path), glob);
  if (named !== path) for (const one of classesOf(components(named), glob)) classes.add(one);
  for (const one of classes) {
    if (one.access === 'write' && access === 'read') continue;
    findings.push({ id: one.id, severity: one.severity, reason: `${verbs[access]} ${show}: ${one.what}` });
  }
  const outside = !context.roots.some((root) => isInside(path, root, context)) && !(access === 'read' && isPublic(path, named, glob, context));
  if (outside && !glob && isTemporary(path, context)) {
    findings.push({ id: 'path.temporary', severity: access === 'read' ? 'low' : 'medium', reason: `${verbs[access]} ${show}, in the system’s folder for temporary files` });
  } else if (outside) {
    findings.push({
      id: 'path.outside-workspace',
      severity: access === 'read' ? 'medium' : 'high',
      reason: `${verbs[access]} ${show}, which is outside the workspace`,
    });
  }
  const catastrophe = destroys(path, access, { recursive, glob }, context);
  if (catastrophe)
    findings.push({ id: 'command.catastrophic', severity: 'catastrophic', reason: `${verbs[access]} ${show}: ${catastrophe}` });
  return { touch, findings };
}

/** What programs leave there for one another has such names; a file of a person or an agent has others. */
const ofSystem = /^(?:\.|ssh-|systemd-|snap[.-]|tmux-|dbus-|gpg-|keyring|vscode-|runtime-|krb5cc|pulse-|launch)/i;

/** A file below the folder for temporary files, links resolved, that is of no program of the session. */
function isTemporary(path: string, context: GuardContext): boolean {
  const [, name] = /^(?:\/private)?(?:\/var)?\/tmp\/([\w.][\w.+-]*)(?:\/|$)/.exec(path) ?? [];
  return name !== undefined && context.platform !== 'win32' && !ofSystem.test(name) && !isInside(path, context.home, context);
}

const verbs = { read: 'reads', write: 'writes', delete: 'deletes' } as const;
