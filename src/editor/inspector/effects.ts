/** Which steps said that they would write a path that changed; where none did, no door saw the change. */
import type { EffectView, ToolCallView } from '../../record/view.ts';
import type { EffectModel } from './protocol.ts';

/**
 * `path` under `cwd`, with `.` and `..` taken out and `/` between its parts. Written for paths of whatever system made the
 * record, which need not be this one; a drive letter counts as a root.
 */
export function absolutePath(cwd: string, path: string): string {
  const slashed = path.replaceAll('\\', '/');
  const rooted = slashed.startsWith('/') || /^[A-Za-z]:\//.test(slashed);
  const parts: string[] = [];
  for (const part of (rooted ? slashed : `${cwd.replaceAll('\\', '/')}/${slashed}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** The folders that a path of the workspace may be relative to: `cwd` or those above it that bear the workspace's name, else `cwd`. */
export function roots(cwd: string, workspace: string): string[] {
  const parts = absolutePath(cwd, '').split('/').slice(1);
  const named = parts.flatMap((part, index) => (part === workspace ? [`/${parts.slice(0, index + 1).join('/')}`] : []));
  return named.length > 0 ? named : [`/${parts.join('/')}`];
}

/** The workspace-relative paths that a step's action names for writing. Nothing for one that was denied or still waits. */
function writtenPaths(call: ToolCallView, workspace: string): string[] {
  const { action } = call;
  if (action.kind !== 'write' || call.state === 'denied' || call.state === 'waiting') return [];
  const paths = new Set([...action.paths, ...(action.changes ?? []).map((change) => change.path)]);
  const found: string[] = [];
  for (const path of paths) {
    const absolute = absolutePath(action.cwd, path);
    for (const root of roots(action.cwd, workspace)) {
      if (absolute.startsWith(`${root}/`)) found.push(absolute.slice(root.length + 1));
    }
  }
  return found;
}

/** `workspace`: its name in the record. Paths of effects are relative to it. */
export function effectModels(effects: readonly EffectView[], calls: readonly ToolCallView[], workspace: string): EffectModel[] {
  const writers = new Map<string, string[]>();
  for (const call of calls) {
    for (const path of writtenPaths(call, workspace)) {
      const steps = writers.get(path);
      if (steps) steps.push(call.step);
      else writers.set(path, [call.step]);
    }
  }
  return effects.map((effect) => ({ ...effect, steps: writers.get(effect.path) ?? [] }));
}
