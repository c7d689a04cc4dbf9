/** One agent as a child process, the leader of a process group of its own, so that all it starts can be ended with it. */
import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { stopProcesses, stopWindowsTree, type RunProcesses } from './stop.ts';
import { RUN_MARKER, nameOf, processTable } from './table.ts';
import { Tail } from './tail.ts';

/** How much of what the agent writes to its error stream is kept for messages, in UTF-16 units. */
const STDERR_KEPT = 8192;

export interface AgentCommand {
  command: string;
  args: string[];
  cwd: string;
  /** The whole environment of the agent. With `SIGNALBOX_RUN` in it, processes that leave the group are found too. */
  env: Record<string, string>;
}

export interface AgentExit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Set when the agent could not be started at all: what the system said. */
  problem?: string;
}

export interface AgentProcess {
  /** Undefined when it could not be started. */
  readonly pid: number | undefined;
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** The last part of what it wrote to its error stream; may hold secrets, so redact it before it is recorded or shown. */
  stderrTail(): string;
  /** Resolves, never rejects, when the process itself has ended. */
  readonly exited: Promise<AgentExit>;
  /**
   * Ends the agent and everything it started, also what left its group: SIGTERM, then SIGKILL after `graceMs`. May be called again,
   * and after the agent's own end, for what it left behind. `killed`: how many processes were signalled.
   */
  stop(graceMs: number): Promise<{ killed: number }>;
}

/** Starts an agent. Never throws: a command that cannot be started shows in `exited`. */
export function spawnAgent(options: AgentCommand): AgentProcess {
  const child = spawn(options.command, options.args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  const tail = new Tail(STDERR_KEPT);
  child.stderr.on('data', (chunk: Buffer) => tail.push(chunk));
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on('error', () => undefined);

  const processes: RunProcesses = { known: new Set() };
  const marker = options.env[RUN_MARKER];
  if (marker) processes.run = marker;
  const led = noteLeader(child.pid, processes);
  const exited = new Promise<AgentExit>((resolve) => {
    child.once('error', (error) => {
      if (child.pid === undefined) resolve({ code: null, signal: null, problem: error.message });
    });
    child.once('exit', (code, signal) => {
      const done = (): void => resolve({ code, signal });
      void noteGroup(child.pid, processes).then(done, done);
    });
  });

  async function stopTree(graceMs: number): Promise<{ killed: number }> {
    if (child.pid === undefined) return { killed: 0 };
    if (process.platform === 'win32') return stopWindowsTree(child.pid);
    await led;
    return stopProcesses(processes, graceMs);
  }
  let stopping: Promise<{ killed: number }> = Promise.resolve({ killed: 0 });

  return {
    pid: child.pid,
    stdin: child.stdin,
    stdout: child.stdout,
    stderrTail: () => tail.text(),
    exited,
    stop(graceMs) {
      const next = (): Promise<{ killed: number }> => stopTree(graceMs);
      stopping = stopping.then(next, next);
      return stopping;
    },
  };
}

/** Remembers the first process by its start, as long as it is there. */
async function noteLeader(pid: number | undefined, processes: RunProcesses): Promise<void> {
  if (pid === undefined) return;
  const entry = (await processTable()).find((candidate) => candidate.pid === pid && candidate.group === pid);
  if (!entry) return;
  processes.leader = entry;
  processes.known.add(nameOf(entry));
}

/**
 * Remembers who is left in the group at the moment its leader ends. Later the group's number proves nothing, since the system
 * may give it to others.
 */
async function noteGroup(pid: number | undefined, processes: RunProcesses): Promise<void> {
  for (const entry of await processTable()) if (entry.group === pid && entry.pid !== pid) processes.known.add(nameOf(entry));
}
