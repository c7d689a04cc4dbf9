/** One live run: starts the agent, drives its turns, ends it, and has its record sealed. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ToolCall } from '../agents/adapter.ts';
import { adapters } from '../agents/adapters/index.ts';
import { AgentError } from '../doors/session.ts';
import { HookDoor, refusal, type HookListener } from '../doors/hooks/door.ts';
import type { HookAnswer, LiveRun } from '../gate/protocol.ts';
import type { RunEnd } from '../model/outcome.ts';
import { Canary } from './canary.ts';
import { observeTools } from './capabilities.ts';
import { connect, type Connected } from './connect.ts';
import { coverageOf, type Coverage } from './coverage.ts';
import type { GatedRun, UngatedCall } from './gated-run.ts';
import { liveGate, type LiveGate } from './live-gate.ts';
import type { OpenedRecord } from './open-record.ts';
import type { AgentExit } from './processes/agent-process.ts';
import type { RunHandle } from './live-run.ts';
import { RUN_MARKER } from './processes/table.ts';
import type { RunParts, RunSpec } from './run-types.ts';
import { sealRun } from './seal.ts';
import { Subagents } from './subagents.ts';
import type { Transcript } from './transcript.ts';

/** How long an agent may take to end its turn when asked; to end when its input is closed. In ms. */
const CANCEL_TIME = 2_000;
const STOP_GRACE = 3_000;
/** How long an agent that has closed its output may take to end, in ms. */
const EXIT_TIME = 3000;
/** How long an MCP server may take to list its tools, in ms. */
const PROBE_TIME = 15_000;

export class Run implements RunHandle {
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
  private readonly canary: Canary;
  private readonly waits: LiveGate['waits'];
  private connected: Connected | undefined;
  private hooks: HookDoor | undefined;
  /** What hooks are telling now. */
  private readonly hearing = new Set<Promise<unknown>>();
  private parentOf: HookListener['parentOf'] = () => undefined;
  private turn: string | undefined;
  private conversation: Record<string, unknown> = {};
  private notGated: string | undefined;
  private probing: Promise<void> | undefined;
  private readonly probe = new AbortController();
  private phase: LiveRun['phase'] = 'starting';
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
    ({ gated: this.gated, transcript: this.transcript, waits: this.waits } = liveGate(parts, spec, record, {
      signal: this.stopping.signal,
      changed,
      onBroken: (error) => this.breakDown(error),
      onUngated: (call) => this.sawUngated(call),
      turn: () => this.turn,
    }));
    this.canary = new Canary({
      patience: parts.canaryTime,
      now: parts.now,
      onReached: (how, durationMs) => void this.gated.append({ type: 'gate.probed', basis: 'mediated', data: { reached: true, how, durationMs } }).then(changed, () => undefined),
      onMissed: (why) => this.stopUngated(why),
    });
  }

  live(): LiveRun {
    const { agent } = this.spec;
    return {
      run: this.id,
      agent: { id: agent.id, name: agent.name },
      title: this.record.redactor.text(this.spec.prompt).split('\n', 1)[0]!.slice(0, 200),
      phase: this.phase === 'running' && this.waits() ? 'waiting' : this.phase,
      startedAt: this.startedAt,
      folder: this.recordFolder,
      events: this.record.writer.events,
      ...(this.end === undefined ? {} : { end: this.end }),
      ...this.liveCoverage(),
      ...(this.conversation['canResume'] === true && this.conversation['gen_ai.conversation.id'] !== undefined ? { continuable: true } : {}),
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
    void this.connected?.session.cancel();
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
      do {
        await this.turns();
        // A turn may be over before it is known whether it was gated.
        if (this.connected?.gate === 'hooks') await this.orStopped(this.canary.settled);
      } while (this.prompts.length > 0 && !this.stopping.signal.aborted);
      this.end = 'completed';
    } catch (error) {
      this.end = 'failed';
      this.problem ??= await this.explain(error);
    }
    await this.finish();
  }

  /** One payload of the agent's hooks, and the answer to it. Whatever goes wrong is a refusal. */
  async hook(payload: unknown, agent: string | undefined, signal: AbortSignal): Promise<HookAnswer> {
    const door = (agent === undefined ? undefined : this.doorOf(agent)) ?? this.hooks;
    if (door === undefined || this.stopping.signal.aborted) return refusal('Signalbox has no such session, or it is being stopped.');
    const heard = door.receive(payload, AbortSignal.any([signal, this.stopping.signal]));
    this.hearing.add(heard);
    try {
      return await heard;
    } catch (error) {
      return refusal(`Signalbox could not decide: ${(error as Error).message}`);
    } finally {
      this.hearing.delete(heard);
    }
  }

  /** Hooks that the person has installed: of this agent, whose calls they tell of a second time, or of one that it has started, whose calls are calls of this run. */
  private doorOf(agent: string): HookDoor | undefined {
    const adapter = adapters[agent];
    if (adapter?.hooks === undefined || this.connected === undefined) return undefined;
    const listener = { reached: () => undefined, parentOf: agent === this.spec.agent.id ? this.parentOf : () => undefined };
    return new HookDoor({ gate: this.gated, adapter: { describe: adapter.describe, hooks: adapter.hooks }, listener, context: this.connected.context, door: 'hook of an installed agent' });
  }

  private async connect(): Promise<void> {
    const { agent, servers } = this.spec;
    const env = { ...agent.env, [RUN_MARKER]: this.id, SIGNALBOX_SOCKET: this.parts.socket, SIGNALBOX_RUN_TOKEN: this.token };
    const dir = join(this.parts.launches, this.id);
    const asked = this.parts.now().getTime();
    const connected = await connect(this.parts, this.spec, this.gated, { env, dir, named: (session, model, version) => this.named(session, model, version) });
    this.connected = connected;
    const { adapter } = connected;
    if (adapter?.hooks !== undefined) {
      const subagents = new Subagents(this.gated, adapter.subagentTools ?? []);
      const unnamed = (call: ToolCall) => adapter.unnamedSubagents === true && connected.session.announced?.(call) === false;
      const parentOf = (call: ToolCall) => (unnamed(call) ? subagents.parentOfUnannounced() : subagents.parentOf(call));
      this.parentOf = parentOf;
      const listener = { reached: (how: string) => this.canary.seen(how), parentOf };
      this.hooks = new HookDoor({ gate: this.gated, adapter: { describe: adapter.describe, hooks: adapter.hooks }, listener, context: connected.context });
    }
    for (const problem of servers.problems) await this.gated.fault('mcp-server-left-out', problem);
    for (const { code, message } of connected.notes) await this.gated.fault(code, message);
    this.probing = this.probeTools(env).catch((error: unknown) => this.gated.fault('tools-unknown', `The tools of the MCP servers are not known: ${(error as Error).message}`));
    const started = await this.orStopped(connected.session.start());
    if (connected.gate === 'acp') {
      await this.gated.append({ type: 'gate.probed', basis: 'mediated', data: { reached: true, how: 'acp session', durationMs: Math.max(0, this.parts.now().getTime() - asked) } });
    }
    this.conversation = { canResume: started.canResume, ...(started.session === '' ? {} : { 'gen_ai.conversation.id': started.session }) };
    await this.gated.append({
      type: 'capabilities.observed',
      basis: 'reported',
      data: {
        tools: [],
        servers: servers.observed.map((server) => ({ ...server })),
        permissions: [...connected.permissions, ...started.modes.filter((mode) => mode.current).map((mode) => ({ name: 'mode', value: mode.id }))],
        changes: [],
        ...this.conversation,
        reportedAgent: started.agent,
      },
    });
    this.enter('running');
  }

  /** A headless agent says the id of its session only when it works. */
  private async named(session: string, model: string | undefined, version: string | undefined): Promise<void> {
    this.conversation = { canResume: true, 'gen_ai.conversation.id': session };
    const reported = { ...(model === undefined ? {} : { 'gen_ai.request.model': model }), ...(version === undefined ? {} : { reportedAgent: { version } }) };
    await this.gated.append({ type: 'capabilities.observed', basis: 'reported', data: { tools: [], servers: [], permissions: [], changes: [], ...this.conversation, ...reported } });
  }

  private get coverage(): Coverage | undefined {
    if (this.connected === undefined) return undefined;
    const { gate } = this.connected;
    return coverageOf({ gate, reached: gate === 'hooks' ? this.canary.reached : true, ...this.gated.counts });
  }

  private liveCoverage(): Pick<LiveRun, 'coverage'> {
    if (this.notGated !== undefined) return { coverage: 'not gated' };
    const { coverage } = this;
    const unknown = coverage === undefined || (this.connected?.gate === 'hooks' && !this.canary.reached);
    return unknown ? {} : { coverage };
  }

  /** A call was done that no hook told of. Some tools of some agents are known for that; any other means that the hooks are off. */
  private sawUngated({ tool, title, how }: UngatedCall): void {
    if (this.connected?.gate !== 'hooks') return;
    if (how !== undefined) return this.canary.miss(`The agent did "${title}"${ungatedWords[how]}`);
    if (tool !== undefined && this.connected.adapter?.unhooked?.includes(tool)) return;
    this.canary.miss(`The agent did "${title}" without its hooks telling of it.`);
  }

  private stopUngated(why: string): void {
    this.notGated = `This run is not gated, so it was stopped: ${why}`;
    void this.gated.fault('not-gated', this.notGated).catch(() => undefined);
    this.stop('Signalbox', this.notGated);
    // What is heard only while the agent is being ended counts no less.
    this.stopped ??= { by: 'Signalbox', reason: this.notGated };
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
      this.turn = step;
      if (this.connected?.gate === 'hooks') this.canary.arm();
      const begun = this.parts.now().getTime();
      const reason = await this.orStopped(this.connected!.session.prompt(step, prompt));
      await this.gated.settle();
      await this.gated.append({ type: 'turn.ended', basis: 'reported', step, data: { reason, durationMs: Math.max(0, this.parts.now().getTime() - begun) } });
    }
  }

  /** What the agent does, or the stop, whichever is first. A stopped agent is given a moment to end its turn by itself. */
  private orStopped<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        void this.connected?.session.cancel();
        setTimeout(() => reject(new Error('The run was stopped.')), CANCEL_TIME);
      };
      if (this.stopping.signal.aborted) stop();
      else this.stopping.signal.addEventListener('abort', stop, { once: true });
      work.then(resolve, reject).finally(() => this.stopping.signal.removeEventListener('abort', stop));
    });
  }

  private async finish(): Promise<void> {
    this.judge();
    this.enter('sealing');
    try {
      this.canary.end();
      await this.connected?.session.close();
      this.probe.abort();
      await this.probing;
      await this.connected?.stop(STOP_GRACE);
      const exit = await this.connected?.exit();
      await this.connected?.clean();
      // The agent is gone: nothing more is decided, and what was heard of it last counts.
      this.stopping.abort();
      await Promise.allSettled(this.hearing);
      await this.gated.settle();
      const end = this.judge();
      if (this.stopped !== undefined) {
        const { by, reason } = this.stopped;
        await this.gated.append({ type: 'run.stopped', basis: 'mediated', data: { by, how: 'ended the agent and all it started', ...(reason === undefined ? {} : { reason }) } });
      }
      if (this.problem !== undefined && this.notGated === undefined) await this.gated.fault('run-failed', this.problem);
      const { run, writer, before } = this.record;
      const { coverage } = this;
      await sealRun(this.parts.seal, { run, recordFolder: this.recordFolder, writer, before, end, beside: () => this.parts.openRuns.beside(run), ...(coverage === undefined ? {} : { coverage }), ...(exit === undefined ? {} : { exit: { code: exit.code, signal: exit.signal } }) });
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

  /** How the run ends, as far as that is known: a call that was not gated may turn up until the agent is gone. */
  private judge(): RunEnd {
    if (this.stopped !== undefined) {
      this.end = 'stopped';
      this.problem = this.notGated;
    }
    return (this.end ??= 'failed');
  }

  private async explain(error: unknown): Promise<string> {
    const message = error instanceof Error ? error.message : String(error);
    if (!(error instanceof AgentError)) return message;
    const parts = [message];
    const exit = this.connected?.exit();
    if (error.code === 'gone' && exit !== undefined) parts.push(await exitOf(exit));
    const said = this.connected?.stderrTail().trim() ?? '';
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
}

const ungatedWords: Record<NonNullable<UngatedCall['how']>, string> = {
  changed: ', which is not what was decided: another of its hooks changes calls.',
  denied: ' although it was denied: it does not wait for its hooks.',
  early: ' before it was decided: it does not wait for its hooks.',
};

/** How the agent's process ended, in a sentence; empty where it lives on. */
async function exitOf(exited: Promise<AgentExit>): Promise<string> {
  const exit = await Promise.race([exited, sleep(EXIT_TIME, undefined)]);
  if (exit === undefined) return '';
  if (exit.problem !== undefined) return `It could not be started: ${exit.problem}.`;
  return exit.signal === null ? `The agent ended with exit code ${exit.code}.` : `The agent was ended by ${exit.signal}.`;
}
