/**
 * What flows through a run: texts that want something, secrets that were read, content from outside, and what leaves afterwards.
 * A small state that follows from what the record holds, so that it can be made again from it. Pure.
 */
import type { Action } from '../../model/action.ts';
import type { Finding } from '../../model/decision.ts';
import type { Assessment } from '../types.ts';
import { isLeaving, isRisky, readsForeign, readsSecrets } from './kinds.ts';

/** One step that is over. */
export interface Observed {
  action: Action;
  /** What the guard found of the action. */
  assessed: readonly Finding[];
  /** Whether it did anything, as far as is known. */
  happened: boolean;
  /** What was found in its result, and the result as the record holds it, redacted. */
  findings: readonly Finding[];
  text?: string;
}

interface Source {
  /** In words where it has several of one step. */
  step: string;
  what: string;
}

/** So many are remembered; more say nothing new. */
const MAX_SOURCES = 20;

export class RunFlow {
  readonly #taints: Source[] = [];
  readonly #secrets: Source[] = [];
  readonly #foreign: Source[] = [];

  /** Whether a result had something that wants the model to do what nobody asked for. */
  get isTainted(): boolean {
    return this.#taints.length > 0;
  }

  observe(step: string, { action, assessed, happened, findings, text }: Observed): void {
    const worst = findings.find(({ id }) => id.startsWith('text.') || id.startsWith('external.'));
    if (worst) note(this.#taints, `the result of ${step}`, worst.reason);
    const secret = findings.find(({ id }) => id === 'secret.in-text');
    if (secret || (text !== undefined && text.includes('[redacted:'))) note(this.#secrets, step, 'its result held a secret');
    else if (happened && readsSecrets(assessed)) note(this.#secrets, step, 'it read what may hold secrets');
    if (happened && readsForeign(action, assessed)) note(this.#foreign, step, 'it read content from outside');
  }

  /** What was found about the definition of a tool, which the model reads before anything else. */
  describe(tool: string, { id, reason }: Finding): void {
    if (id.startsWith('text.')) note(this.#taints, `the description of the tool “${tool.slice(0, 100)}”`, reason);
  }

  /** @returns findings about an action that follow from what the run did before */
  findingsFor(action: Action, assessment: Assessment): Finding[] {
    const found: Finding[] = [];
    const [taint] = this.#taints;
    if (taint && isRisky(action, assessment))
      found.push({ id: 'injection.tainted', severity: 'high', reason: `comes after ${taint.step}, which ${taint.what}` });
    const leaving = isLeaving(action, assessment);
    const [secret] = this.#secrets;
    if (secret && leaving !== 'no') found.push({ id: 'flow.secret-to-network', severity: 'high', reason: `could send away what ${secret.step} has read: ${secret.what}` });
    const [foreign] = this.#foreign;
    if (foreign && leaving === 'data') found.push({ id: 'flow.untrusted-to-network', severity: 'medium', reason: `sends something after ${foreign.step}: ${foreign.what}` });
    return found;
  }
}

function note(sources: Source[], step: string, what: string): void {
  if (sources.length < MAX_SOURCES && !sources.some((one) => one.step === step)) sources.push({ step, what });
}
