/** The guard: from an action to findings. It is pure; what it must know of the world comes in `GuardContext`. */
import type { Action } from '../model/action.ts';
import type { Finding } from '../model/decision.ts';

export interface GuardContext {
  /** Absolute, links resolved: the folders that the agent may work in. */
  roots: readonly string[];
  home: string;
  /** The top folder of the git repository that the workspace is in, where that is known. */
  repository?: string | undefined;
  platform: NodeJS.Platform;
  /** Resolves links of an absolute path as far as it exists; the guard is given the real one, tests a fake. */
  realpath: (path: string) => string;
  /** Names of the entries of a folder that would run in place of what a program names; undefined where that cannot be told. */
  shadowing?: ((folder: string) => readonly string[] | undefined) | undefined;
}

/** One simple command that an `exec` action can run, as far as it can be told without running it. */
export interface Segment {
  /** Its source text, and where that stands in the command (UTF-16). */
  text: string;
  start: number;
  end: number;
  /** Program and arguments after quotes are removed; a word that depends on run time is `undefined`. */
  argv: (string | undefined)[];
  /** Indexes of words in `argv` that depend on run time and can only be paths of files of the workspace: no options. */
  listed?: readonly number[];
  /** Files that redirections write to or read from; `undefined` where that depends on run time. */
  writes: (string | undefined)[];
  reads: (string | undefined)[];
  /** `NAME=value` in front of it. */
  assignments: { name: string; value: string | undefined }[];
  /** Every file that this command, as far as the guard knows its meaning, reads, writes or deletes; redirections included. */
  touches: Touch[];
  /** Hosts that it names, lower-case. */
  hosts: string[];
  /** Indexes into `Assessment.findings` of those that are about this segment. A finding that no segment owns is about the whole action. */
  findings: number[];
}

/** A file that an action touches: absolute, links resolved. */
export interface Touch {
  path: string;
  /** The path is a pattern of the shell, for all that match it. */
  glob?: true;
  access: 'read' | 'write' | 'delete';
}

export interface Assessment {
  findings: Finding[];
  /** For `exec`; empty for all other kinds. `undefined` in place of segments: the command could not be read at all. */
  segments: Segment[];
  /** For `read` and `write`: the files. */
  touches?: Touch[];
}

export interface Guard {
  readonly version: string;
  assess(action: Action, context: GuardContext): Assessment;
}
