import { homedir } from 'node:os';
import { sep } from 'node:path';

/** A path for a person to read: with `~` for their home. */
export function shortPath(path: string, home = homedir()): string {
  return path === home || path.startsWith(home + sep) ? `~${path.slice(home.length)}` : path;
}
