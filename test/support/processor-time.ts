/** What work takes of the processor: what else the machine does meanwhile does not count. */

/** In ms, user and system, of all threads of this process. */
export function processorTime(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** The least of some rounds, in ms, as soon as one takes no more than `enough`. */
export function leastTime(work: () => unknown, enough: number, rounds = 20): number {
  let least = Infinity;
  for (let round = 0; round < rounds && least > enough; round += 1) least = Math.min(least, processorTime(work));
  return least;
}
