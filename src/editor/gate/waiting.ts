/** What waits for a person, over all folders. */
import type { Approval } from '../../model/approval.ts';
import type { FolderState } from './folders.ts';

/** An approval and the folder that it belongs to. */
export interface Waiting {
  folder: string;
  approval: Approval;
}

/** First in, first out: the oldest first. */
export function waitingIn(folders: readonly FolderState[]): Waiting[] {
  return folders
    .flatMap(({ path, status }) => (status.state?.approvals ?? []).map((approval) => ({ folder: path, approval })))
    .sort((a, b) => a.approval.requestedAt.localeCompare(b.approval.requestedAt));
}
