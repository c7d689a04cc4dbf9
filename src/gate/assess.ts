/**
 * What is decided is what the record holds of an action, so that whoever has the record can decide it again. Where redaction or a
 * cut took something away, the whole action is looked at too: what was found only there is carried over, and the stricter verdict counts.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Action } from '../model/action.ts';
import type { Finding, Verdict } from '../model/decision.ts';
import { digestOf } from '../model/digest.ts';
import { localTime } from '../model/time.ts';
import type { Assessment, Guard, GuardContext } from '../guard/types.ts';
import { unknownEnd } from '../policy/replay.ts';
import type { Grant, Policy, PolicySubject } from '../policy/types.ts';
import type { EventData } from '../record/events.ts';
import type { Redactor } from '../record/redact.ts';
import { cutLong } from './cut.ts';

export interface Assessing {
  guard: Guard;
  context: GuardContext;
  policy: Policy;
  redactor: Redactor;
  agent: string;
  run: string;
  grants: readonly Grant[];
  now: Date;
  /** Findings that follow from something else than this action: what the run did before, another guard. */
  others?: readonly Finding[] | ((found: Assessment, recorded: Action) => readonly Finding[]);
}

export interface Seen {
  redacted: Action;
  /** As the record holds it: redacted, and cut where it is huge. */
  recorded: Action;
  digest: string;
  assessment: Assessment;
  policy: Policy;
  subject: PolicySubject;
  verdict: Verdict;
  /** For `guard.assessed`. */
  event: EventData<'guard.assessed'>;
}

export function assessAction(action: Action, options: Assessing): Seen {
  const { guard, context, policy, grants } = options;
  const redacted = options.redactor.value(action);
  const recorded = cutLong(redacted);
  const links = new Links(context);
  const found = guard.assess(recorded, links.context);
  const others = typeof options.others === 'function' ? options.others(found, recorded) : (options.others ?? []);
  const whole = isDeepStrictEqual(action, recorded) ? undefined : guard.assess(action, context);
  const carried = [...(whole === undefined ? [] : missingIn(found.findings, whole.findings)), ...others];
  const assessment = { ...found, findings: [...found.findings, ...carried] };
  const about = { agent: options.agent, run: options.run, at: localTime(options.now), grants };
  const subject: PolicySubject = { ...about, action: recorded, assessment };
  const follows = policy.decide(subject);
  const unredacted = whole && policy.decide({ ...about, action, assessment: { ...whole, findings: [...whole.findings, ...others] } });
  const stricter = unredacted !== undefined && isStricter(unredacted, follows);
  return {
    redacted,
    recorded,
    digest: digestOf(recorded),
    assessment,
    policy,
    subject,
    verdict: stricter ? unredacted : follows,
    event: {
      guardVersion: guard.version,
      findings: assessment.findings,
      clock: about.at,
      policyDigest: policy.digest,
      ...(grants.length > 0 && { grants: grants.map(({ id }) => id) }),
      ...(links.found.size > 0 && { resolved: Object.fromEntries(links.found) }),
      ...(links.shadowing.size > 0 && { shadowing: Object.fromEntries(links.shadowing) }),
      ...(carried.length > 0 && { carried: carried.map((_, index) => found.findings.length + index) }),
      ...(stricter && { stricter }),
    },
  };
}

/** Without offsets: they are those of a text that the record does not have. */
function missingIn(recorded: readonly Finding[], whole: readonly Finding[]): Finding[] {
  const known = new Set(recorded.map(({ id, reason }) => `${id} ${reason}`));
  return whole
    .filter(({ id, reason }) => !known.has(`${id} ${reason}`))
    .map(({ at, ...finding }) => ({ ...finding, ...(at !== undefined && { at: { field: at.field } }) }));
}

const rank = { allow: 0, ask: 1, deny: 2 };

/** A grant is for what a person was shown, which is the redacted action: in it, equal secrets look equal. */
function isStricter(whole: Verdict, recorded: Verdict): boolean {
  if (whole.effect === 'ask' && recorded.rule.layer === 'grant') return false;
  return rank[whole.effect] > rank[recorded.effect];
}

/** Notes where links lead that the guard looks at, and what it sees in folders. */
class Links {
  readonly found = new Map<string, string | null>();
  readonly shadowing = new Map<string, string[] | null>();
  readonly context: GuardContext;

  constructor(context: GuardContext) {
    this.context = { ...context, realpath: (path) => this.resolve(path, context), shadowing: (folder) => this.look(folder, context) };
  }

  private look(folder: string, { shadowing }: GuardContext): readonly string[] | undefined {
    const names = shadowing?.(folder);
    this.shadowing.set(folder, names === undefined ? null : [...names]);
    return names;
  }

  private resolve(path: string, { realpath }: GuardContext): string {
    try {
      const real = realpath(path);
      if (real !== path) this.found.set(path, real);
      return real;
    } catch (error) {
      this.found.set(path, null);
      throw new Error(unknownEnd(path), { cause: error });
    }
  }
}
