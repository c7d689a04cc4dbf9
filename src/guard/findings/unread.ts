/** Files of which it is not known for sure that a command touches them, and where one leads. */
import type { Stream } from '../shell/simple-command.ts';
import type { ShellState } from '../shell/state.ts';
import { FRESH_FOLDER, FROM_FRESH, type Word } from '../shell/word.ts';
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
  return assessPath(path, '/', 'delete', context, { glob, recursive: true }).findings.find(({ severity }) => severity === 'catastrophic')
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
  // It must not be the folder that it is in: `cd ""` stays there only where nothing could be made.
  if (text === undefined && word?.variables.join() === FROM_FRESH && word.prefix === '' && word.bare === '') return { ...state, cwds: [FRESH_FOLDER], lost: true };
  if (text === undefined || text === '-' || word?.glob) return { ...state, lost: true };
  return { ...state, cwds: [...new Set(state.cwds.map((cwd) => assessPath(text, cwd, 'read', context).touch.path))] };
}

/** What is lost where all that is in these folders goes. */
export function emptied(folders: readonly string[], context: GuardContext): string[] {
  return folders.flatMap((folder) => destruction(folder, false, context) ?? []);
}

/** Whether there even some of what it holds must not go: the system, the home folder. */
export function isHeld(folder: string, context: GuardContext): boolean {
  return assessPath(folder, '/', 'write', context, { recursive: true }).findings.some(({ id }) => id === 'command.catastrophic');
}

/** Folders of which a pattern stands for everything: `ls -d ~/*`. */
export function named(words: readonly Word[]): Word[] {
  return words.flatMap((word) => (word.glob && word.text?.endsWith('/*') ? [{ ...word, text: word.text.slice(0, -1) }] : []));
}

const own = /git|signalbox|home|root|Users|ssh/;

/** What is left of a listing: `grep` lets only some names through. */
export function leftOf(name: string, rest: readonly Word[], stream: Stream, input: Stream): Stream {
  if (input.under === undefined || input.under.length === 0 || !/^[efr]?grep$|^rg$/.test(name)) return stream;
  const pattern = rest.find((word, index) => !word.prefix.startsWith('-') || /^-e$|^--regexp/.test(rest[index - 1]?.text ?? ''))?.text;
  const inverted = rest.some((word) => /^-\w*v|^--invert/.test(word.prefix));
  if (pattern === undefined || inverted || own.test(pattern)) return stream;
  return /\w/.test(pattern.replace(/\\\w|\[[^\]]*\]/g, '')) ? (stream.from === 'text' || stream.from === 'lines' ? { from: 'unknown', under: [] } : { ...stream, under: [] }) : stream;
}

/** In place of the paths that are listed: the folders that they are in. */
export function listing({ under }: Stream): string | undefined {
  return under === undefined || under.length === 0 ? undefined : under.map((path) => `${path}\n`).join('');
}
