/**
 * What a person says of the guard, as a rule of their own policy: nothing else remembers it, so it can be read, changed and taken
 * back. No rule lifts what is refused, and none is made that would lift a secret.
 */
import { posix } from 'node:path';
import type { Action } from '../model/action.ts';
import type { Finding } from '../model/decision.ts';
import { sha256 } from '../model/digest.ts';
import { escape } from './escape.ts';
import type { Match, RuleData } from './schema.ts';

/** A command of the action as the guard reads it; for other actions there is none. */
export interface FeedbackCommand {
  text: string;
  argv: readonly (string | null)[];
  /** Ids of what was found about it. */
  findings: readonly string[];
}

export interface FeedbackSubject {
  action: Action;
  findings: readonly Finding[];
  commands: readonly FeedbackCommand[];
}

export type Feedback = { rule: string } | { why: string };

const never = /^(?:secret\.|path\.signalbox$|command\.catastrophic$)/;

/** The finding is wrong: this very action, with just what is found in it now, is allowed from now on. */
export function falseFinding(subject: FeedbackSubject, finding: string): Feedback {
  const all = [...new Set(subject.findings.map(({ id }) => id))];
  const worst = subject.findings.find(({ id, severity }) => never.test(id) || severity === 'catastrophic');
  if (worst !== undefined) return { why: `The guard says: it ${worst.reason}. No policy lifts this.` };
  if (!all.includes(finding)) return { why: 'The guard found no such thing.' };
  const about = matchOf(subject, (command) => command.findings.includes(finding));
  return about === undefined ? { why: 'This action has no form that a rule can name.' } : rule('false', 'allow', { ...about, findings: all }, `Marked as a false finding: ${finding}.`);
}

/** The guard did not see how risky this is: from now on it asks. */
export function missedFinding(subject: FeedbackSubject): Feedback {
  const about = matchOf(subject, () => true);
  return about === undefined ? { why: 'This action has no form that a rule can name.' } : rule('missed', 'ask', about, 'The guard misses how risky this is.');
}

function matchOf({ action, commands }: FeedbackSubject, isMeant: (command: FeedbackCommand) => boolean): Match | undefined {
  switch (action.kind) {
    case 'exec': {
      const meant = commands.filter(isMeant);
      // What no command owns was found about the whole line.
      const texts = [...new Set(meant.length > 0 ? meant.map(({ text }) => text) : [action.command])].filter((text) => text !== '' && text.length <= 10_000);
      return texts.length > 0 && texts.length <= 20 ? { kind: 'exec', command: texts } : undefined;
    }
    case 'read':
    case 'write':
      // The person's policy is for every workspace, so the paths are absolute.
      return action.paths.length > 20 ? undefined : { kind: action.kind, paths: action.paths.map((path) => escape(posix.resolve(action.cwd, path))) };
    case 'fetch':
      return URL.canParse(action.url) ? { kind: 'fetch', hosts: [new URL(action.url).hostname.toLowerCase()] } : undefined;
    case 'mcp':
      return action.server.includes('*') || action.tool.includes('*') ? undefined : { kind: 'mcp', server: action.server, tool: action.tool };
    case 'other':
      return action.tool.includes('*') ? undefined : { kind: 'other', tool: action.tool };
  }
}

function rule(word: string, effect: RuleData['effect'], match: Match, reason: string): Feedback {
  return { rule: JSON.stringify({ id: `${word}-${sha256(JSON.stringify(match)).slice(0, 8)}`, effect, match, reason } satisfies RuleData) };
}
