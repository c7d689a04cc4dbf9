/** Findings about one file that an action touches. */
import type { Severity } from '../../model/decision.ts';
import { components, isHarmlessDevice, isInside, namedPath, resolvePath } from '../paths.ts';
import type { GuardContext, Touch } from '../types.ts';
import { classesOf } from './path-classes.ts';

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
  if (!context.roots.some((root) => isInside(path, root, context))) {
    findings.push({
      id: 'path.outside-workspace',
      severity: access === 'read' ? 'medium' : 'high',
      reason: `${verbs[access]} ${show}, which is outside the workspace`,
    });
  }
  const catastrophe = destroys(path, access, recursive, context);
  if (catastrophe)
    findings.push({ id: 'command.catastrophic', severity: 'catastrophic', reason: `${verbs[access]} ${show}: ${catastrophe}` });
  return { touch, findings };
}

const verbs = { read: 'reads', write: 'writes', delete: 'deletes' } as const;
const systemFolder = /^\/(?:bin|boot|dev|etc|lib\w*|opt|proc|root|sbin|srv|sys|usr|var|home|Users|System|Library|Applications)?$/;

function destroys(path: string, access: Touch['access'], recursive: boolean, context: GuardContext): string | undefined {
  if (access === 'read') return undefined;
  if (/^\/dev\/(?:sd|hd|nvme|vd|xvd|disk|rdisk|mmcblk|dm-|md|loop|mapper|mem|kmem)/.test(path)) return 'a device';
  const target = path.replace(/[\\/]\*{1,2}$/, '') || '/';
  const everything = target !== path;
  if (access === 'write' && !recursive) return undefined;
  if (systemFolder.test(target) || /^[A-Za-z]:[\\/]?$/.test(target)) return 'the system';
  if (isInside(context.home, target, context)) return 'the home folder';
  if (access === 'write') return undefined;
  if (!everything && context.roots.some((root) => isInside(root, target, context)))
    return 'the whole workspace, with its repository and records';
  return components(target).at(-1) === '.git' ? 'the repository itself' : undefined;
}
