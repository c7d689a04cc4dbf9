/** What tells runs of one agent apart, in a few words. Pure. */
import type { LiveRun } from '../../gate/protocol.ts';
import { visibleLine } from '../../model/visible.ts';

/** What fits beside other things in a row, in UTF-16 units. */
const MAX_TASK = 48;

/**
 * What the run was told, shortened; where another run of the same agent reads the same, after the time at which it began, by this
 * machine's clock: rows are cut at their end.
 * @param runs those of the run's gate. Empty where the run is not among them.
 */
export function taskOf(id: string, runs: readonly LiveRun[]): string {
  const run = runs.find((each) => each.run === id);
  if (run === undefined) return '';
  const task = short(run);
  const alike = runs.some((each) => each.run !== id && each.agent.id === run.agent.id && short(each) === task);
  return alike ? `${new Date(run.startedAt).toLocaleTimeString('en-GB')} ${task}`.trim() : task;
}

/** An agent, and what it was told where that is known. */
export function byWhom(agent: string, task: string): string {
  return task === '' ? agent : `${agent}: ${task}`;
}

function short({ title }: LiveRun): string {
  const line = visibleLine(title.replace(/\s+/g, ' ').trim());
  return line.length > MAX_TASK ? `${line.slice(0, MAX_TASK - 1).toWellFormed()}…` : line;
}
