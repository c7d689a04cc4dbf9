/** What one command of a line needs of the reading of the whole. */
import type { Collector } from './shell/collect.ts';
import type { CommandResult, Input, SimpleCommand } from './shell/simple-command.ts';
import type { Word } from './shell/word.ts';
import type { ShellState } from './shell/state.ts';

/** What is known of a line as a whole, and of every text in it that is looked into. Paths are absolute. */
export class LineFacts {
  /** Files that an earlier command got from the network. */
  readonly downloads = new Set<string>();
  /** Files into which an earlier command put what holds secrets. */
  readonly copies = new Set<string>();
  /** Files of which an earlier command wrote the whole text. */
  readonly written = new Map<string, string>();
  /** Files that a variable makes a program read when it starts. */
  readonly startFiles = new Set<string>();
  /** What names stand for. */
  readonly aliases = new Map<string, string>();
  /** A descriptor of the shell leads to the network. */
  connected = false;
  /** A named pipe was made; a shell reads what is not known; a program that passes on all that it gets talks to the network. */
  pipe = false;
  talking = false;
  raw = false;
  /** Something can send what it gets. */
  sending = false;
  /** Something that holds secrets was read. */
  secret = false;
  /** Texts that were looked into for the worst. */
  readonly looked = new Set<string>();
  /** Commands read in these. */
  reads = 0;
}

/** What reads the commands that this one runs. */
export interface Outer {
  readonly out: Collector;
  readonly line: LineFacts;
  simple(command: SimpleCommand, state: ShellState, depth: number): CommandResult;
  shell(
    text: string,
    state: ShellState,
    input: Input,
    place: (start: number, end: number) => { start: number; end: number },
    depth: number,
  ): CommandResult;
  /** As `shell`, in the language of PowerShell. */
  powershell(
    text: string,
    state: ShellState,
    input: Input,
    place: (start: number, end: number) => { start: number; end: number },
    depth: number,
  ): CommandResult;
  /** Reads a text only for what cannot be taken back. */
  worst(text: string, index: number, state: ShellState, at: { start: number; end: number }, depth: number): void;
  /** As `worst`, for words that may be a command. */
  worstOf(words: readonly Word[], input: Input, index: number, state: ShellState, depth: number): void;
}

/** How deep commands may stand in one another. */
export const MAX_NESTING = 12;
