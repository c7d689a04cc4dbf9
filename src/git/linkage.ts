/**
 * Linkage: in which commits of a repository does a recorded tree exist. The recorded tree is that of the workspace folder less its
 * `.signalbox`, so the same is worked out of each commit: ids of trees survive squash and rebase, ids of commits do not.
 */
import { headOf, locateRepository } from './repository.ts';
import { readObjects } from './objects.ts';
import { gitStream } from './git.ts';
import { subtree, treeId, treeWithout, type ObjectFormat } from './trees.ts';

export interface LinkTarget {
  /** The recorded tree; absent where the record has none. */
  tree?: string;
  /** The recorded HEAD. */
  head?: string;
  /** The workspace folder, in the repository to look in. */
  folder: string;
  /** Most commits to look at, newest first. Default 50,000. */
  maxCommits?: number;
  signal?: AbortSignal;
}

export interface Linkage {
  status: 'linked' | 'not-found' | 'no-repository' | 'not-recorded';
  /** Commits with that tree, newest first; at most 1,000. */
  commits: string[];
  /** Whether the recorded HEAD is a commit here; absent where none was recorded. */
  headFound?: boolean;
  /** How many commits were looked at, and whether those were all that refs of this repository reach. */
  searched: number;
  complete: boolean;
}

const mostLinks = 1000;
const objectId = /^([0-9a-f]{40}|[0-9a-f]{64})$/;

/** Reads only; looks at what every ref reaches. @throws {GitError} where git cannot read the history. */
export async function linkTree({ tree, head, folder, maxCommits = 50_000, signal }: LinkTarget): Promise<Linkage> {
  const nothing = { commits: [], searched: 0, complete: true };
  if (tree === undefined || !objectId.test(tree)) return { status: 'not-recorded', ...nothing };
  const located = await locateRepository(folder, signal);
  if (!located.found) return { status: 'no-repository', ...nothing };
  const { root, prefix, objectFormat } = located.place;

  const history = await listCommits(root, maxCommits + 1, signal);
  const complete = history.length <= maxCommits;
  const searched = history.slice(0, maxCommits);
  const matches = await treesThatAre(tree, new Set(searched.map((commit) => commit.tree)), { root, prefix, objectFormat, signal });
  const commits = searched.filter((commit) => matches.has(commit.tree)).map((commit) => commit.id).slice(0, mostLinks);
  const result: Linkage = { status: commits.length > 0 ? 'linked' : 'not-found', commits, searched: searched.length, complete };
  if (head !== undefined && objectId.test(head)) result.headFound = await hasCommit(root, head, signal);
  return result;
}

interface Place {
  root: string;
  prefix: string;
  objectFormat: ObjectFormat;
  signal: AbortSignal | undefined;
}

/** Which of these top trees have, at the folder and less `.signalbox`, the wanted tree. */
async function treesThatAre(wanted: string, tops: ReadonlySet<string>, place: Place): Promise<Set<string>> {
  const { root, prefix, objectFormat, signal } = place;
  // Each top tree by the tree inside it that we have come down to.
  let reached = new Map<string, string>([...tops].map((top) => [top, top]));
  for (const name of prefix.split('/').filter((part) => part !== '')) {
    const bytesName = Buffer.from(name, 'utf8').toString('latin1');
    const inside = new Map<string, string | undefined>();
    await readObjects(root, new Set(reached.values()), signal, (id, bytes) => inside.set(id, subtree(bytes, bytesName, objectFormat)));
    reached = new Map([...reached].flatMap(([top, id]) => {
      const next = inside.get(id);
      return next === undefined ? [] : [[top, next] as const];
    }));
  }
  const matching = new Set<string>();
  await readObjects(root, new Set(reached.values()), signal, (id, bytes) => {
    const stripped = treeWithout(bytes, '.signalbox', objectFormat);
    if (id === wanted || (stripped !== undefined && treeId(stripped, objectFormat) === wanted)) matching.add(id);
  });
  return new Set([...reached].filter(([, id]) => matching.has(id)).map(([top]) => top));
}

async function listCommits(root: string, most: number, signal: AbortSignal | undefined): Promise<{ id: string; tree: string }[]> {
  const commits: { id: string; tree: string }[] = [];
  const all = (await headOf(root, signal)) === undefined ? ['--all'] : ['--all', 'HEAD'];
  let rest = '';
  let commit: string | undefined;
  // Git puts a line `commit <id>` before each line of the format.
  await gitStream(['rev-list', `--max-count=${most}`, '--format=%T', ...all], { cwd: root, ...(signal && { signal }) }, (chunk) => {
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('commit ')) commit = line.slice('commit '.length);
      else if (commit !== undefined) commits.push({ id: commit, tree: line });
    }
  });
  return commits;
}

async function hasCommit(root: string, id: string, signal: AbortSignal | undefined): Promise<boolean> {
  let found = false;
  await readObjects(root, new Set([id]), signal, (_id, _bytes, type) => {
    found = type === 'commit';
  });
  return found;
}
