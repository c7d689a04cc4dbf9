/** What a rule would have allowed in the recorded runs of a workspace, before it is added. */
import { withRule } from '../policy/other.ts';
import { ruleSchema } from '../policy/schema.ts';
import { newestRuns, replayRuns } from './replay-runs.ts';

/** The newest runs that are looked at. */
const MAX_RUNS = 30;

/** @param rule as JSON. @returns a sentence for the person who is about to add it. */
export async function tryRule(rule: string, workspace: string, dist: string): Promise<string> {
  const runs = await replayRuns(await newestRuns(workspace, MAX_RUNS), dist, withRule(ruleSchema().parse(JSON.parse(rule))));
  const allowed = runs.flatMap(({ differences }) => differences).filter(({ recorded, replayed }) => recorded.effect === 'ask' && replayed.effect === 'allow');
  return `In the newest ${runs.length === 1 ? 'run' : `${runs.length} runs`} here it would have allowed ${allowed.length === 0 ? 'nothing' : allowed.length} of what was asked.`;
}
