/** A replay in words. */
import { visibleLine } from '../model/visible.ts';
import type { Decided } from '../policy/recorded-calls.ts';
import type { Difference, ReplayReport } from '../policy/replay.ts';

export function describeReplay(runs: readonly (ReplayReport & { record: readonly string[] })[], failed: number): string {
  const lines = runs.flatMap(describeRun);
  const decided = runs.reduce((sum, run) => sum + run.decided, 0);
  const differing = runs.reduce((sum, run) => sum + run.differences.length, 0);
  const end = `${decided} decided again in ${runs.length === 1 ? '1 run' : `${runs.length} runs`}, ${differing} differently${failed > 0 ? `; ${failed} not as recorded` : ''}`;
  return `${[...lines, end].join('\n')}\n`;
}

function describeRun(run: ReplayReport & { record: readonly string[] }): string[] {
  const parts = [`${run.decided} decided again`, `${run.same} the same`];
  if (run.fromFindings > 0) parts.push(`${run.fromFindings} with findings from the record`);
  if (run.undecided > 0) parts.push(`${run.undecided} that no policy decided`);
  return [
    `run ${run.run}  ${parts.join(', ')}`,
    ...run.record.map((message) => `  the record is broken: ${visibleLine(message)}`),
    ...run.problems.map(({ step, title, why }) => `  ${step} ${visibleLine(title)}\n    cannot be decided again: ${visibleLine(why)}`),
    ...run.differences.map(describeDifference),
  ];
}

function describeDifference({ step, title, what, recorded, replayed }: Difference): string {
  const note = what.includes('guard') ? ', by a guard of another version' : '';
  return [`  ${step} ${visibleLine(title)}`, `    recorded  ${decided(recorded)}${note}`, `    now       ${decided(replayed)}`, ...(what.includes('findings') ? ['    the guard finds something else'] : [])].join('\n');
}

function decided({ effect, rule, reason }: Decided): string {
  return visibleLine(`${effect}${rule === undefined ? '' : ` by ${rule.id} (${rule.layer})`}${reason === '' ? '' : `: ${reason}`}`);
}
