/**
 * What Signalbox must know of one agent beyond the data of the catalog: how a launch is wired to the gate, what its hooks say and
 * want to hear, and what it prints where it speaks no protocol. An adapter owns its agent's dialect and decides nothing.
 */
import type { ConfigEdit } from './install/edits.ts';
import type { HookAnswer } from '../gate/protocol.ts';
import type { Action } from '../model/action.ts';
import type { Outcome } from '../model/outcome.ts';

/** A tool call in the agent's own words. */
export interface ToolCall {
  tool: string;
  input: unknown;
  /** The agent's id of the call, where it gives one: the same at every door. */
  callId?: string;
  /** Another name of what it does, for doors that cannot tell its input: calls with the same one are the same call. */
  alias?: string;
  /** Id of the subagent that makes it, and of the call that started that subagent. */
  subagent?: string;
  parentCall?: string;
  /** Folder of this call where it is not the session's. */
  cwd?: string;
  /** The tool of an MCP server that this is, where the agent says so. */
  mcp?: { server: string; tool: string };
}

export type HookEvent =
  | { type: 'session-started' }
  /** What the person told an agent that Signalbox did not start. */
  | { type: 'prompt'; text: string }
  /** Before a tool call: the one event that a decision answers. `again`: the agent asks once more about a call that came before. */
  | { type: 'tool'; call: ToolCall; again?: true }
  | { type: 'tool-ended'; call: ToolCall; outcome: Outcome }
  /** A subagent begins: the next of the calls that start one is its own. */
  | { type: 'subagent-started'; subagent: string }
  | { type: 'turn-ended'; text?: string }
  | { type: 'session-ended' }
  | { type: 'other'; name: string };

export interface HookMessage {
  /** The agent's id of its session, folder and model, where the payload names them. */
  session?: string;
  cwd?: string;
  model?: string;
  event: HookEvent;
}

export interface HookDialect {
  /**
   * Reads one payload (parsed JSON, hostile, bounded).
   * @throws {Error} where it is nothing that this agent sends; the call is then denied.
   */
  read(payload: unknown): HookMessage;
  /** The answer to `event`: with a decision for `tool`, without one for all others. Never "ask". */
  answer(event: HookEvent, decision?: { verdict: 'allow' | 'deny'; reason: string }): HookAnswer;
}

/** What an agent that runs headless prints, line by line. */
export type StreamEvent =
  | { type: 'session'; session: string; model?: string; version?: string }
  /** `partial`: a piece of a message; contiguous pieces are one. */
  | { type: 'message'; from: 'agent' | 'thought'; text: string; partial?: boolean }
  /** `name`: what it is called in the stream, where that is not its id. */
  | { type: 'tool'; call: ToolCall; name?: string }
  /** `callId`: its id, or its name in the stream. */
  | { type: 'tool-ended'; callId: string; outcome: Outcome }
  /** Of the whole session so far; names as in OpenTelemetry's GenAI conventions. */
  | { type: 'usage'; inputTokens?: number; outputTokens?: number; costMicros?: number; currency?: string; model?: string; provider?: string }
  /** `problem`: why the turn failed, for a person. */
  | { type: 'turn-ended'; reason: string; problem?: string };

export interface StreamDialect {
  /** What one line (parsed JSON, hostile) says; nothing where it says nothing of interest. Never throws. */
  read(line: unknown): StreamEvent[];
}

export interface DescribeContext {
  /** The folder of the session, absolute. */
  cwd: string;
  /** The text of a file as it is now; `undefined` where it is not there, is no text, is large, or lies outside the workspace. */
  readText: (path: string) => Promise<string | undefined>;
  /** Names of the MCP servers that the run gave to the agent. */
  servers?: readonly string[];
}

export interface WireRequest {
  /** The programs of the catalog entry that were found, absolute paths by name. */
  programs: Readonly<Record<string, string>>;
  /** The workspace folder. */
  cwd: string;
  /** Whether commands that the workspace names may run. */
  trusted: boolean;
  /** A private folder of this launch, removed with the run; no parent of it is writable by others. */
  dir: string;
  /** The environment that the agent will have, with the run's token, socket and marker in it. */
  env: Readonly<Record<string, string>>;
  hook: {
    /** A command line for a POSIX shell (cmd.exe on Windows) that runs the hook door: absolute paths, no secret in it. */
    command: string;
    /** Program and arguments of the same. */
    argv: readonly string[];
    /** Address of the HTTP hook, and the variable of `env` whose value it takes as bearer token. */
    url: string;
    tokenVariable: string;
    /** How long the agent is to wait for an answer, in seconds. The hook door answers earlier. */
    timeout: number;
    /** Path of the plugin for agents that load JavaScript. */
    plugin: string;
  };
}

/** One headless turn: a process of its own. The prompt goes to standard input wherever the agent takes it there. */
export interface TurnCommand {
  command: string;
  args: string[];
  stdin?: string;
}

export interface UserHooksRequest {
  home: string;
  /** The person's environment: agents let it move their configuration. */
  env: NodeJS.ProcessEnv;
  /** Absolute paths of the agent's programs, by name. */
  programs: Readonly<Record<string, string>>;
  /** A command line for the shell that runs the hook door for this agent, and its arguments. */
  hook: { command: string; argv: readonly string[]; timeout: number; plugin: string };
}

interface Wired {
  /** Added to the agent's environment. */
  env: Record<string, string>;
  /** What gates the tool calls: the agent's hooks, or only what it asks through ACP. */
  gate: 'hooks' | 'acp' | 'nothing';
  /** What the person should know of this launch: switches found in the repository, and what was done about them. */
  notes: { code: string; message: string }[];
  /** What is known of its permissions before it starts, for the record. */
  permissions: { name: string; value: string }[];
}

export type Wiring = Wired &
  (
    | {
        speaks: 'acp';
        command: string;
        args: string[];
        /** `_meta` of `session/new`, and the mode to be set after it. */
        sessionMeta?: Record<string, unknown>;
        mode?: string;
        /** The version of ACP that it is asked for; absent: 1. */
        acpVersion?: 1 | 2;
      }
    | { speaks: 'lines'; stream: StreamDialect; turn: (prompt: string, session: string | undefined) => TurnCommand }
  );

export interface AgentAdapter {
  /** Prepares one launch: writes what it must into `dir`, nothing else anywhere. @throws {Error} with a sentence for the person. */
  wire: (request: WireRequest) => Promise<Wiring>;
  hooks?: HookDialect;
  /** What a call of this agent would do. A tool that is not known is `other`, with its input whole. */
  describe: (call: ToolCall, context: DescribeContext) => Promise<Action>;
  /**
   * What must stand in the person's own configuration so that sessions which they start alone come to the hook door.
   * @throws {Error} with a sentence for the person.
   */
  userHooks?: (request: UserHooksRequest) => Promise<ConfigEdit[]>;
  /** Tools of the agent that are known not to come to its hooks: a call of one makes a run `partial`, any other ungated call ends it. */
  readonly unhooked?: readonly string[];
  /** The tool of a call that it tells of through ACP without naming it; null: it is no call, it only tells that something has happened. */
  toolOf?: (told: { toolCallId: string; title?: string | null | undefined; rawInput?: unknown }) => string | null | undefined;
  /** The call as its hooks tell of it, where it tells of it in another form through ACP; undefined: as it stands. */
  callOf?: (told: { rawInput?: unknown; _meta?: Readonly<Record<string, unknown>> | null | undefined }) => { tool: string; input: unknown } | undefined;
  /** Through ACP it gives the inputs of its tools as its hooks do (with `toolOf` or by name), so `describe` describes them. */
  readonly describesAcp?: boolean;
  /** Tools that start a subagent; calls of the subagent are put below theirs. */
  readonly subagentTools?: readonly string[];
  /** It does not wait longer than this for a hook, in seconds, whatever it is told. */
  readonly longestHook?: number;
  /** Its hooks do not say which calls are a subagent's; what it prints announces only those of the conversation itself. */
  readonly unnamedSubagents?: boolean;
}
