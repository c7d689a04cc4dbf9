/** One command that runs here for the agent, the leader of its own process group; its output is kept up to a limit. */
import { spawn, type ChildProcess } from 'node:child_process';
import type { FinishStatus } from '../../model/outcome.ts';

const KILL_AFTER_MS = 2000;
/** How long a command that has ended may still hand out what it wrote, while something it left behind holds the pipe. */
const DRAIN_MS = 100;

export interface TerminalCommand {
  /** A program and its arguments, or one line for the system's shell. */
  run: { argv: string[] } | { line: string };
  cwd: string;
  env: Record<string, string>;
  /** How many bytes of output are kept: the last ones. */
  limit: number;
  /** Given each piece of output as it comes. */
  echo(text: string): void;
}

export interface TerminalExit {
  exitCode: number | null;
  signal: string | null;
  status: FinishStatus;
}

export class Terminal {
  readonly exited: Promise<TerminalExit>;
  private readonly child: ChildProcess;
  private readonly limit: number;
  private parts: Buffer[] = [];
  private size = 0;
  private cut = false;
  private stopped = false;
  exit: TerminalExit | undefined;

  /** Starts at once. A command that cannot be started ends as failed, with what the system said as its output. */
  constructor(command: TerminalCommand) {
    this.limit = command.limit;
    const common = { cwd: command.cwd, env: command.env, stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'], detached: process.platform !== 'win32', windowsHide: true };
    const { run } = command;
    const child = 'line' in run ? spawn(run.line, { ...common, shell: true }) : spawn(run.argv[0] ?? '', run.argv.slice(1), common);
    this.child = child;
    const decoder = new TextDecoder();
    const onData = (chunk: Buffer): void => {
      this.keep(chunk);
      command.echo(decoder.decode(chunk, { stream: true }));
    };
    child.stdout?.on('data', onData);
    child.stderr?.on('data', onData);
    this.exited = new Promise((resolve) => {
      const end = (exitCode: number | null, signal: string | null): void => {
        if (this.exit) return;
        const status = this.stopped ? 'cancelled' : exitCode === 0 ? 'succeeded' : 'failed';
        this.exit = { exitCode, signal, status };
        resolve(this.exit);
      };
      child.once('error', (error) => {
        this.keep(Buffer.from(`${error.message}\n`));
        if (child.pid === undefined) end(null, null);
      });
      child.once('close', end);
      child.once('exit', (exitCode, signal) => setTimeout(() => end(exitCode, signal), DRAIN_MS));
    });
  }

  /** What was kept of the output, from the first whole character on; `truncated`: more came before it. */
  output(): { output: string; truncated: boolean } {
    const bytes = Buffer.concat(this.parts);
    let start = this.cut ? Math.max(bytes.length - this.limit, 0) : 0;
    while (this.cut && start < bytes.length && (bytes[start] ?? 0) >> 6 === 0b10) start += 1;
    return { output: bytes.subarray(start).toString('utf8'), truncated: this.cut };
  }

  /** Ends the command and its group: SIGTERM, then SIGKILL. Resolves when it has ended. */
  async kill(): Promise<void> {
    if (!this.exit) {
      this.stopped = true;
      this.signal('SIGTERM');
      const timer = setTimeout(() => this.signal('SIGKILL'), KILL_AFTER_MS);
      await this.exited;
      clearTimeout(timer);
    }
  }

  private signal(signal: NodeJS.Signals): void {
    const { pid } = this.child;
    // While the child has not been reaped its id, and so its group, cannot be anybody else's.
    if (pid === undefined || this.child.exitCode !== null || this.child.signalCode !== null) return;
    try {
      if (process.platform === 'win32') this.child.kill();
      else process.kill(-pid, signal);
    } catch {
      // It has ended in this moment.
    }
  }

  private keep(chunk: Buffer): void {
    this.parts.push(chunk);
    this.size += chunk.length;
    if (this.size > this.limit) this.cut = true;
    while (this.parts[0] && this.size - this.parts[0].length >= this.limit) {
      this.size -= this.parts[0].length;
      this.parts.shift();
    }
  }
}
