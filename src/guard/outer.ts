/** What one command of a line needs of the reading of the whole. */
import type { Collector } from './shell/collect.ts';
import type { CommandResult, Input, SimpleCommand } from './shell/simple-command.ts';
import type { ShellState } from './shell/state.ts';

/** What reads the commands that this one runs. */
export interface Outer {
  readonly out: Collector;
  /** Files that an earlier command of the line got from the network, absolute. */
  readonly downloads: Set<string>;
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
  worst(text: string, index: number, state: ShellState, at: { start: number; end: number }, depth: number): void;
}

/** How deep commands may stand in one another. */
export const MAX_NESTING = 12;
