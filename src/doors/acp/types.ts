/** One ACP session with one agent process, over its standard streams. The run drives it; the gate is told everything. */
export interface McpServerConfig {
  name: string;
  /** A command (stdio) or an address (http); headers and environment may hold secrets and are never recorded in clear. */
  transport: { type: 'stdio'; command: string; args: string[]; env: Record<string, string> } | { type: 'http' | 'sse'; url: string; headers: Record<string, string> };
}

export interface AcpOptions {
  /** The agent's standard input (we write) and output (we read). */
  input: NodeJS.WritableStream;
  output: NodeJS.ReadableStream;
  cwd: string;
  servers: McpServerConfig[];
  /** Load or resume this session instead of opening a new one. */
  resume?: string;
  client: { name: string; version: string };
  /** The environment of commands that the agent runs through `terminal/create`; absent: nothing but PATH, HOME and LANG of this process. */
  env?: Record<string, string>;
  /** How long the agent may take to answer `initialize` and `session/new`, in ms. */
  startTimeout: number;
}

export interface AcpStarted {
  session: string;
  agent: { name?: string; title?: string; version?: string };
  /** Modes, models and capabilities as the agent reports them. */
  modes: { id: string; name: string; current: boolean }[];
  canResume: boolean;
}

/** Why a turn ended, in ACP's words: `end_turn`, `max_tokens`, `max_turn_requests`, `refusal`, `cancelled`. */
export type StopReason = string;

export interface AcpSession {
  start(): Promise<AcpStarted>;
  /** One turn. `step`: the turn's step in the record; calls become its children. Rejects with `AcpError` when the agent fails or leaves. */
  prompt(step: string, text: string): Promise<StopReason>;
  /** Asks the agent to end the turn (`session/cancel`); pending permission requests are answered `cancelled`. */
  cancel(): Promise<void>;
  /** Settles every call still open as `unknown` or `cancelled`, ends terminals it serves, and closes the streams. */
  close(): Promise<void>;
}

/** `code`: `start-timeout`, `protocol` (nonsense on the stream), `too-large`, `gone` (process ended), `agent` (it answered with an error). */
export class AcpError extends Error {
  override readonly name = 'AcpError';
  readonly code: 'start-timeout' | 'protocol' | 'too-large' | 'gone' | 'agent';
  constructor(code: AcpError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
