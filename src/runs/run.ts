/** One live run: starts the agent, drives its turns, ends it, and has its record sealed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { AcpError, type AcpSession } from '../doors/acp/types.ts';
import { createAcpSession } from '../doors/acp/session.ts';
import type { PipelineRun } from '../gate/pipeline.ts';
import type { LiveRun } from '../gate/protocol.ts';
import type { RunEnd } from '../model/outcome.ts';
import { observeTools } from './capabilities.ts';
import { GatedRun } from './gated-run.ts';
import type { OpenedRecord } from './open-record.ts';
import { spawnAgent, type AgentProcess } from './processes/agent-process.ts';
import { RUN_MARKER } from './processes/table.ts';
import type { RunParts, RunSpec } from './run-types.ts';
import { sealRun } from './seal.ts';
import { Transcript } from './transcript.ts';

/** How long an agent may take to answer its first requests; to end its turn when asked; to end when its input is closed. In ms. */
const START_TIME = 60_000;
const CANCEL_TIME = 2_000;
const STOP_GRACE = 3_000;
/** How long an agent that has closed its output may take to end, in ms. */
const EXIT_TIME = 500;
/** How long an MCP server may take to list its tools, in ms. */
const PROBE_TIME = 15_000;

export class Run {
  readonly id: string;
  readonly recordFolder: string;
  readonly token: string;
  readonly transcript: Transcript;
  readonly gated: GatedRun;
  private readonly parts: RunParts;
  private readonly spec: RunSpec;
  private readonly record: OpenedRecord;
  private readonly changed: () => void;
  private readonly stopping = new AbortController();
  private readonly startedAt: string;
  private readonly prompts: string[];
  private agent: AgentProcess | undefined;
  private session: AcpSession | undefined;
  private probing: Promise<void> | undefined;
  private readonly probe = new AbortController();
  private phase: LiveRun['phase'] = 'starting';
  private waits = 0;
  private stopped: { by: string; reason?: string } | undefined;
  private problem: string | undefined;
  private end: RunEnd | undefined;

  /** @param changed called when what `live` gives may have changed. */
  constructor(parts: RunParts, spec: RunSpec, record: OpenedRecord, changed: () => void) {
    this.parts = parts;
    this.spec = spec;
    this.record = record;
    this.changed = changed;
    this.id = record.run;
    this.recordFolder = record.folder;
    this.token = record.token;
    this.startedAt = parts.now().toISOString();
    this.prompts = [spec.prompt];
    this.transcript = new Transcript((text) => record.redactor.text(text));
    this.gated = new GatedRun({ pipeline: parts.pipeline, run: this.pipelineRun(), transcript: this.transcript, now: parts.now, onRecorded: changed, onBroken: (error) => this.breakDown(error) });
  }

  live(): LiveRun {
    const { agent } = this.spec;
    return {
      run: this.id,
      agent: { id: agent.id, name: agent.name },
      title: this.record.redactor.text(this.spec.prompt).split('\n', 1)[0]!.slice(0, 200),
      phase: this.phase === 'running' && this.waits > 0 ? 'waiting' : this.phase,
      startedAt: this.startedAt,
      folder: this.recordFolder,
      events: this.record.writer.events,
      ...(this.end === undefined ? {} : { end: this.end }),
      ...(this.problem === undefined ? {} : { problem: this.record.redactor.text(this.problem) }),
    };
  }

  /** Another turn after the present one. @throws {Error} when the run is ending. */
  prompt(text: string): void {
    if (this.phase !== 'starting' && this.phase !== 'running') throw new Error('The run is ending.');
    this.prompts.push(text);
  }

  /** Ends what the agent is doing now; a prompt that waits is its next turn all the same. */
  cancelTurn(): void {
    void this.session?.cancel();
  }

  /** Ends the agent and all that it started; approvals that wait are denied. Idempotent. */
  stop(by: string, reason?: string): void {
    if (this.stopped !== undefined || this.phase === 'sealing' || this.phase === 'ended') return;
    this.stopped = { by, ...(reason === undefined ? {} : { reason }) };
    this.enter('stopping');
    this.transcript.note('bad', `stopped by ${by}${reason === undefined ? '' : `: ${reason}`}`);
    this.stopping.abort();
  }

  /** Does all of it; resolves when the record is sealed. Never rejects. */
  async perform(): Promise<void> {
    try {
      await this.connect();
      await this.turns();
      this.end = 'completed';
    } catch (error) {
      this.end = 'failed';
      this.problem ??= await this.explain(error);
    }
    if (this.stopped !== undefined) {
      this.end = 'stopped';
      this.problem = undefined;
    }
    await this.finish(this.end);
  }

  private async connect(): Promise<void> {
    const { agent, servers, resume } = this.spec;
    const env = { ...agent.env, [RUN_MARKER]: this.id, SIGNALBOX_SOCKET: this.parts.socket, SIGNALBOX_RUN_TOKEN: this.token };
    this.agent = spawnAgent({ command: agent.command, args: agent.args, cwd: this.parts.folder, env });
    this.session = createAcpSession(this.gated, {
      input: this.agent.stdin,
      output: this.agent.stdout,
      cwd: this.parts.folder,
      env,
      servers: servers.servers,
      client: { name: 'signalbox', version: this.parts.host.signalbox },
      startTimeout: START_TIME,
      ...(resume === undefined ? {} : { resume: resume.session }),
    });
    for (const problem of servers.problems) await this.gated.fault('mcp-server-left-out', problem);
    this.probing = this.probeTools(env).catch((error: unknown) => this.gated.fault('tools-unknown', `The tools of the MCP servers are not known: ${(error as Error).message}`));
    const asked = this.parts.now().getTime();
    const started = await this.orStopped(this.session.start());
    await this.gated.append({ type: 'gate.probed', basis: 'mediated', data: { reached: true, how: 'acp session', durationMs: Math.max(0, this.parts.now().getTime() - asked) } });
    await this.gated.append({
      type: 'capabilities.observed',
      basis: 'reported',
      data: {
        tools: [],
        servers: servers.observed.map((server) => ({ ...server })),
        permissions: started.modes.filter((mode) => mode.current).map((mode) => ({ name: 'mode', value: mode.id })),
        changes: [],
        'gen_ai.conversation.id': started.session,
        reportedAgent: started.agent,
        canResume: started.canResume,
      },
    });
    this.enter('running');
  }

  /** Goes on beside the first turn: an agent need not wait until every server has answered. */
  private async probeTools(env: Record<string, string>): Promise<void> {
    const client = { name: 'signalbox', version: this.parts.host.signalbox };
    const options = { cwd: this.parts.folder, env, client, timeout: PROBE_TIME, signal: this.probe.signal };
    const seen = await observeTools(this.spec.servers, this.spec.before, options);
    if (seen === undefined) return;
    await this.gated.append({ type: 'capabilities.observed', basis: 'observed', data: seen.capabilities });
    for (const problem of seen.problems) await this.gated.fault('tools-unknown', problem);
  }

  private async turns(): Promise<void> {
    for (let prompt = this.prompts.shift(); prompt !== undefined; prompt = this.prompts.shift()) {
      const step = this.gated.newStep();
      await this.gated.append({ type: 'input.given', basis: 'mediated', step, data: { text: prompt, digest: '0'.repeat(64), by: this.parts.person.name } });
      this.transcript.note('quiet', `> ${prompt}`);
      const begun = this.parts.now().getTime();
      const reason = await this.orStopped(this.session!.prompt(step, prompt));
      await this.gated.append({ type: 'turn.ended', basis: 'reported', step, data: { reason, durationMs: Math.max(0, this.parts.now().getTime() - begun) } });
    }
  }

  /** What the agent does, or the stop, whichever is first. A stopped agent is given a moment to end its turn by itself. */
  private orStopped<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        void this.session?.cancel();
        setTimeout(() => reject(new Error('The run was stopped.')), CANCEL_TIME);
      };
      if (this.stopping.signal.aborted) stop();
      else this.stopping.signal.addEventListener('abort', stop, { once: true });
      work.then(resolve, reject).finally(() => this.stopping.signal.removeEventListener('abort', stop));
    });
  }

  private async finish(end: RunEnd): Promise<void> {
    this.enter('sealing');
    try {
      await this.session?.close();
      this.probe.abort();
      await this.probing;
      await this.agent?.stop(STOP_GRACE);
      const exit = await this.agent?.exited;
      if (this.stopped !== undefined) {
        const { by, reason } = this.stopped;
        await this.gated.append({ type: 'run.stopped', basis: 'mediated', data: { by, how: 'ended the agent and all it started', ...(reason === undefined ? {} : { reason }) } });
      }
      if (this.problem !== undefined) await this.gated.fault('run-failed', this.problem);
      const { run, writer, before } = this.record;
      await sealRun(this.parts.seal, { run, recordFolder: this.recordFolder, writer, before, end, ...(exit === undefined ? {} : { exit: { code: exit.code, signal: exit.signal } }) });
      this.parts.openRuns.remove(this.id);
      this.transcript.note('quiet', `run ${this.id} ${end}; its record is sealed`);
    } catch (error) {
      // The run stays on the list of open runs: the next gate seals it.
      const failed = `The record could not be sealed: ${(error as Error).message}`;
      this.problem = this.problem === undefined ? failed : `${this.problem} ${failed}`;
      this.end = 'failed';
      this.parts.log('error', `${this.id}: ${this.problem}`);
      this.transcript.note('bad', this.problem);
    }
    this.enter('ended');
  }

  private async explain(error: unknown): Promise<string> {
    const message = error instanceof Error ? error.message : String(error);
    if (!(error instanceof AcpError)) return message;
    const parts = [message];
    if (error.code === 'gone' && this.agent !== undefined) parts.push(await exitOf(this.agent));
    const said = this.agent?.stderrTail().trim() ?? '';
    if (said !== '') parts.push(`It last wrote: ${said.slice(-1000)}`);
    return parts.filter((part) => part !== '').join(' ');
  }

  /** The record cannot be written: nothing more may happen in this run. */
  private breakDown(error: Error): void {
    this.problem ??= `The record cannot be written: ${error.message}`;
    this.parts.log('error', `${this.id}: ${this.problem}`);
    if (this.stopping.signal.aborted) return;
    this.stopping.abort();
  }

  private enter(phase: LiveRun['phase']): void {
    if (this.phase === 'ended' || (this.phase === 'stopping' && phase === 'running')) return;
    this.phase = phase;
    this.changed();
  }

  private pipelineRun(): PipelineRun {
    const { redactor, writer, run } = this.record;
    const { agent, launch } = this.spec;
    return {
      id: run,
      agent: { id: agent.id, name: agent.name },
      cwd: this.parts.folder,
      approve: launch.approve ?? 'ask',
      trusted: launch.trusted,
      writer,
      redactor,
      grants: [],
      signal: this.stopping.signal,
      waiting: (waits) => {
        this.waits += waits ? 1 : -1;
        this.changed();
      },
    };
  }
}

/** How the agent's process ended, in a sentence; empty where it lives on. */
async function exitOf({ exited }: AgentProcess): Promise<string> {
  const exit = await Promise.race([exited, sleep(EXIT_TIME, undefined)]);
  if (exit === undefined) return '';
  if (exit.problem !== undefined) return `It could not be started: ${exit.problem}.`;
  return exit.signal === null ? `The agent ended with exit code ${exit.code}.` : `The agent was ended by ${exit.signal}.`;
}
