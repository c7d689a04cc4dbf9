/** Paths of a record as they stand in the workspace. Pure; for paths of whatever system made the record. */
import type { Action } from '../../model/action.ts';
import type { RunView } from '../../record/view.ts';
import { absolutePath, roots } from './effects.ts';
import type { PathModel } from './protocol.ts';

/** The workspace folder where the run was, absolute; where its record does not say it, the one that the action's folder seems to be in. */
export function rootOf({ root, started }: RunView, action: Action): string {
  const cwd = 'cwd' in action ? action.cwd : undefined;
  return root ?? (cwd === undefined ? undefined : roots(cwd, started.workspace.name)[0]) ?? '/';
}

/**
 * @param cwd what a relative path is from. @param root the workspace folder of the run; both absolute.
 * @returns `path`: whole; `name`: from the workspace folder, `.` for itself; for what is elsewhere, `path`.
 */
export function pathModel(path: string, cwd: string, root: string): PathModel {
  const [top, full] = [absolutePath(root, ''), absolutePath(cwd, path)];
  const whole = isRooted(path) ? path : `${cwd.replace(/[\\/]+$/, '')}${cwd.includes('/') ? '/' : '\\'}${path}`;
  return { path: whole, name: full === top ? '.' : top !== '/' && full.startsWith(`${top}/`) ? full.slice(top.length + 1) : whole };
}

function isRooted(path: string): boolean {
  return /^(?:[\\/]|[A-Za-z]:[\\/])/.test(path);
}
