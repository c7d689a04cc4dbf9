/**
 * The process table, as far as a run needs it: who is whose child, in which group, and which processes carry a run's marker in
 * their environment. A process is named by its id and its start, so that a reused id is never taken for the old process.
 */
import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { promisify } from 'node:util';

/** The variable that every process of a run inherits; its value is the run's id. */
export const RUN_MARKER = 'SIGNALBOX_RUN';

export interface ProcessEntry {
  pid: number;
  parent: number;
  group: number;
  /** Differs between two processes that had the same id one after the other. */
  start: string;
}

const run = promisify(execFile);

/** A process by its id and its start. */
export function nameOf(entry: ProcessEntry): string {
  return `${entry.pid}/${entry.start}`;
}

/** The name of this process; undefined where the system does not tell. */
export async function ownName(): Promise<string | undefined> {
  const own = (await processTable()).find(({ pid }) => pid === process.pid);
  return own && nameOf(own);
}

/** Every live process that this user may see, zombies left out. Empty on Windows, where `taskkill /T` walks the tree itself. */
export async function processTable(): Promise<ProcessEntry[]> {
  if (process.platform === 'linux') return linuxTable();
  if (process.platform === 'win32') return [];
  const { stdout } = await run('ps', ['-axo', 'pid=,ppid=,pgid=,stat=,lstart='], { maxBuffer: 16 * 1024 * 1024 });
  return parsePs(stdout);
}

/** Ids of the processes whose environment holds `SIGNALBOX_RUN=<run>`. Only Linux shows environments; elsewhere nobody. */
export async function markedProcesses(run: string): Promise<Set<number>> {
  if (process.platform !== 'linux') return new Set();
  const wanted = Buffer.from(`\0${RUN_MARKER}=${run}\0`);
  const ids = await linuxIds();
  const marked = await Promise.all(ids.map(async (pid) => ((await environmentOf(pid)).includes(wanted) ? pid : undefined)));
  return new Set(marked.filter((pid) => pid !== undefined));
}

/** Reads lines of `ps -axo pid=,ppid=,pgid=,stat=,lstart=`. */
export function parsePs(text: string): ProcessEntry[] {
  return text.split('\n').flatMap((line) => {
    const [pid, parent, group, state, ...start] = line.trim().split(/\s+/);
    if (pid === undefined || state === undefined || state.startsWith('Z')) return [];
    return [{ pid: Number(pid), parent: Number(parent), group: Number(group), start: start.join(' ') }];
  });
}

/**
 * Reads `/proc/<pid>/stat` (proc(5)): the name is in parentheses and may hold anything, so fields are counted from the last `)`:
 * state, parent, group, …, and the start in clock ticks as the 20th. Undefined for a zombie.
 */
export function parseStat(text: string): ProcessEntry | undefined {
  const pid = Number.parseInt(text, 10);
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, parent, group] = fields;
  const start = fields[19];
  if (!Number.isInteger(pid) || start === undefined || state === 'Z' || state === 'X') return undefined;
  return { pid, parent: Number(parent), group: Number(group), start };
}

async function linuxTable(): Promise<ProcessEntry[]> {
  const entries = await Promise.all(
    (await linuxIds()).map(async (pid) => {
      try {
        return parseStat(await readFile(`/proc/${pid}/stat`, 'utf8'));
      } catch {
        return undefined;
      }
    }),
  );
  return entries.filter((entry) => entry !== undefined);
}

async function linuxIds(): Promise<number[]> {
  return (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
}

/** The environment with a NUL before, between and after its entries; empty where it may not be read or the process is gone. */
async function environmentOf(pid: number): Promise<Buffer> {
  try {
    const nul = Buffer.of(0);
    return Buffer.concat([nul, await readFile(`/proc/${pid}/environ`), nul]);
  } catch {
    return Buffer.alloc(0);
  }
}
