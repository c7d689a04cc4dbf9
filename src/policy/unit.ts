/** What rules are matched with. */
import type { Touch } from '../guard/types.ts';
import type { Action } from '../model/action.ts';
import type { Finding } from '../model/decision.ts';

/** What a rule is matched with. For an `exec` action there is one for each of its commands. */
export interface Unit {
  action: Action;
  agent: string;
  run?: string | undefined;
  /** When it is decided, as `localTime` writes it. */
  at?: string | undefined;
  findings: readonly Finding[];
  touches: readonly Touch[];
  hosts: readonly string[];
  argv?: readonly (string | undefined)[];
  /** Indexes of words of it that are unknown, and can only be paths of files of the workspace. */
  listed?: readonly number[] | undefined;
  /** Source text of the command, for the reason. */
  text?: string;
}

export interface Place {
  roots: readonly string[];
  home: string;
}
