/** Starts one agent as its catalog entry or its adapter says, and opens the session with it. */
import { mkdir, readFile, realpath, rm, stat } from 'node:fs/promises';
import { join, relative, isAbsolute } from 'node:path';
import type { AgentAdapter, DescribeContext, Wiring } from '../agents/adapter.ts';
import { adapters } from '../agents/adapters/index.ts';
import { createAcpSession } from '../doors/acp/session.ts';
import { HeadlessSession } from '../doors/headless/session.ts';
import type { AgentSession } from '../doors/session.ts';
import type { RunGate } from '../gate/run-gate.ts';
import { hookCommand } from './hook-command.ts';
import { spawnAgent, type AgentExit, type AgentProcess } from './processes/agent-process.ts';
import type { RunParts, RunSpec } from './run-types.ts';

/** How long an agent may take to answer its first requests, in ms. */
const START_TIME = 60_000;
/** The largest file that is read to show what an edit changes, in bytes. */
const MAX_READ = 2 * 1024 * 1024;

export interface Connected {
  session: AgentSession;
  adapter: AgentAdapter | undefined;
  gate: Wiring['gate'];
  notes: Wiring['notes'];
  permissions: Wiring['permissions'];
  context: DescribeContext;
  /** Ends all processes of the agent and all they started. */
  stop(graceMs: number): Promise<void>;
  /** How the agent's (last) process ended; undefined where none was started. */
  exit(): Promise<AgentExit> | undefined;
  stderrTail(): string;
  /** Removes what was written for this launch. */
  clean(): Promise<void>;
}

export interface ConnectOptions {
  /** The environment of the agent, with the run's own variables in it. */
  env: Record<string, string>;
  /** Private folder for what a launch needs; made here. */
  dir: string;
  /** The agent has named its session (headless). */
  named: (session: string, model: string | undefined, version: string | undefined) => Promise<void>;
}

/** @throws {Error} with a sentence for the person, when the launch cannot be prepared. */
export async function connect(parts: RunParts, spec: RunSpec, gate: RunGate, { env, dir, named }: ConnectOptions): Promise<Connected> {
  const { agent, servers, resume } = spec;
  const adapter = agent.programs === undefined ? undefined : adapters[agent.id];
  const context = { ...workspaceReader(parts.folder), servers: servers.servers.map(({ name }) => name) };
  const wiring = await wire(parts, spec, adapter, env, dir);
  const whole = { ...env, ...wiring.env };
  const started: AgentProcess[] = [];
  const spawn = ({ command, args }: { command: string; args: string[] }) => {
    const process = spawnAgent({ command, args, cwd: parts.folder, env: whole });
    started.push(process);
    return process;
  };
  const session = wiring.speaks === 'acp' ? acp(wiring, spawn(wiring)) : lines(wiring);

  function acp(wired: Extract<Wiring, { speaks: 'acp' }>, { stdin, stdout }: AgentProcess): AgentSession {
    return createAcpSession(gate, {
      input: stdin,
      output: stdout,
      cwd: parts.folder,
      env: whole,
      servers: servers.servers,
      client: { name: 'signalbox', version: parts.host.signalbox },
      startTimeout: START_TIME,
      gatedByHooks: wired.gate === 'hooks',
      questions: spec.launch.questions ?? (spec.launch.approve ?? 'ask') === 'ask',
      ...(adapter === undefined ? {} : { adapter, context }),
      ...(wired.sessionMeta === undefined ? {} : { sessionMeta: wired.sessionMeta }),
      ...(wired.mode === undefined ? {} : { mode: wired.mode }),
      ...(wired.acpVersion === undefined ? {} : { protocol: wired.acpVersion }),
      ...(resume === undefined ? {} : { resume: resume.session }),
    });
  }

  function lines(wired: Extract<Wiring, { speaks: 'lines' }>): AgentSession {
    if (adapter === undefined) throw new Error('An agent that prints lines needs an adapter.');
    return new HeadlessSession(gate, { stream: wired.stream, turn: wired.turn, adapter, context, spawn, named, ...(resume === undefined ? {} : { resume: resume.session }) });
  }

  return {
    session,
    adapter,
    gate: wiring.gate,
    notes: wiring.notes,
    permissions: wiring.permissions,
    context,
    stop: async (graceMs) => void (await Promise.all(started.map((process) => process.stop(graceMs)))),
    exit: () => started.at(-1)?.exited,
    stderrTail: () => started.at(-1)?.stderrTail() ?? '',
    clean: () => rm(dir, { recursive: true, force: true }),
  };
}

async function wire(parts: RunParts, { agent, launch }: RunSpec, adapter: AgentAdapter | undefined, env: Record<string, string>, dir: string): Promise<Wiring> {
  if (adapter === undefined || agent.programs === undefined) {
    return { speaks: 'acp', command: agent.command, args: agent.args, env: {}, gate: 'acp', notes: [], permissions: [], ...(agent.acp === undefined ? {} : { acpVersion: agent.acp }) };
  }
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const timeout = Math.min(parts.hooks.timeout, adapter.longestHook ?? Infinity);
  const hook = { ...(await hookCommand({ ...parts.hooks, timeout }, dir)), url: await parts.hooks.url(), tokenVariable: 'SIGNALBOX_RUN_TOKEN', timeout, plugin: join(parts.hooks.dist, 'opencode-plugin.js') };
  return adapter.wire({ programs: agent.programs, cwd: parts.folder, trusted: launch.trusted, dir, env, hook });
}

/** The context in which a call is described: files of the workspace may be read. */
export function workspaceReader(folder: string): DescribeContext {
  return { cwd: folder, readText: (path: string) => readText(path, folder) };
}

/** What an edit would change is shown for files of the workspace; others are not read on an agent's behalf. */
async function readText(path: string, root: string): Promise<string | undefined> {
  try {
    const real = await realpath(path);
    const inside = relative(root, real);
    if (inside.startsWith('..') || isAbsolute(inside)) return undefined;
    const { size } = await stat(real);
    if (size > MAX_READ) return undefined;
    const bytes = await readFile(real);
    return bytes.includes(0) ? undefined : bytes.toString('utf8');
  } catch {
    return undefined;
  }
}
