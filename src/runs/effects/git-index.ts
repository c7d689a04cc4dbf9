/** The index of the private git directory: where it starts from, and which of its entries may be out of date. */
import { lstat, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { copyIndex, privately, readTree, type PrivateDir } from '../../git/private-dir.ts';
import { git, gitEntries, GitError, nulTerminated, type GitOptions } from '../../git/git.ts';
import { sortOut, type Candidates } from './candidates.ts';
import type { SnapshotLimit } from './types.ts';

/**
 * Starts from what the repository's index tracks; only its list and its knowledge of unchanged files are used.
 * Gives what went wrong with that. @throws {GitError}
 */
export async function seed(
  at: PrivateDir,
  gitDir: string,
  head: string | undefined,
  signal: AbortSignal | undefined,
): Promise<SnapshotLimit[]> {
  const limits: SnapshotLimit[] = [];
  const index = join(at.dir, 'index');
  if (await copyIndex(gitDir, index, signal)) {
    try {
      // A sparse index names trees that only the repository's objects can spell out, so it is spelt out now.
      await git(['update-index', '--force-write-index'], privately(at, true, signal));
      await clearFlags(at, signal);
      return limits;
    } catch (error) {
      if (!(error instanceof GitError) || error.code !== 'failed') throw error;
      limits.push({ code: 'index-unreadable', message: `The index cannot be read, so HEAD stood in for it. ${error.message}` });
    }
  }
  await readTree(at, head, signal);
  return limits;
}

/** `assume-unchanged` would hide changes. `ls-files -v` marks it by a small letter. */
async function clearFlags(at: PrivateDir, signal: AbortSignal | undefined): Promise<void> {
  const flagged: string[] = [];
  await gitEntries(['ls-files', '-z', '-v'], privately(at, true, signal), (entry) => {
    if (/^[a-z]/.test(entry)) flagged.push(entry.slice(2));
  });
  if (flagged.length === 0) return;
  await git(['update-index', '-z', '--no-assume-unchanged', '--stdin'], { ...privately(at, true, signal), input: nulTerminated(flagged) });
}

/** Every path whose entry in the index may not be what the work tree has. */
export async function findCandidates(
  at: PrivateDir,
  gitDir: string,
  first: boolean,
  limits: SnapshotLimit[],
  signal: AbortSignal | undefined,
): Promise<Candidates> {
  const options = privately(at, true, signal);
  await showSkipped(at, options);
  const scope = ['--', at.prefix || '.'];
  const changed = new Set<string>();
  const removed = new Set<string>();
  const own = Buffer.from(`${at.prefix}.signalbox`, 'utf8').toString('latin1');
  const note = (to: Set<string>, path: string): void => {
    if (path !== own && !path.startsWith(`${own}/`)) to.add(path);
  };
  // Unmerged entries anywhere would keep git from writing a tree.
  await gitEntries(['ls-files', '-z', '--unmerged'], options, (entry) => {
    const path = entry.slice(entry.indexOf('\t') + 1);
    if (inScope(at, path)) note(changed, path);
    else removed.add(path);
  });
  // `dirty`: a submodule counts by its commit alone, so git starts no second git that would read the submodule's configuration.
  let status = '';
  await gitEntries(['diff-files', '-z', '--raw', '--no-renames', '--ignore-submodules=dirty', ...scope], options, (entry) => {
    if (entry.startsWith(':')) status = entry.at(-1) ?? '';
    else note(status === 'D' ? removed : changed, entry);
  });
  await gitEntries(['ls-files', '-z', '--others', '--exclude-standard', ...scope], options, (entry) => note(changed, entry));
  for (const path of changed) removed.delete(path);
  for (const path of first ? [] : await trackedThoughIgnored(at, gitDir, signal)) {
    if (!removed.has(path)) note(changed, path);
  }
  return sortOut(at.root, { changed, removed }, limits, signal);
}

function inScope(at: PrivateDir, path: string): boolean {
  return path.startsWith(Buffer.from(at.prefix, 'utf8').toString('latin1'));
}

/** A sparse checkout's absent files stay in the tree as they are; one that is there all the same is looked at. */
async function showSkipped(at: PrivateDir, options: GitOptions): Promise<void> {
  const present: string[] = [];
  const skipped: string[] = [];
  await gitEntries(['ls-files', '-z', '-t', '--cached'], options, (entry) => {
    if (entry.startsWith('S ')) skipped.push(entry.slice(2));
  });
  for (const path of skipped) {
    const found = await lstat(Buffer.concat([Buffer.from(`${at.root}/`, 'utf8'), Buffer.from(path, 'latin1')])).catch(() => undefined);
    if (found !== undefined) present.push(path);
  }
  if (present.length > 0) await git(['update-index', '-z', '--no-skip-worktree', '--stdin'], { ...options, input: nulTerminated(present) });
}

/** Lists what an index has although a rule ignores it. */
export function listIgnored(at: PrivateDir): string[] {
  return ['ls-files', '-z', '--cached', '--ignored', '--exclude-standard', '--', at.prefix || '.'];
}

/** What the repository's index has now although a rule ignores it (`git add --force`). */
export async function trackedThoughIgnored(at: PrivateDir, gitDir: string, signal: AbortSignal | undefined): Promise<Set<string>> {
  const copy = join(at.dir, 'their-index');
  const paths = new Set<string>();
  try {
    if (!(await copyIndex(gitDir, copy, signal))) return paths;
    const options = privately(at, true, signal);
    options.env = { ...options.env, GIT_INDEX_FILE: copy };
    await gitEntries(listIgnored(at), options, (path) => paths.add(path));
  } catch (error) {
    if (!(error instanceof GitError) || error.code !== 'failed') throw error;
  } finally {
    await rm(copy, { force: true });
  }
  return paths;
}
