/** Runs steps side by side, as far as their needs and the places allow. */

/** What the scheduler looks at of a step. */
export interface Schedulable {
  id: string;
  needs: readonly string[];
  weight: number;
}

export interface Schedule<S, R> {
  steps: readonly S[];
  /** How much weight may run at once. */
  places: number;
  run: (step: S) => Promise<R>;
  /** Whether what needs the step may start. */
  succeeded: (result: R) => boolean;
  /** What a step is reported as whose needs were not met. */
  skip: (step: S, unmet: readonly string[]) => R;
  /** Called with each result as it comes. */
  report: (result: R) => void;
}

/**
 * Runs all steps; each starts when what it needs has succeeded and there are places. Of those that could start, the first in the
 * list does, and nothing overtakes a heavy step that waits for places. A need that is not in the list counts as met.
 * @returns the results in the order in which they came
 */
export async function schedule<S extends Schedulable, R>({ steps, places, run, succeeded, skip, report }: Schedule<S, R>): Promise<R[]> {
  const listed = new Set(steps.map(({ id }) => id));
  const met = new Map<string, boolean>();
  const waiting = [...steps];
  const running = new Set<Promise<void>>();
  const results: R[] = [];
  let taken = 0;
  const finish = (step: S, result: R): void => {
    met.set(step.id, succeeded(result));
    results.push(result);
    report(result);
  };
  while (waiting.length > 0 || running.size > 0) {
    for (const step of waiting.slice()) {
      const needs = step.needs.filter((need) => listed.has(need));
      const unmet = needs.filter((need) => met.get(need) === false);
      const ready = needs.every((need) => met.get(need) === true);
      if (unmet.length === 0 && !ready) continue;
      if (unmet.length === 0 && taken > 0 && taken + step.weight > places) break;
      waiting.splice(waiting.indexOf(step), 1);
      if (unmet.length > 0) {
        finish(step, skip(step, unmet));
        continue;
      }
      taken += step.weight;
      const job = run(step).then((result) => {
        taken -= step.weight;
        running.delete(job);
        finish(step, result);
      });
      running.add(job);
    }
    if (running.size > 0) await Promise.race(running);
    else if (waiting.length > 0 && !waiting.some((step) => step.needs.every((need) => !listed.has(need) || met.has(need)))) {
      throw new Error(`These steps need each other: ${waiting.map(({ id }) => id).join(', ')}.`);
    }
  }
  return results;
}
