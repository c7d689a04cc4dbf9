/**
 * Snapshots of the folder that a run works in, before and after it, so that what the run changed shows even where no door saw it.
 * A state folder, private to the run and outside of what agents may write, keeps what the comparison needs; what was found out at
 * the first snapshot (the repository, its ignore rules) holds for the later ones, so that a run cannot hide by changing it.
 */
import { mkdir, realpath, rm } from 'node:fs/promises';
import { headOf, locateRepository } from '../../git/repository.ts';
import { makePrivateDir } from '../../git/private-dir.ts';
import { privateDir, readBase, writeBase, type Base } from './base.ts';
import { takeFilesSnapshot } from './files-snapshot.ts';
import { seed } from './git-index.ts';
import { takeGitSnapshot } from './git-snapshot.ts';
import type { Snapshot, SnapshotLimit, SnapshotOptions } from './types.ts';

/**
 * Takes a snapshot of the folder. The first call with a state folder sets it up; calls with the same one must not overlap.
 * Nothing in the folder or its repository is written.
 * @throws {GitError} where git fails, is too slow or was cancelled (while files are read: the signal's own reason); Node's error where
 * the folder is not there; {Error} where the state folder was made for another folder.
 */
export async function takeSnapshot(folder: string, stateDir: string, options: SnapshotOptions = {}): Promise<Snapshot> {
  const path = await realpath(folder);
  const known = await readBase(stateDir);
  const { base, limits } = known ? { base: known, limits: [] } : await setUp(path, stateDir, options.signal);
  if (base.folder !== path) throw new Error(`the state folder ${stateDir} was made for ${base.folder}, not for ${path}`);
  if (base.kind === 'files') {
    if (base.reason === 'refused') limits.push({ code: 'repository-refused', message: base.message });
    return takeFilesSnapshot(path, stateDir, base.reason, limits, options.signal);
  }
  const snapshot = await takeGitSnapshot(path, { ...base, dir: privateDir(stateDir) }, base.gitDir, known === undefined, options);
  return { ...snapshot, limits: [...limits, ...snapshot.limits] };
}

async function setUp(folder: string, stateDir: string, signal: AbortSignal | undefined): Promise<{ base: Base; limits: SnapshotLimit[] }> {
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  await rm(privateDir(stateDir), { recursive: true, force: true });
  const located = await locateRepository(folder, signal);
  let base: Base;
  let limits: SnapshotLimit[] = [];
  if (located.found) {
    const { place } = located;
    const head = await headOf(place.root, signal);
    const at = await makePrivateDir(privateDir(stateDir), place, head, signal);
    limits = await seed(at, place.gitDir, head, signal);
    const { root, prefix, objects, objectFormat } = at;
    base = { kind: 'git', folder, root, prefix, gitDir: place.gitDir, objects, objectFormat };
  } else {
    base = { kind: 'files', folder, reason: located.reason, message: located.message };
  }
  // Last: without it, whatever else is there is made anew.
  await writeBase(stateDir, base);
  return { base, limits };
}

/** Removes everything that snapshots keep in the state folder. */
export async function disposeSnapshots(stateDir: string): Promise<void> {
  await rm(stateDir, { recursive: true, force: true });
}
