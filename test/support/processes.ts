/** What is visible of processes to any program of the same user. Linux only. */
import { readdirSync, readFileSync } from 'node:fs';

/** Ids of the live processes with `text` in their environment or their arguments. */
export function processesWith(text: string): number[] {
  return all().filter((pid) => ['environ', 'cmdline'].some((file) => read(`/proc/${pid}/${file}`).includes(text)));
}

/** Ids of these processes, of those that they have started, and so on. */
export function withDescendants(pids: readonly number[]): number[] {
  // In stat, the id of the parent is the second word after the name, which is in parentheses and may hold anything.
  const parents = new Map(all().map((pid) => [pid, Number(read(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ')[1])]));
  const found = new Set(pids);
  for (let before = 0; before < found.size; ) {
    before = found.size;
    for (const [pid, parent] of parents) if (found.has(parent)) found.add(pid);
  }
  return [...found];
}

/** Those of these processes that live; one that has ended and waits to be collected does not. */
export function livingOf(pids: readonly number[]): number[] {
  return pids.filter((pid) => !['', 'Z', 'X'].includes(read(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ')[0] ?? ''));
}

function all(): number[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
