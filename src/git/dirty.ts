/** Whether a folder differs from its HEAD, asked in a way that runs nothing the repository configured. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RepositoryPlace } from './place.ts';
import { copyIndex, makePrivateDir, privately, readTree } from './private-dir.ts';
import { gitEntries } from './git.ts';
import { ownPrefix, sweep } from './leftovers.ts';

/** @throws {GitError} where git cannot read the repository. */
export async function isDirty(place: RepositoryPlace, head: string | undefined, signal?: AbortSignal): Promise<boolean> {
  await sweep(tmpdir());
  const dir = await mkdtemp(join(tmpdir(), ownPrefix()));
  try {
    const at = await makePrivateDir(dir, place, head, signal);
    if (!(await copyIndex(place.gitDir, join(dir, 'index'), signal))) await readTree(at, head, signal);
    let dirty = false;
    const own = `${place.prefix}.signalbox/`;
    // `dirty`: a submodule counts by its commit alone, so git starts no second git that would read the submodule's configuration.
    const args = ['status', '--porcelain', '-z', '--no-renames', '--ignore-submodules=dirty', '--untracked-files=all'];
    await gitEntries([...args, '--', place.prefix || '.'], privately(at, true, signal), (entry) => {
      if (!Buffer.from(entry, 'latin1').toString('utf8').slice(3).startsWith(own)) dirty = true;
    });
    return dirty;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
