/** Files of which it is not known for sure that a command touches them, and where one leads. */
import type { ShellState } from '../shell/state.ts';
import type { Word } from '../shell/word.ts';
import type { GuardContext } from '../types.ts';
import { assessPath, type PathFinding } from './paths.ts';

/** A program of unknown meaning may write any file that it is told of: only those that nobody may write through any door count here. */
export function forbiddenWrites(word: Word, cwds: readonly string[], context: GuardContext): PathFinding[] {
  const parts = word.text?.split(/[=:,]/) ?? [];
  return cwds.flatMap((cwd) =>
    parts.flatMap((part) =>
      assessPath(part, cwd, 'write', context, { glob: word.glob }).findings.filter(({ id }) => id === 'path.signalbox'),
    ),
  );
}

/** Why deleting an absolute path with all below it is a catastrophe; undefined where it is none. */
export function destruction(path: string, glob: boolean, context: GuardContext): string | undefined {
  return assessPath(path, '/', 'delete', context, { glob, recursive: true }).findings.find(({ id }) => id === 'command.catastrophic')
    ?.reason;
}

/** What a program of unknown meaning may take for a file: the word, and what stands behind an equals sign in it. */
export function mayBeFiles(word: Word): Word[] {
  const files: Word[] = [];
  if (/[/.~]/.test(word.prefix) && !word.prefix.startsWith('-') && !word.prefix.includes('://')) files.push(word);
  const equals = word.prefix.indexOf('=');
  if (equals > 0 && /[/.]/.test(word.prefix)) files.push({ ...word, text: word.text?.slice(equals + 1), prefix: word.prefix.slice(equals + 1) });
  return files;
}

/** The state after `cd`; without a word it leads home. */
export function movedTo(word: Word | undefined, state: ShellState, context: GuardContext): ShellState {
  const text = word === undefined ? context.home : word.text;
  if (text === undefined || text === '-' || word?.glob) return { ...state, lost: true };
  return { ...state, cwds: [...new Set(state.cwds.map((cwd) => assessPath(text, cwd, 'read', context).touch.path))] };
}

/** What is lost where all that is in these folders goes. */
export function emptied(folders: readonly string[], context: GuardContext): string[] {
  return folders.flatMap((folder) => destruction(folder, false, context) ?? []);
}
