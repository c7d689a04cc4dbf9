/** What a run changed, as two snapshots of its folder tell it. */
import type { EffectView } from '../../record/view.ts';

/** Something that a snapshot could not see or did not finish. Fits `fault.noted`. */
export interface SnapshotLimit {
  code:
    | 'nested-repository'
    | 'unreadable'
    | 'too-large'
    | 'too-many-files'
    | 'too-many-bytes'
    | 'filter-not-run'
    | 'index-unreadable'
    | 'repository-gone'
    | 'repository-refused';
  message: string;
}

/** The folder as a git tree, without its `.signalbox`. Files that git ignores and does not track are not in it. */
export interface GitSnapshot {
  kind: 'git';
  /** Id of the tree that `git add -A && git commit` would have made for this folder, less `.signalbox`. For the record and for linkage. */
  tree: string;
  /** Id of the tree that comparisons use: `tree`, and files that became ignored only after the first snapshot. */
  seen: string;
  objectFormat: 'sha1' | 'sha256';
  /** The folder inside its repository: empty or with `/` at its end. */
  prefix: string;
  /** Commit that HEAD was at; absent before the first commit. */
  head?: string;
  limits: SnapshotLimit[];
}

/** The folder as SHA-256 digests of its files, where there is no repository that git could read. */
export interface FilesSnapshot {
  kind: 'files';
  /** SHA-256 over the list of files (see `files-snapshot.ts`), which is kept in the state folder under this name. */
  digest: string;
  files: number;
  bytes: number;
  /** A limit was met and the list is not all. */
  truncated: boolean;
  /** Why there is no git tree. */
  reason: 'no-repository' | 'no-git' | 'refused';
  limits: SnapshotLimit[];
}

/** Plain data: it may be written as JSON and compared by a later process, as long as its state folder is there. */
export type Snapshot = GitSnapshot | FilesSnapshot;

export interface SnapshotOptions {
  signal?: AbortSignal;
  /** Keep what untracked and edited files hold in the state folder, so that they can be restored. Default: ids only, no content. */
  keepBlobs?: boolean;
}

/** One file that differs. Fits `effect.observed`. `before` and `after`: git blob (or commit, of a submodule) id, or `sha256:` digest. */
export interface Effect extends EffectView {
  /** Git's file modes (`100644`, `100755`, `120000`, `160000`), where both are known and differ. */
  modes?: { before: string; after: string };
}

export interface Comparison {
  /** In byte order of their paths, which are relative to the folder, with `/`. */
  effects: Effect[];
  /** How many more there are than the limit let through. */
  omitted: number;
}
