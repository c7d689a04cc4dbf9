/** What a rule would have allowed in the recorded runs of a folder, before it is added. */

/** The newest runs that are looked at, and how long that may take, in ms. */
const MAX_RUNS = 30;
const TRIAL_TIME = 20_000;
const MAX_KEPT = 50;
const MAX_EXAMPLES = 3;

export interface Trial {
  runs: number;
  /** Actions that were asked about and that the rule would have allowed. */
  allowed: number;
  examples: string[];
}

export class RuleTrials {
  private readonly dist: string;
  private readonly kept = new Map<string, Promise<Trial>>();

  constructor(dist: string) {
    this.dist = dist;
  }

  /** @param rule as JSON. @throws {Error} when the records cannot be looked at. */
  of(folder: string, rule: string): Promise<Trial> {
    const key = `${folder}\n${rule}`;
    const known = this.kept.get(key);
    if (known !== undefined) return known;
    const trial = this.make(folder, rule);
    this.kept.set(key, trial);
    trial.catch(() => this.kept.delete(key));
    const [oldest] = this.kept.keys();
    if (this.kept.size > MAX_KEPT && oldest !== undefined) this.kept.delete(oldest);
    return trial;
  }

  private async make(folder: string, rule: string): Promise<Trial> {
    const { replayInProcess } = await import('./replaying.ts');
    const { runs } = await replayInProcess(['--all', '--limit', String(MAX_RUNS), '--rule', '-'], { dist: this.dist, folder, input: rule, time: TRIAL_TIME });
    const allowed = runs.flatMap(({ differences }) => differences).filter(({ recorded, replayed }) => recorded.effect === 'ask' && replayed.effect === 'allow');
    return { runs: runs.length, allowed: allowed.length, examples: [...new Set(allowed.map(({ title }) => title))].slice(0, MAX_EXAMPLES) };
  }
}

export function trialWords({ runs, allowed, examples }: Trial): string {
  const where = `in the newest ${runs === 1 ? 'run' : `${runs} runs`} here`;
  if (allowed === 0) return `Would have allowed nothing that was asked ${where}`;
  return `Would have allowed ${allowed} of what was asked ${where}: ${examples.join(' · ')}`;
}
