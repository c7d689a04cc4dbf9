/** Resolves the links of a path as far as it exists: what `GuardContext.realpath` is outside tests. */
import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** As many links in a row as Linux follows. */
const MAX_LINKS = 40;

/**
 * @param path absolute. A part that does not exist yet stays as it is; a link to what does not exist yet gives where it leads.
 * @throws {Error} for a loop of links, and for a path that may not be looked at.
 */
export function realPath(path: string, links = 0): string {
  try {
    return ofAnyProcess(realpathSync.native(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const parent = dirname(path);
  if (parent === path) return path;
  const there = join(realPath(parent, links), basename(path));
  if (lstatSync(there, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return there;
  if (links >= MAX_LINKS) throw new Error(`too many links at ${path}`);
  return realPath(resolve(dirname(there), readlinkSync(there)), links + 1);
}

/** What `/proc/self` leads to is another for each process that looks; an answer must be the same whoever gives it. */
function ofAnyProcess(path: string): string {
  const own = `/proc/${process.pid}`;
  return path === own || path.startsWith(`${own}/`) ? `/proc/self${path.slice(own.length)}` : path;
}

/** @returns the folder at or above `folder`, absolute, that git would take for the top of the repository; `folder` where there is none; undefined where that may not be looked at */
export function repositoryOf(folder: string): string | undefined {
  try {
    for (let at = folder; ; at = dirname(at)) {
      if (lstatSync(join(at, '.git'), { throwIfNoEntry: false }) !== undefined) return at;
      if (dirname(at) === at) return folder;
    }
  } catch {
    return undefined;
  }
}
