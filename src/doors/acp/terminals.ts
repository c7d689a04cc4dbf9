/** `terminal/*`: commands that the agent has run by the client. Each is decided before it starts and recorded as mediated when it ends. */
import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { CreateTerminalRequest } from '@agentclientprotocol/sdk';
import type { RunGate } from '../../gate/run-gate.ts';
import type { Action } from '../../model/action.ts';
import { oneLine, type Described } from './action.ts';
import type { Mediated } from './calls.ts';
import { commandLine, quoteWord } from './quote.ts';
import { Terminal } from './terminal.ts';

const DEFAULT_LIMIT = 1024 * 1024;
const MAX_LIMIT = 8 * 1024 * 1024;
const MAX_TERMINALS = 64;

export class Terminals {
  private readonly gate: RunGate;
  private readonly cwd: string;
  private readonly env: Record<string, string>;
  private readonly failed: (error: unknown) => void;
  private readonly open = new Map<string, { terminal: Terminal; command: string; recorded: Promise<void> }>();
  /** Also those that were released: their end is still to be recorded. */
  private readonly recording = new Set<Promise<void>>();

  constructor(gate: RunGate, env: Record<string, string>, failed: (error: unknown) => void) {
    this.gate = gate;
    this.cwd = gate.cwd;
    this.env = env;
    this.failed = failed;
  }

  /** The command as an action. One without arguments is a line for the shell, as clients of ACP run it. */
  describe(request: CreateTerminalRequest): Described {
    const { args = [], env = [] } = request;
    const assignments = env.map(({ name, value }) => `${name}=${quoteWord(value)}`);
    const line = args.length > 0 ? commandLine([request.command, ...args]) : request.command;
    const exported = args.length > 0 ? `${assignments.join(' ')} ${line}` : `export ${assignments.join(' ')}; ${line}`;
    const action: Action = {
      kind: 'exec',
      command: (assignments.length > 0 ? exported : line).toWellFormed(),
      ...(args.length > 0 && assignments.length === 0 ? { argv: [request.command, ...args].map((word) => word.toWellFormed()) } : {}),
      cwd: this.place(request),
    };
    return { action, title: oneLine(action.command) };
  }

  /** The folder that it is to run in, absolute. */
  place(request: CreateTerminalRequest): string {
    return resolve(this.cwd, request.cwd ?? '.');
  }

  /** Whether another one may be started. */
  get full(): boolean {
    return this.open.size >= MAX_TERMINALS;
  }

  /** Starts what was decided and allowed. @returns its id */
  start(request: CreateTerminalRequest, mediated: Mediated): string {
    const { args = [], env = [] } = request;
    const began = Date.now();
    const terminal = new Terminal({
      run: args.length > 0 ? { argv: [request.command, ...args] } : { line: request.command },
      cwd: this.place(request),
      // Signalbox's own variables, by which a run's processes are found, are not the agent's to set.
      env: { ...this.env, ...Object.fromEntries(env.filter(({ name }) => !/^SIGNALBOX_/i.test(name)).map(({ name, value }) => [name, value])) },
      limit: Math.min(request.outputByteLimit ?? DEFAULT_LIMIT, MAX_LIMIT),
      echo: (text) => this.gate.transcript(text),
    });
    const recorded: Promise<void> = terminal.exited
      .then(({ exitCode, status }) =>
        mediated.finish({
          status,
          basis: 'mediated',
          result: terminal.output().output,
          durationMs: Date.now() - began,
          ...(exitCode === null ? {} : { exitCode }),
        }),
      )
      .catch(this.failed)
      .finally(() => this.recording.delete(recorded));
    this.recording.add(recorded);
    const id = randomUUID();
    this.open.set(id, { terminal, command: commandOf(this.describe(request).action), recorded });
    return id;
  }

  get(id: string): Terminal | undefined {
    return this.open.get(id)?.terminal;
  }

  command(id: string): string | undefined {
    return this.open.get(id)?.command;
  }

  /** Ends it, if it runs, and forgets it. False where there is none. */
  async release(id: string): Promise<boolean> {
    const entry = this.open.get(id);
    if (!entry) return false;
    this.open.delete(id);
    await entry.terminal.kill();
    await entry.recorded;
    return true;
  }

  /** Ends all of them; resolves when their ends are in the record. */
  async close(): Promise<void> {
    await Promise.all([...this.open.keys()].map((id) => this.release(id)));
    await Promise.all(this.recording);
  }
}

function commandOf(action: Action): string {
  return action.kind === 'exec' ? action.command : '';
}
