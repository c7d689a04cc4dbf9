/** The workspace's folders and what each one's gate says, as the views' models see them. */
import type { LinkStatus } from './gate-link.ts';

export interface FolderState {
  /** Absolute path. */
  path: string;
  name: string;
  status: LinkStatus;
}

export interface Folders {
  all(): FolderState[];
  onChange(listener: () => void): () => void;
}
