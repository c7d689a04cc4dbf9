/** What waits for a person, over all folders. */
import type { Approval } from '../../model/approval.ts';
import type { Question } from '../../model/question.ts';
import { taskOf } from './task.ts';
import type { FolderState } from './folders.ts';

/** An approval, and the folder and the run that it belongs to. */
export interface Waiting {
  folder: string;
  approval: Approval;
  /** What tells its run from others of the same agent: see `taskOf`. Empty where nothing is known of the run. */
  task: string;
}

/** First in, first out: the oldest first. */
export function waitingIn(folders: readonly FolderState[]): Waiting[] {
  return folders
    .flatMap(({ path, status: { state } }) => (state?.approvals ?? []).map((approval) => ({ folder: path, approval, task: taskOf(approval.run, state?.runs ?? []) })))
    .sort((a, b) => a.approval.requestedAt.localeCompare(b.approval.requestedAt));
}

/** A question, and the folder and the run that it belongs to. */
export interface WaitingQuestion {
  folder: string;
  question: Question;
  /** As that of an approval. */
  task: string;
}

/** What agents ask, the oldest first. */
export function questionsIn(folders: readonly FolderState[]): WaitingQuestion[] {
  return folders
    .flatMap(({ path, status: { state } }) => (state?.questions ?? []).map((question) => ({ folder: path, question, task: taskOf(question.run, state?.runs ?? []) })))
    .sort((a, b) => a.question.requestedAt.localeCompare(b.question.requestedAt));
}

/** Knows what has waited, and so what does not any more. */
export class Waited {
  /** Folders by what waits in them. */
  private readonly known = new Map<string, string>();

  /** @returns the approvals and questions that are over since the last call. Of a gate that is out of reach nothing is known. */
  settled(folders: readonly FolderState[]): string[] {
    const now = [...waitingIn(folders).map(({ folder, approval: { id } }) => ({ folder, id })), ...questionsIn(folders).map(({ folder, question: { id } }) => ({ folder, id }))];
    const away = new Set(folders.filter(({ status }) => status.state === undefined).map(({ path }) => path));
    for (const { folder, id } of now) this.known.set(id, folder);
    const ids = new Set(now.map(({ id }) => id));
    const over = [...this.known].filter(([id, folder]) => !ids.has(id) && !away.has(folder)).map(([id]) => id);
    for (const id of over) this.known.delete(id);
    return over;
  }
}
