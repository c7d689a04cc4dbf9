/** What a run changed: the difference of two snapshots. */
import { privateDir, readBase } from './base.ts';
import { compareFiles } from './files-snapshot.ts';
import { compareTrees } from './compare-trees.ts';
import type { Comparison, Snapshot } from './types.ts';

/**
 * What differs between two snapshots with this state folder. Renames show as a deletion and a creation; a change of mode alone as modified.
 * `limit`: most effects to give. Default 10,000.
 * @throws {Error} where they are of different kinds or the state folder does not have them; {GitError}.
 */
export async function compareSnapshots(
  before: Snapshot,
  after: Snapshot,
  stateDir: string,
  { limit = 10_000, signal }: { limit?: number; signal?: AbortSignal } = {},
): Promise<Comparison> {
  if (before.kind === 'git' && after.kind === 'git') {
    const base = await readBase(stateDir);
    if (base?.kind !== 'git') throw new Error(`the state folder ${stateDir} does not have these snapshots`);
    return compareTrees({ ...base, dir: privateDir(stateDir) }, before.seen, after.seen, limit, signal);
  }
  if (before.kind === 'files' && after.kind === 'files') return compareFiles(stateDir, before.digest, after.digest, limit);
  throw new Error(`a snapshot of kind ${before.kind} cannot be compared with one of kind ${after.kind}`);
}
