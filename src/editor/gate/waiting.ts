/** What waits for a person, over all folders. */
import type { GateState } from '../../gate/protocol.ts';
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
  return inOrder(folders, ({ approvals }) => approvals).map(({ item, ...rest }) => ({ ...rest, approval: item }));
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
  return inOrder(folders, ({ questions }) => questions).map(({ item, ...rest }) => ({ ...rest, question: item }));
}

function inOrder<T extends { run: string; requestedAt: string }>(folders: readonly FolderState[], of: (state: GateState) => readonly T[] | undefined): { folder: string; item: T; task: string }[] {
  return folders
    .flatMap(({ path, status: { state } }) => (state === undefined ? [] : (of(state) ?? []).map((item) => ({ folder: path, item, task: taskOf(item.run, state.runs) }))))
    .sort((a, b) => a.item.requestedAt.localeCompare(b.item.requestedAt));
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
