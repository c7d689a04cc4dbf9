/** Looks at the files that git said may have changed, so that one which git could not take does not stop it. */
import { constants, type Stats } from 'node:fs';
import { access, lstat } from 'node:fs/promises';
import { headOf } from '../../git/repository.ts';
import { GitError, utf8Of } from '../../git/git.ts';
import type { SnapshotLimit } from './types.ts';

/** Paths are byte strings (latin1), from the top of the work tree. */
export interface Candidates {
  /** Files, symbolic links and submodules that git takes as they are. */
  add: string[];
  remove: string[];
  /** Repositories inside, which count as the commit that they are at. */
  commits: { path: string; id: string }[];
}

const mostCandidates = 250_000;
const mostBytesOfOne = 512 * 2 ** 20;
const mostBytes = 8 * 2 ** 30;
const mostRepositories = 200;
const atOnce = 32;

/** `changed` paths with `/` at their end are repositories inside that nothing tracks. */
export async function sortOut(
  root: string,
  { changed, removed }: { changed: ReadonlySet<string>; removed: ReadonlySet<string> },
  limits: SnapshotLimit[],
  signal: AbortSignal | undefined,
): Promise<Candidates> {
  const result: Candidates = { add: [], remove: [...removed], commits: [] };
  const paths = [...changed].slice(0, mostCandidates);
  if (changed.size > paths.length) {
    limits.push({ code: 'too-many-files', message: `${changed.size - paths.length} of ${changed.size} changed files were not looked at.` });
  }
  const repositories: string[] = [];
  const unreadable: string[] = [];
  const tooLarge: string[] = [];
  let bytes = 0;
  const look = async (path: string): Promise<void> => {
    const bytePath = Buffer.concat([Buffer.from(`${root}/`, 'utf8'), Buffer.from(path, 'latin1')]);
    const found = await lstat(bytePath).catch(() => undefined);
    if (found === undefined) result.remove.push(path);
    else if (path.endsWith('/')) repositories.push(path);
    else if (found.isDirectory() || found.isSymbolicLink()) result.add.push(path);
    else if (found.isFile() && (found.size > mostBytesOfOne || bytes + found.size > mostBytes)) tooLarge.push(path);
    else if (await isReadable(bytePath, found)) {
      bytes += found.size;
      result.add.push(path);
    } else unreadable.push(path);
  };
  for (let at = 0; at < paths.length; at += atOnce) {
    signal?.throwIfAborted();
    await Promise.all(paths.slice(at, at + atOnce).map(look));
  }
  repositories.sort();
  for (const path of repositories.slice(0, mostRepositories)) await takeRepository(root, path, result, signal);
  noteAll(limits, 'nested-repository', 'are repositories of their own: their commits count, not what is changed inside', repositories);
  if (repositories.length > mostRepositories) {
    limits.push({ code: 'nested-repository', message: `Of these, ${repositories.length - mostRepositories} were not looked at.` });
  }
  noteAll(limits, 'unreadable', 'cannot be read, so changes to them are not seen', unreadable);
  noteAll(limits, 'too-large', 'are too large to look at, so changes to them are not seen', tooLarge);
  return result;
}

async function isReadable(path: Buffer, found: Stats): Promise<boolean> {
  if (!found.isFile()) return false;
  return access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
}

/** One without a commit has nothing that could count. */
async function takeRepository(root: string, path: string, result: Candidates, signal: AbortSignal | undefined): Promise<void> {
  try {
    const id = await headOf(`${root}/${utf8Of(path)}`, signal);
    if (id !== undefined) result.commits.push({ path: path.slice(0, -1), id });
  } catch (error) {
    if (!(error instanceof GitError) || error.code === 'aborted') throw error;
  }
}

/** One limit for all of these paths, the first twenty by name. */
export function noteAll(limits: SnapshotLimit[], code: SnapshotLimit['code'], what: string, paths: readonly string[]): void {
  if (paths.length === 0) return;
  const shown = paths.slice(0, 20).map(utf8Of).join(', ');
  limits.push({ code, message: `Some (${paths.length}) ${what}: ${shown}${paths.length > 20 ? ', …' : ''}` });
}
