/** Where a folder stands in a git repository, and what a record says about that repository. */
import { realpath } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { isDirty } from './dirty.ts';
import { GitError, gitMaybe, gitText } from './git.ts';
import { remoteUrl } from './remote-url.ts';
import type { RepositoryPlace } from './place.ts';

export interface Repository extends RepositoryPlace {
  /** Absent before the first commit. */
  head?: string;
  /** Absent where HEAD is detached. */
  branch?: string;
  /** URL of the branch's remote, else of `origin`, without what could be a credential. */
  remote?: string;
  /** Whether the folder, less its `.signalbox`, differs from HEAD: tracked, staged and untracked files; not the inside of submodules. */
  dirty: boolean;
}

/** `refused`: there is one, and git does not read it; the message says why. */
export type Located =
  | { found: true; place: RepositoryPlace }
  | { found: false; reason: 'no-repository' | 'no-git' | 'refused'; message: string };

/**
 * Finds the repository that has this folder in its work tree. That there is none, or none that git reads, is an answer with a reason.
 * @throws {GitError} `aborted`, `timed-out`; Node's error where the folder is not there.
 */
export async function locateRepository(folder: string, signal?: AbortSignal): Promise<Located> {
  const cwd = await realpath(folder);
  const options = { cwd, ...(signal && { signal }) };
  try {
    if ((await gitText(['rev-parse', '--is-inside-work-tree'], options)) !== 'true') {
      return { found: false, reason: 'no-repository', message: 'The folder is not in the work tree of a git repository.' };
    }
    const ask = (...args: string[]): Promise<string> => gitText(['rev-parse', ...args], options);
    const top = await ask('--show-toplevel');
    const gitDir = await ask('--absolute-git-dir');
    const commonDir = await ask('--git-common-dir');
    const objectFormat = await ask('--show-object-format');
    const root = await realpath(top);
    const inside = relative(root, cwd).split(sep).join('/');
    if (inside === '..' || inside.startsWith('../')) {
      return { found: false, reason: 'no-repository', message: 'The repository has its work tree in another place.' };
    }
    const place: RepositoryPlace = {
      root,
      prefix: inside === '' ? '' : `${inside}/`,
      gitDir: await realpath(gitDir),
      commonDir: await realpath(resolve(cwd, commonDir)),
      objectFormat: objectFormat === 'sha256' ? 'sha256' : 'sha1',
    };
    return { found: true, place };
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    if (error.code === 'not-installed') return { found: false, reason: 'no-git', message: error.message };
    if (error.code === 'refused') return { found: false, reason: 'refused', message: error.message };
    if (error.code !== 'failed') throw error;
    // Anything else that git says (a configuration that it cannot parse, a missing HEAD) is worth telling.
    return { found: false, reason: error.message.includes('not a git repository') ? 'no-repository' : 'refused', message: error.message };
  }
}

/** The commit at HEAD, or undefined before the first one. */
export async function headOf(folder: string, signal?: AbortSignal): Promise<string | undefined> {
  return gitMaybe(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], { cwd: folder, ...(signal && { signal }) });
}

/** The folder's repository, or undefined where git finds or reads none; `locateRepository` tells why. @throws as `locateRepository`. */
export async function findRepository(folder: string, signal?: AbortSignal): Promise<Repository | undefined> {
  const located = await locateRepository(folder, signal);
  if (!located.found) return undefined;
  const { place } = located;
  const options = { cwd: place.root, ...(signal && { signal }) };
  const head = await headOf(place.root, signal);
  const branch = await gitMaybe(['symbolic-ref', '--quiet', '--short', 'HEAD'], options);
  const tracked = branch === undefined ? undefined : await gitMaybe(['config', '--get', `branch.${branch}.remote`], options);
  const url = await gitMaybe(['config', '--get', `remote.${tracked ?? 'origin'}.url`], options);
  const remote = url === undefined ? undefined : remoteUrl(url);
  const dirty = await isDirty(place, head, signal);
  return { ...place, ...(head && { head }), ...(branch && { branch }), ...(remote && { remote }), dirty };
}
