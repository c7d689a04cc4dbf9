/**
 * The ACP door (Agent Client Protocol v1, https://agentclientprotocol.com; the draft of v2 by translation, see v2.ts): Signalbox
 * is the client of one agent process. What the agent asks is decided by the gate, what it does unasked is recorded, and files and
 * commands that it leaves to the client are performed here.
 */
import {
  methods,
  PROTOCOL_VERSION,
  RequestError,
  type ClientConnection,
  type McpServer,
  type RequestPermissionResponse,
} from '@agentclientprotocol/sdk';
import type * as z from 'zod';
import type { Proposed, RunGate } from '../../gate/run-gate.ts';
import { oneLine } from './action.ts';
import { Calls } from './calls.ts';
import { clientSide } from './client-side.ts';
import { describe } from '../hooks/describe.ts';
import { aboutSchema, anySchema, callSchema, openedSchema, permissionSchema, promptedSchema, updateSchema, type About, type CallFields, type Opened } from './messages.ts';
import { Narrative } from './narrative.ts';
import { permissionAnswer, type Option } from './permission.ts';
import { AgentQuestions } from './questions.ts';
import { Terminals } from './terminals.ts';
import { type AcpOptions, type McpServerConfig } from './types.ts';
import { AgentError, type AgentSession, type SessionStarted } from '../session.ts';
import { acpV2 } from './v2.ts';
import { openWire, type IncomingMessage, type Wire } from './wire.ts';

/** How long an agent that wrote something else than ACP may still come to its senses before it has answered `initialize`, in ms. */
const NOISE_GRACE_MS = 2000;
const MAX_NOISE = 1000;
/** How many events may be on their way into the record before reading waits for them. */
const MAX_BACKLOG = 500;

/** Opens a session over the agent's streams; nothing is sent before `start`. */
export function createAcpSession(gate: RunGate, options: AcpOptions): AgentSession {
  return new Session(gate, options);
}

type Capabilities = NonNullable<About['agentCapabilities']>;

interface Ask {
  decided: Promise<Proposed>;
  options: Option[];
  abort: AbortController;
}

class Session implements AgentSession {
  private readonly gate: RunGate;
  private readonly options: AcpOptions;
  private readonly calls: Calls;
  private readonly narrative: Narrative;
  private readonly terminals: Terminals;
  private readonly questions: AgentQuestions;
  private readonly wire: Wire;
  private readonly connection: ClientConnection;
  /** Permission requests that are not answered yet, by their JSON-RPC id. */
  private readonly asks = new Map<unknown, Ask>();
  /** Ends what is being served when the turn or the session ends. */
  private turnEnd = new AbortController();
  private session: string | undefined;
  private initialized = false;
  /** Earlier updates are being told again by `session/load`. */
  private replaying = false;
  private noise: string[] = [];
  private failure: AgentError | undefined;
  private readonly failing: { promise: Promise<never>; reject: (error: AgentError) => void };
  private closing: Promise<void> | undefined;

  constructor(gate: RunGate, options: AcpOptions) {
    this.gate = gate;
    this.options = options;
    this.failing = failing();
    const failed = (error: unknown): void => this.fail(new AgentError('protocol', `The record could not be written: ${messageOf(error)}`, { cause: error }));
    this.narrative = new Narrative(gate, failed);
    this.questions = new AgentQuestions(gate, options.questions === true);
    this.terminals = new Terminals(gate, options.env ?? basicEnvironment(), failed);
    this.calls = new Calls({
      gate,
      cwd: options.cwd,
      before: () => this.narrative.flush(),
      failed,
      terminalCommand: (id) => this.terminals.command(id),
      describe: (fields) => this.adapted(fields),
      ...(options.gatedByHooks ? { gatedByHooks: true } : {}),
    });
    this.wire = openWire({
      input: options.input,
      output: options.output,
      ...(options.protocol === 2 ? { translation: acpV2() } : {}),
      arrived: (message) => this.arrived(message),
      ready: () => this.ready(),
      noise: (line) => this.heardNoise(line),
      ended: (error) => this.fail(error),
    });
    this.connection = this.connect();
    gate.signal.addEventListener('abort', () => this.endAsks(), { once: true });
  }

  async start(): Promise<SessionStarted> {
    const timer = setTimeout(() => this.fail(this.startTimeout()), this.options.startTimeout);
    try {
      const about = await this.initialize();
      const capabilities = about.agentCapabilities ?? {};
      const opened = await this.openSession(capabilities, await this.servers(capabilities));
      const modes = await this.inMode(opened.modes);
      const { name, title, version } = about.agentInfo ?? {};
      return {
        session: this.session ?? '',
        agent: { ...(name ? { name: oneLine(name) } : {}), ...(title ? { title: oneLine(title) } : {}), ...(version ? { version: oneLine(version) } : {}) },
        modes: (modes?.availableModes ?? []).map((mode) => ({ id: mode.id, name: mode.name, current: mode.id === modes?.currentModeId })),
        canResume: capabilities.loadSession === true || Boolean(capabilities.sessionCapabilities?.resume),
      };
    } finally {
      clearTimeout(timer);
    }
  }

  async prompt(step: string, text: string): Promise<string> {
    const sessionId = this.session;
    if (sessionId === undefined) throw new AgentError('protocol', 'The session was not started.');
    this.calls.turn = step;
    this.narrative.turn = step;
    this.turnEnd = new AbortController();
    if (this.gate.signal.aborted) this.turnEnd.abort();
    let reason: string | undefined;
    try {
      const answer = await this.request(promptedSchema, methods.agent.session.prompt, { sessionId, prompt: [{ type: 'text', text }] });
      this.narrative.turnUsed(answer);
      reason = oneLine(answer.stopReason);
      return reason;
    } finally {
      this.endAsks();
      await this.calls.endTurn(reason === 'cancelled');
      await this.narrative.idle();
    }
  }

  async cancel(): Promise<void> {
    this.endAsks();
    if (this.session === undefined || this.failure) return;
    try {
      await this.connection.agent.notify(methods.agent.session.cancel, { sessionId: this.session });
    } catch {
      // The agent is gone, which ends the turn as well; `prompt` says so.
    }
  }

  close(): Promise<void> {
    this.closing ??= this.shut();
    return this.closing;
  }

  private async shut(): Promise<void> {
    this.endAsks();
    await this.terminals.close();
    await this.calls.close();
    await this.narrative.idle();
    this.wire.close();
    this.connection.close();
    this.options.input.end();
  }

  private connect(): ClientConnection {
    const { calls, terminals, questions, gate } = this;
    const { cwd, client } = this.options;
    return clientSide({
      name: client.name,
      cwd,
      calls,
      terminals,
      questions,
      during: (signal, act) => act(AbortSignal.any([signal, this.turnEnd.signal, gate.signal])),
      answer: (id, signal) => this.answer(id, signal),
    }).connect(this.wire.stream);
  }

  /** Sees every message in the order of arrival. Updates end here; a permission request is begun here and answered in `answer`. */
  private arrived(message: IncomingMessage): boolean {
    if (message['method'] === methods.client.session.update) {
      this.updated(message['params']);
      return true;
    }
    if (message['method'] !== methods.client.session.requestPermission || message['id'] === undefined) return false;
    if (this.asks.has(message['id'])) {
      void this.gate.fault('repeated-request', 'The agent used the id of a request that is not answered yet. It was left out.', 'reported');
      return true;
    }
    const parsed = permissionSchema.safeParse(message['params']);
    if (!parsed.success) return false;
    const abort = new AbortController();
    if (this.turnEnd.signal.aborted || this.gate.signal.aborted) abort.abort();
    const decided = this.calls.ask(this.named(parsed.data.toolCall) ?? parsed.data.toolCall, abort.signal);
    decided.catch(() => undefined);
    this.asks.set(message['id'], { decided, options: parsed.data.options ?? [], abort });
    return false;
  }

  private updated(params: unknown): void {
    if (this.replaying) return;
    const parsed = updateSchema.safeParse(params);
    if (!parsed.success) return this.malformed('an update of no known form');
    const { sessionUpdate: kind } = parsed.data.update;
    if (kind !== 'tool_call' && kind !== 'tool_call_update') return this.narrative.update(kind, parsed.data.update);
    const call = callSchema.safeParse(parsed.data.update);
    if (!call.success) return this.malformed('a tool call without an id');
    const named = this.named(call.data);
    if (named !== null) this.calls.update(named, kind === 'tool_call');
  }

  /** With the tool (and the input) that the adapter knows it by; null: it is no call. */
  private named(fields: CallFields): CallFields | null {
    const own = this.options.adapter?.callOf?.(fields);
    if (own !== undefined) return { ...fields, name: own.tool, rawInput: own.input };
    const tool = this.options.adapter?.toolOf?.(fields);
    return tool === undefined ? fields : tool === null ? null : { ...fields, name: tool };
  }

  private adapted({ name, rawInput }: CallFields): ReturnType<typeof describe> | undefined {
    const { adapter, context } = this.options;
    if (adapter?.describesAcp !== true || context === undefined || !name || rawInput === undefined || rawInput === null) return undefined;
    return describe(adapter, { tool: name, input: rawInput }, context);
  }

  /** What was told to the gate is bounded: an agent that is faster than the disk waits. */
  private ready(): Promise<void> | undefined {
    const full = (): boolean => this.calls.backlog + this.narrative.backlog > MAX_BACKLOG;
    if (!full()) return undefined;
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.failure || !full()) resolve();
        else setTimeout(look, 5);
      };
      look();
    });
  }

  private malformed(what: string): void {
    void this.gate.fault('malformed-update', `The agent sent ${what}, which the record cannot hold.`, 'reported');
  }

  private async answer(id: unknown, signal: AbortSignal): Promise<RequestPermissionResponse> {
    const ask = this.asks.get(id);
    if (!ask) throw RequestError.invalidParams(undefined, 'a permission request needs a tool call with an id');
    const withdraw = (): void => ask.abort.abort();
    signal.addEventListener('abort', withdraw, { once: true });
    try {
      const { decision } = await ask.decided;
      return permissionAnswer(decision, ask.options, ask.abort.signal.aborted);
    } finally {
      signal.removeEventListener('abort', withdraw);
      this.asks.delete(id);
    }
  }

  private async initialize(): Promise<About> {
    const { name, version } = this.options.client;
    const about = await this.request(aboutSchema, methods.agent.initialize, {
      protocolVersion: PROTOCOL_VERSION,
      clientCapabilities: { fs: { readTextFile: true, writeTextFile: true }, terminal: true, ...this.questions.capabilities },
      clientInfo: { name, version },
    });
    if (about.protocolVersion !== PROTOCOL_VERSION) {
      const spoken = oneLine(String(about.protocolVersion));
      throw new AgentError('protocol', `The agent speaks version ${spoken} of the Agent Client Protocol; Signalbox speaks ${PROTOCOL_VERSION}.`);
    }
    this.initialized = true;
    return about;
  }

  private async openSession(capabilities: Capabilities, mcpServers: McpServer[]): Promise<Opened> {
    const { cwd, resume, sessionMeta } = this.options;
    const meta = sessionMeta === undefined ? {} : { _meta: sessionMeta };
    if (resume === undefined) {
      const opened = await this.request(openedSchema, methods.agent.session.new, { cwd, mcpServers, ...meta });
      if (opened.sessionId === undefined) throw new AgentError('protocol', 'The agent opened a session without an id.');
      this.session = opened.sessionId;
      return opened;
    }
    this.session = resume;
    const params = { sessionId: resume, cwd, mcpServers, ...meta };
    if (capabilities.sessionCapabilities?.resume) return this.request(openedSchema, methods.agent.session.resume, params);
    if (!capabilities.loadSession) throw new AgentError('agent', 'This agent cannot continue an earlier session. Start a new run instead.');
    this.replaying = true;
    try {
      return await this.request(openedSchema, methods.agent.session.load, params);
    } finally {
      this.replaying = false;
    }
  }

  /** Sets the mode that the launch wants. @returns the modes as they are then. */
  private async inMode(modes: Opened['modes']): Promise<Opened['modes']> {
    const { mode } = this.options;
    if (mode === undefined || modes?.currentModeId === mode) return modes;
    await this.request(anySchema, methods.agent.session.setMode, { sessionId: this.session, modeId: mode });
    return modes ? { ...modes, currentModeId: mode } : modes;
  }

  /** The servers that the agent can take; others are left out and that is said. */
  private async servers(capabilities: Capabilities): Promise<McpServer[]> {
    const taken: McpServer[] = [];
    for (const server of this.options.servers) {
      const { type } = server.transport;
      if (type === 'stdio' || capabilities.mcpCapabilities?.[type] === true) taken.push(mcpServer(server));
      else await this.gate.fault('mcp-left-out', `The agent cannot use MCP servers over ${type}, so "${server.name}" is not there for it.`);
    }
    return taken;
  }

  /** One request to the agent, its answer checked; whatever goes wrong is an `AgentError`. */
  private async request<T extends z.ZodType>(schema: T, method: string, params: unknown): Promise<z.infer<T>> {
    if (this.failure) throw this.failure;
    let answer: unknown;
    try {
      answer = await Promise.race([this.connection.agent.request(method, params), this.failing.promise]);
    } catch (error) {
      throw this.failure ?? agentError(method, error);
    }
    const parsed = schema.safeParse(answer ?? {});
    if (!parsed.success) throw new AgentError('protocol', `The agent's answer to ${method} is not as the protocol says.`, { cause: parsed.error });
    return parsed.data;
  }

  private heardNoise(line: string): void {
    this.noise.push(line);
    if (this.initialized) {
      if (this.noise.length === 1) void this.gate.fault('noise', `The agent wrote a line that is no message of the protocol: ${line}`, 'observed');
      if (this.noise.length > MAX_NOISE) this.fail(this.nonsense());
    } else if (this.noise.length === 1) {
      const grace = Math.min(NOISE_GRACE_MS, this.options.startTimeout);
      const timer = setTimeout(() => {
        if (!this.initialized) this.fail(this.nonsense());
      }, grace);
      this.connection.signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
    } else if (this.noise.length > MAX_NOISE) this.fail(this.nonsense());
  }

  private nonsense(): AgentError {
    return new AgentError('protocol', `What the agent writes is not the Agent Client Protocol. Its first such line: ${this.noise[0] ?? ''}`);
  }

  private startTimeout(): AgentError {
    const seconds = this.options.startTimeout / 1000;
    return new AgentError('start-timeout', `The agent did not answer within ${seconds} s. Is its command one that speaks the Agent Client Protocol?`);
  }

  /** Nothing more will come of this session: whoever waits for the agent learns why, and what waits for a person is withdrawn. */
  private fail(error: AgentError): void {
    if (this.failure) return;
    const noiseOnly = error.code !== 'too-large' && !this.initialized && this.noise.length > 0;
    this.failure = noiseOnly ? this.nonsense() : error;
    this.failing.reject(this.failure);
    this.endAsks();
    this.wire.close();
    this.connection.close(this.failure);
  }

  /** Answers pending permission requests with `cancelled`, withdraws their approvals and what is asked, and ends what waits to be served. */
  private endAsks(): void {
    this.turnEnd.abort();
    this.questions.endAll();
    for (const ask of this.asks.values()) ask.abort.abort();
  }
}

function agentError(method: string, error: unknown): AgentError {
  if (error instanceof AgentError) return error;
  const advice = error instanceof RequestError && error.code === -32_000 ? ' Sign in with the agent itself first, then run it again.' : '';
  return new AgentError('agent', `The agent answered ${method} with an error: ${oneLine(messageOf(error))}.${advice}`, { cause: error });
}

function mcpServer({ name, transport }: McpServerConfig): McpServer {
  const pairs = (values: Record<string, string>) => Object.entries(values).map(([key, value]) => ({ name: key, value }));
  return transport.type === 'stdio'
    ? { name, command: transport.command, args: transport.args, env: pairs(transport.env) }
    : { type: transport.type, name, url: transport.url, headers: pairs(transport.headers) };
}

/** What a command cannot do without, where the run gave no environment. */
function basicEnvironment(): Record<string, string> {
  return Object.fromEntries(['PATH', 'HOME', 'LANG'].flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
}

function failing(): { promise: Promise<never>; reject: (error: AgentError) => void } {
  let reject: (error: AgentError) => void = () => undefined;
  const promise = new Promise<never>((_, refuse) => {
    reject = refuse;
  });
  promise.catch(() => undefined);
  return { promise, reject };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
