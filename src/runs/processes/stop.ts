/** Ends all processes of a run, and provably nothing else: each is named by id and start, and looked at again before each signal. */
import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { markedProcesses, nameOf, processTable, type ProcessEntry } from './table.ts';

const run = promisify(execFile);
const POLL_MS = 25;
/** How long processes may take to vanish after SIGKILL before it is given up; only an uninterruptible one takes longer. */
const KILL_MS = 3000;

/** What is known of a run's processes: its marker's value, its first process, and whatever was once seen to be one of them. */
export interface RunProcesses {
  run?: string;
  leader?: ProcessEntry;
  /** `pid/start` of processes that were seen in the run's tree; grows. */
  known: Set<string>;
}

/**
 * The live processes of a run: those once seen to be its, those with its marker in their environment, the leader's group while
 * the leader itself is there, and all descendants of any of these. Remembers what it finds in `processes.known`.
 */
export async function membersOf(processes: RunProcesses): Promise<ProcessEntry[]> {
  const marked = processes.run === undefined ? new Set<number>() : await markedProcesses(processes.run);
  const table = await processTable();
  const leader = processes.leader;
  const leads = leader !== undefined && table.some((entry) => nameOf(entry) === nameOf(leader));
  const members = new Map<number, ProcessEntry>();
  for (const entry of table) {
    if (processes.known.has(nameOf(entry)) || marked.has(entry.pid) || (leads && entry.group === leader.pid)) members.set(entry.pid, entry);
  }
  for (let grown = true; grown; ) {
    const before = members.size;
    for (const entry of table) if (members.has(entry.parent)) members.set(entry.pid, entry);
    grown = members.size > before;
  }
  members.delete(process.pid);
  for (const entry of members.values()) processes.known.add(nameOf(entry));
  return [...members.values()];
}

/**
 * SIGTERM to all, SIGKILL to those that are left after `graceMs`. Processes that appear meanwhile get the same.
 * @returns how many processes were signalled.
 */
export async function stopProcesses(processes: RunProcesses, graceMs: number): Promise<{ killed: number }> {
  const signalled = new Set<string>();
  if (await signalUntilGone(processes, 'SIGTERM', graceMs, signalled)) return { killed: signalled.size };
  await signalUntilGone(processes, 'SIGKILL', KILL_MS, signalled);
  return { killed: signalled.size };
}

/**
 * Ends what a run left behind whose gate was killed: every process with the run's marker in its environment, and their
 * descendants. Where the system does not show environments (macOS, Windows) nothing can be proven, so nothing is ended.
 */
export async function stopLeftovers(run: string, graceMs = 2000): Promise<{ killed: number }> {
  return stopProcesses({ run, known: new Set() }, graceMs);
}

/** Ends the process `pid` and its tree on Windows, which has neither groups nor signals. */
export async function stopWindowsTree(pid: number): Promise<{ killed: number }> {
  try {
    await run('taskkill', ['/PID', String(pid), '/T', '/F']);
    return { killed: 1 };
  } catch {
    return { killed: 0 };
  }
}

async function signalUntilGone(processes: RunProcesses, signal: NodeJS.Signals, limitMs: number, signalled: Set<string>): Promise<boolean> {
  const deadline = Date.now() + limitMs;
  const told = new Set<string>();
  for (let gone = false; ; ) {
    const members = await membersOf(processes);
    // One that was started during the look, by one that ended during it, is seen by the next.
    if (members.length === 0 && gone) return true;
    gone = members.length === 0;
    if (gone) continue;
    for (const entry of members) {
      if (told.has(nameOf(entry))) continue;
      told.add(nameOf(entry));
      if (send(entry.pid, signal)) signalled.add(nameOf(entry));
    }
    if (Date.now() >= deadline) return false;
    await sleep(POLL_MS);
  }
}

function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
