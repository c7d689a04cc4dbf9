/** A repository on disk. */
import type { ObjectFormat } from './trees.ts';

/** Where things are. Paths are absolute and free of symbolic links. */
export interface RepositoryPlace {
  /** The top of the work tree. */
  root: string;
  /** The folder from there: empty, or with `/` between and at the end. */
  prefix: string;
  /** Of this work tree: a linked work tree or a submodule has its own. */
  gitDir: string;
  /** Shared by all work trees. */
  commonDir: string;
  objectFormat: ObjectFormat;
}
