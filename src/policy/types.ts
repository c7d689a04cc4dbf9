/** Policy: rules in layers, from an action and what the guard found to a verdict. Pure: no clock, no files, no environment. */
import type { Action } from '../model/action.ts';
import type { Verdict } from '../model/decision.ts';
import type { Assessment } from '../guard/types.ts';

/** A policy file as it was read. */
export interface PolicySource {
  layer: 'user' | 'workspace';
  file: string;
  text: string;
}

export interface PolicyProblem {
  file: string;
  /** One-based. */
  line?: number;
  column?: number;
  message: string;
}

/** A program that is asked about actions and results besides the guard. */
export interface ExternalGuardData {
  command: string[];
  /** As `2s` or `500ms`. */
  timeout?: string | undefined;
}

/** A permission given for the rest of one run. `matches` is data, so that the record can hold it: a rule of the layer `grant`. */
export interface Grant {
  /** Id of the approval that gave it. */
  id: string;
  /** A rule as JSON, as in a policy file. */
  rule: string;
}

export interface PolicySubject {
  action: Action;
  assessment: Assessment;
  agent: string;
  /** Id of the run, for rules about runs and their age. */
  run?: string;
  /** When it is decided, as `localTime` (src/model/time.ts) writes it; without it no rule allows anything for a time. */
  at?: string;
  grants: readonly Grant[];
}

export interface Policy {
  /** SHA-256 (hex) of `text`. */
  readonly digest: string;
  /** All rules of all layers that are in force, as one JSON text (RFC 8785): `recordedPolicy` makes the same policy of it again. */
  readonly text: string;
  readonly posture: string;
  /** Whether a rule asks the time: without one, who decides need not tell it. Grants may ask it all the same. */
  readonly readsClock: boolean;
  /** How long an approval waits before it is denied, in ms; absent: as long as it takes. */
  readonly approvalTimeout?: number;
  /** Another guard, by the user’s own file. It is no part of `text` and `digest`: what it found is in the record. */
  readonly externalGuard?: ExternalGuardData;
  decide(subject: PolicySubject): Verdict;
  /** The rule that *always allow* would add, as JSON text for the `rules` of a policy file; undefined where none is fit. */
  suggest(subject: PolicySubject): string | undefined;
  /** The rule that *allow for this run* gives: never wider than `suggest`, at the narrowest this very action. */
  grantRule(subject: PolicySubject): string;
}
