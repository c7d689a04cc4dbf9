/** A session with one agent, whatever it speaks. The run drives it; the gate is told everything. */

export interface SessionStarted {
  /** The agent's id of the session; empty where it is known only with the first turn. */
  session: string;
  agent: { name?: string; title?: string; version?: string };
  /** Modes as the agent reports them. */
  modes: { id: string; name: string; current: boolean }[];
  canResume: boolean;
}

/** Why a turn ended, in ACP's words: `end_turn`, `max_tokens`, `max_turn_requests`, `refusal`, `cancelled`. */
export type StopReason = string;

export interface AgentSession {
  start(): Promise<SessionStarted>;
  /** One turn. `step`: the turn's step in the record; calls become its children. Rejects with `AgentError` when the agent fails or leaves. */
  prompt(step: string, text: string): Promise<StopReason>;
  /** Whether the agent has announced this call in the conversation and not ended it; absent where the session does not tell. */
  announced?(call: { tool: string; input: unknown }): boolean;
  /** Asks the agent to end the turn. */
  cancel(): Promise<void>;
  /** Settles every call still open as `unknown` or `cancelled`, ends what it serves, and closes the streams. */
  close(): Promise<void>;
}

/** `code`: `start-timeout`, `protocol` (nonsense on the stream), `too-large`, `gone` (process ended), `agent` (it answered with an error). */
export class AgentError extends Error {
  override readonly name = 'AgentError';
  readonly code: 'start-timeout' | 'protocol' | 'too-large' | 'gone' | 'agent';
  constructor(code: AgentError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
