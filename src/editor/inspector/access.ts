/** What the inspector needs of the rest of the editor, and nothing more. No `vscode` here: tests give their own. */
import type { LiveRun } from '../../gate/protocol.ts';
import type { Question } from '../../model/question.ts';
import type { Verification } from './protocol.ts';

/** `folder`: the workspace folder, absolute; `run`: the run's id; `dir`: the run's folder, where it is not the one that follows from these. */
export interface RunTarget {
  folder: string;
  run: string;
  dir?: string;
}

/** Runs as the gate and the record know them. */
export interface RunAccess {
  /** What the gate of the folder says of the run now; undefined where it holds no such run, or there is no gate. */
  live(target: RunTarget): LiveRun | undefined;
  /** Ids of the run's approvals that wait and can be answered by this person. */
  waiting(target: RunTarget): readonly string[];
  /** The run's questions that wait and can be answered by this person. */
  questions(target: RunTarget): readonly Pick<Question, 'id' | 'digest'>[];
  /** Called when any of that changed. The returned function stops that. */
  onDidChange(listener: () => void): () => void;
  /** Ends the run. Rejects, with a sentence for the person, when it cannot. */
  stop(target: RunTarget): Promise<void>;
  /** Opens the review of one approval; resolves when it was opened or answered. */
  review(target: RunTarget, approval: string): Promise<void>;
  /** Opens the prompt for one question; resolves when it was opened or answered. */
  answer(target: RunTarget, question: string): Promise<void>;
  /** Verifies the run's record as it is on disk. */
  verify(target: RunTarget): Promise<Verification>;
}

/** One file of a diff; null: it is not there. */
export interface DiffFile {
  path: string;
  before: string | null;
  after: string | null;
}

/** What the inspector makes the editor show. Each rejects with a sentence for the person. */
export interface EditorActions {
  showDiff(title: string, files: readonly DiffFile[]): Promise<void>;
  /** A read-only document. `language`: an id of the editor's, e.g. `shellscript`. */
  showText(title: string, text: string, language: string): Promise<void>;
  /** `path`: absolute, inside the workspace folder. */
  openFile(path: string): Promise<void>;
  copy(text: string): Promise<void>;
}
