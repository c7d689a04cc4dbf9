/** A folder of a repository as a git tree, worked out in a private git directory. */
import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { headOf } from '../../git/repository.ts';
import { privately, type PrivateDir } from '../../git/private-dir.ts';
import { git, gitEntries, GitError, gitMaybe, gitText, nulTerminated, utf8Of, type GitOptions } from '../../git/git.ts';
import { treeWithout } from '../../git/trees.ts';
import { noteAll, type Candidates } from './candidates.ts';
import { findCandidates, listIgnored, trackedThoughIgnored } from './git-index.ts';
import type { GitSnapshot, SnapshotLimit, SnapshotOptions } from './types.ts';

const mostRefusals = 500;

/** `first`: the private index was seeded just now. @throws {GitError} */
export async function takeGitSnapshot(
  folder: string,
  at: PrivateDir,
  gitDir: string,
  first: boolean,
  { signal, keepBlobs = false }: SnapshotOptions,
): Promise<GitSnapshot> {
  const limits: SnapshotLimit[] = [];
  // A snapshot that was killed half-way leaves its lock; nobody else uses this directory.
  await rm(join(at.dir, 'index.lock'), { force: true });
  const head = await currentHead(folder, limits, signal);
  await updateIndex(at, await findCandidates(at, gitDir, first, limits, signal), keepBlobs, limits, signal);

  const seen = await writeTree(at, privately(at, false, signal));
  const tree = first ? seen : await treeOfToday(at, gitDir, seen, signal);
  return { kind: 'git', tree, seen, objectFormat: at.objectFormat, prefix: at.prefix, ...(head && { head }), limits };
}

async function currentHead(folder: string, limits: SnapshotLimit[], signal: AbortSignal | undefined): Promise<string | undefined> {
  try {
    return await headOf(folder, signal);
  } catch (error) {
    if (!(error instanceof GitError) || error.code === 'aborted') throw error;
    limits.push({ code: 'repository-gone', message: `The repository cannot be read any more, so HEAD is not known. ${error.message}` });
    return undefined;
  }
}

async function updateIndex(
  at: PrivateDir,
  { add, remove, commits }: Candidates,
  keepBlobs: boolean,
  limits: SnapshotLimit[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const options = privately(at, true, signal);
  if (remove.length > 0) await git(['update-index', '-z', '--force-remove', '--stdin'], { ...options, input: nulTerminated(remove) });
  const store = keepBlobs ? [] : ['--info-only'];
  await addAll(add, ['update-index', '-z', '--add', '--replace', ...store, '--stdin'], { ...options, timeoutMs: 600_000 }, limits);
  if (commits.length > 0) {
    const entries = commits.map(({ path, id }) => `160000 ${id}\t${path}`);
    await git(['update-index', '-z', '--replace', '--index-info'], { ...options, input: nulTerminated(entries) });
  }
  if (add.length > 0) await noteFilters(add, limits, options);
}

/**
 * One file that git cannot take (gone since, no leave to read it) makes it refuse all that were named with it: those are named again
 * in halves until it stands alone.
 */
async function addAll(paths: string[], args: string[], options: GitOptions, limits: SnapshotLimit[]): Promise<void> {
  const waiting = [paths];
  const refused: string[] = [];
  let refusals = 0;
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    if (part.length === 0) continue;
    try {
      await git(args, { ...options, input: nulTerminated(part) });
    } catch (error) {
      refusals += 1;
      if (!(error instanceof GitError) || error.code !== 'failed' || refusals > mostRefusals) throw error;
      const [path] = part;
      if (part.length === 1 && path !== undefined) {
        refused.push(path);
      } else {
        const middle = part.length >> 1;
        waiting.push(part.slice(0, middle), part.slice(middle));
      }
    }
  }
  noteAll(limits, 'unreadable', 'were refused by git, so changes to them are not seen', refused);
}

/** Files that the repository would pass through a filter (Git LFS is one) are recorded as they stand in the work tree. */
async function noteFilters(paths: string[], limits: SnapshotLimit[], options: GitOptions): Promise<void> {
  let part = 0;
  let count = 0;
  let example = '';
  let path = '';
  await gitEntries(['check-attr', '-z', '--stdin', 'filter'], { ...options, input: nulTerminated(paths) }, (entry) => {
    if (part === 0) path = entry;
    else if (part === 2 && entry !== 'unspecified' && entry !== 'unset') {
      count += 1;
      example ||= utf8Of(path);
    }
    part = (part + 1) % 3;
  });
  if (count > 0) {
    const message = `${count} changed files have a git filter, which is not run here: their content counts as it is, e.g. ${example}`;
    limits.push({ code: 'filter-not-run', message });
  }
}

/** Writes the index's trees into the private store and gives the id of the folder's, less `.signalbox`. */
async function writeTree(at: PrivateDir, options: GitOptions): Promise<string> {
  const prefix = at.prefix.replace(/\/$/, '');
  const top = await gitText(['write-tree', '--missing-ok'], options);
  const whole = prefix === '' ? top : await gitMaybe(['rev-parse', '--verify', '--quiet', `${top}:${prefix}`], options);
  const store = (bytes: Buffer): Promise<string> => gitText(['hash-object', '-t', 'tree', '-w', '--stdin'], { ...options, input: [bytes] });
  if (whole === undefined) return store(Buffer.alloc(0));
  const less = treeWithout(await git(['cat-file', 'tree', whole], options), '.signalbox', at.objectFormat);
  return less === undefined ? whole : store(less);
}

/** The tree less what was seen at the first snapshot, is ignored by now, and is not tracked: what a commit of today would hold. */
async function treeOfToday(at: PrivateDir, gitDir: string, seen: string, signal: AbortSignal | undefined): Promise<string> {
  const options = privately(at, false, signal);
  const ignored: string[] = [];
  await gitEntries(listIgnored(at), options, (path) => ignored.push(path));
  if (ignored.length === 0) return seen;
  const tracked = await trackedThoughIgnored(at, gitDir, signal);
  const leave = ignored.filter((path) => !tracked.has(path));
  if (leave.length === 0) return seen;
  const copy = join(at.dir, 'index-today');
  try {
    await copyFile(join(at.dir, 'index'), copy);
    const today: GitOptions = { ...options, env: { ...options.env, GIT_INDEX_FILE: copy } };
    await git(['update-index', '-z', '--force-remove', '--stdin'], { ...today, input: nulTerminated(leave) });
    return await writeTree(at, today);
  } finally {
    await rm(copy, { force: true });
  }
}
