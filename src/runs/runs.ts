/** All live runs of a gate: launching, stopping and finding them. What the gate's server is asked to do with runs ends here. */
import { homedir } from 'node:os';
import type { AgentPlaces } from '../agents/types.ts';
import { addAgent, listAgents, resolveAgent } from '../agents/agents.ts';
import { filesToGate, refreshHooks, gateHere, isGatedHere, ungateHere, type GateHereParts } from '../agents/install/gate-here.ts';
import { workspaceServers } from '../agents/mcp-servers.ts';
import { registryFile, unregisterAgent } from '../agents/registry.ts';
import type { GatedFolder } from '../gate/gated-folders.ts';
import { CannotLaunch, NoSuchRun, NotItsStep, type Operations } from '../gate/operations.ts';
import type { PolicyStore } from '../gate/policy-store.ts';
import { titleOf } from '../gate/presentation.ts';
import type { HookAnswer, Launch, LiveRun, Params, Result } from '../gate/protocol.ts';
import type { Proposed } from '../gate/run-gate.ts';
import type { Action } from '../model/action.ts';
import type { Outcome } from '../model/outcome.ts';
import { ensureSignalboxFolder } from '../record/paths.ts';
import { newestReceipts } from '../record/receipt.ts';
import { lastCapabilities } from './capabilities.ts';
import { openRecord } from './open-record.ts';
import { resumable } from './resume.ts';
import { Adoption } from './adopt.ts';
import type { RunHandle } from './live-run.ts';
import { Run } from './run.ts';
import type { RunParts } from './run-types.ts';
import { findTranscripts, transcriptReaders } from './transcripts/find.ts';
import { importTranscript } from './transcripts/import.ts';
import { workspaceFacts } from './workspace-facts.ts';

/** An ended run stays in the list this long, so that every client hears how it ended; in ms. */
const REMEMBERED = 30_000;
/** Runs at once in one folder. */
const MAX_LIVE = 32;

interface Entry {
  run: RunHandle;
  ended: Promise<void>;
  /** Steps that programs of the run proposed on the socket. */
  proposed: Set<string>;
}

export class Runs implements Operations {
  private readonly entries = new Map<string, Entry>();
  private readonly parts: RunParts;
  private readonly policies: PolicyStore;
  private readonly places: Omit<AgentPlaces, 'trusted'>;
  private readonly changed: () => void;
  private readonly adoption: Adoption;
  private readonly installing: GateHereParts;
  private launching = 0;

  constructor(parts: RunParts, policies: PolicyStore, places: Omit<AgentPlaces, 'trusted'>, own: { config: string; state: string }, changed: () => void) {
    this.parts = parts;
    this.policies = policies;
    this.places = places;
    this.changed = changed;
    this.installing = { places, ...own, timeout: parts.hooks.timeout };
    void refreshHooks(this.installing).catch((error: unknown) => parts.log('warn', `The hooks in the configuration of agents could not be refreshed: ${(error as Error).message}`));
    const room = () => this.busy < MAX_LIVE;
    this.adoption = new Adoption({ parts, policies, environment: places.environment, room, begun: (run) => this.begin(run), changed });
  }

  list(): LiveRun[] {
    return [...this.entries.values()].map(({ run }) => run.live());
  }

  /** Runs that have not ended, and launches under way. */
  get busy(): number {
    return this.launching + this.list().filter((run) => run.phase !== 'ended').length;
  }

  async agents(): Promise<Result<'agents/list'>> {
    const agents = await listAgents({ ...this.places, trusted: true });
    const gated = await Promise.all(agents.map(({ id }) => isGatedHere(this.installing, id).catch(() => undefined)));
    return { agents: agents.map((agent, index) => ({ ...agent, ...(gated[index] === undefined ? {} : { gatedHere: gated[index] }) })) };
  }

  gateHere(agent: string, trusted: boolean, preview: boolean): Promise<string[]> {
    return orCannot(() => (preview ? filesToGate(this.installing, agent) : gateHere(this.installing, agent, trusted)));
  }

  ungateHere(agent: string): Promise<string[]> {
    return orCannot(() => ungateHere(this.installing, agent));
  }

  addAgent({ name, command, args, env }: Params<'agents/add'>): Promise<Result<'agents/add'>> {
    const { folder } = this.parts;
    return orCannot(async () => {
      await ensureSignalboxFolder(folder);
      return { agent: await addAgent(folder, { name, command, args, env }), file: registryFile(folder) };
    });
  }

  removeAgent(agent: string): Promise<void> {
    return orCannot(async () => {
      if (!(await unregisterAgent(this.parts.folder, agent))) throw new Error(`This workspace has not added an agent "${agent}".`);
    });
  }

  async transcripts(): Promise<Result<'transcripts/list'>> {
    const [home, { environment }] = [homedir(), this.places];
    return { transcripts: await findTranscripts(this.parts.folder, home, environment), searched: transcriptReaders.flatMap((reader) => reader.folders(home, environment)) };
  }

  importTranscript(agent: string, file: string, signal: AbortSignal): Promise<Result<'transcripts/import'>> {
    const { folder, signalboxFolder, seal, person, host } = this.parts;
    return orCannot(() => importTranscript({ folder, signalboxFolder, signer: seal.signer, person, host }, agent, file, signal));
  }

  async launch(launch: Launch, client: string): Promise<Result<'run/launch'>> {
    if (this.busy >= MAX_LIVE) throw new CannotLaunch(`${MAX_LIVE} runs are live in this folder already; stop one first.`);
    this.launching++;
    try {
      const run = await this.open(launch, client);
      this.begin(run);
      return { run: run.id, folder: run.recordFolder };
    } catch (error) {
      throw error instanceof CannotLaunch ? error : new CannotLaunch(`The run cannot be recorded, so it is not started: ${(error as Error).message}`, { cause: error });
    } finally {
      this.launching--;
    }
  }

  prompt(run: string, text: string): void {
    try {
      this.find(run).run.prompt(text);
    } catch (error) {
      throw error instanceof NoSuchRun ? error : new CannotLaunch((error as Error).message);
    }
  }

  stop({ run, what, reason }: Params<'run/stop'>, by: string): void {
    const found = this.find(run).run;
    if (what === 'turn') found.cancelTurn();
    else found.stop(by, reason);
  }

  /** Stops all; resolves when their records are sealed. */
  async stopAll(by: string): Promise<void> {
    for (const { run } of this.entries.values()) run.stop(by);
    await Promise.all([...this.entries.values()].map(({ ended }) => ended));
  }

  attach(run: string, listener: (text: string) => void): { transcript: string; ended: boolean; detach: () => void } {
    const found = this.find(run).run;
    return { ...found.transcript.attach(listener), ended: found.live().phase === 'ended' };
  }

  async wait(run: string): Promise<Result<'run/wait'>> {
    const found = this.find(run);
    await found.ended;
    const { end, folder, problem } = found.run.live();
    return { end: end ?? 'failed', folder, ...(problem === undefined ? {} : { problem }) };
  }

  runOfToken(matches: (token: string) => boolean): string | undefined {
    for (const { run } of this.entries.values()) if (run.live().phase !== 'ended' && matches(run.token)) return run.id;
    return undefined;
  }

  async propose(run: string, { action, title, tool, callId }: { action: Action; tool?: string; callId?: string; title?: string }, signal: AbortSignal): Promise<Proposed> {
    const entry = this.find(run);
    const proposal = { action, title: title ?? titleOf(action, this.parts.folder), door: 'socket', ...(tool === undefined ? {} : { tool }), ...(callId === undefined ? {} : { callId }) };
    const proposed = await entry.run.gated.propose(proposal, signal);
    entry.proposed.add(proposed.step);
    return proposed;
  }

  hook({ run, payload, agent }: { run: string; payload: unknown; agent?: string | undefined }, signal: AbortSignal): Promise<HookAnswer> {
    return this.find(run).run.hook(payload, agent, signal);
  }

  hookOfSession(entry: GatedFolder, payload: unknown, signal: AbortSignal): Promise<HookAnswer> {
    return this.adoption.hook(entry, payload, signal);
  }

  async report(run: string, step: string, outcome: Outcome): Promise<void> {
    const entry = this.find(run);
    if (!entry.proposed.has(step)) throw new NotItsStep(step);
    await entry.run.gated.finish(step, outcome);
  }

  private async open(launch: Launch, client: string): Promise<Run> {
    const agent = await resolveAgent(launch.agent, { ...this.places, trusted: launch.trusted });
    if ('problem' in agent) throw new CannotLaunch(agent.problem);
    const prompt = launch.prompt?.trim() || agent.defaultPrompt;
    if (prompt === undefined) throw new CannotLaunch(`${agent.name} must be told what to do: give a prompt.`);
    const resume = launch.resume === undefined ? undefined : await resumable(this.parts.signalboxFolder, launch.resume, agent.id);
    const [servers, workspace, previousReceipts] = await Promise.all([
      workspaceServers(this.parts.folder, launch.trusted, this.places.environment),
      workspaceFacts(this.parts.folder),
      newestReceipts(this.parts.signalboxFolder),
    ]);
    // Only what was asked of servers can differ from the run before.
    const before = servers.servers.length === 0 ? undefined : await lastCapabilities(this.parts.signalboxFolder, agent.id);
    await ensureSignalboxFolder(this.parts.folder);
    const { digest, posture } = this.policies.current(launch.trusted);
    const parts = { ...this.parts, host: { ...this.parts.host, client } };
    const spec = { agent, servers, launch, prompt, door: agent.programs === undefined ? 'acp' : 'hook', workspace, policy: { digest, posture }, previousReceipts, before, ...(resume === undefined ? {} : { resume }) };
    return new Run(parts, spec, await openRecord(parts, spec), this.changed);
  }

  private begin(run: RunHandle): void {
    const ended = run.perform().finally(() => this.forgetLater(run.id));
    this.entries.set(run.id, { run, ended, proposed: new Set() });
    this.changed();
  }

  private find(run: string): Entry {
    const entry = this.entries.get(run);
    if (entry === undefined) throw new NoSuchRun(run);
    return entry;
  }

  private forgetLater(run: string): void {
    setTimeout(() => {
      this.entries.delete(run);
      this.changed();
    }, REMEMBERED).unref();
  }
}

async function orCannot<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new CannotLaunch((error as Error).message, { cause: error });
  }
}
