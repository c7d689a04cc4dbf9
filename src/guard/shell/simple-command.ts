/** A simple command as the walker hands it on, and what it needs to know in return. */
import type { After } from './state.ts';
import type { Word } from './word.ts';

/** Where the standard input of a command comes from. */
export type Input = { from: 'nothing' | 'unknown' | 'network' | 'listed' } | { from: 'text'; text: string };

export interface Redirect {
  access: 'read' | 'write';
  word: Word;
}

export interface SimpleCommand {
  words: Word[];
  assignments: { name: string; value: Word }[];
  redirects: Redirect[];
  input: Input;
  text: string;
  start: number;
  end: number;
}

/** What the walker needs to know of a command that was read. */
export interface CommandResult {
  after: After;
  output: Input;
}
