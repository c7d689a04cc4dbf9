/** One command of a line while it is being read. */
import type { Severity } from '../model/decision.ts';
import type { Outer } from './outer.ts';
import type { SimpleCommand } from './shell/simple-command.ts';
import type { ShellState } from './shell/state.ts';
import type { Word } from './shell/word.ts';
import type { GuardContext, Segment } from './types.ts';

/** A command as it is being read. */
export interface Doubted {
  outer: Outer;
  context: GuardContext;
  index: number;
  command: SimpleCommand;
  state: ShellState;
  segment: Segment;
  marks: Marks;
  depth: number;
  report: (id: string, severity: Severity, reason: string, word?: Word) => void;
}

/** What became clear of a command while it was read. */
export interface Marks {
  network: boolean;
  /** It reads what holds secrets. */
  secret: boolean;
  /** It reads what an earlier command got from the network. */
  fetched: boolean;
  /** Its output or input is a connection. */
  sends: boolean;
  /** All that it names lies in the workspace. */
  listed: boolean;
  runsCode: boolean;
  /** Of its files, it prints only names. */
  namesOnly: boolean;
}

export function newMarks(): Marks {
  return { network: false, secret: false, fetched: false, sends: false, listed: true, runsCode: false, namesOnly: false };
}
