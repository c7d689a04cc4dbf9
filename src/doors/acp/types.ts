/** One ACP session with one agent process, over its standard streams. The run drives it; the gate is told everything. */
import type { AgentAdapter, DescribeContext } from '../../agents/adapter.ts';

export interface McpServerConfig {
  name: string;
  /** A command (stdio) or an address (http); headers and environment may hold secrets and are never recorded in clear. */
  transport: { type: 'stdio'; command: string; args: string[]; env: Record<string, string> } | { type: 'http' | 'sse'; url: string; headers: Record<string, string> };
}

export interface AcpOptions {
  /** The agent's standard input (we write) and output (we read). */
  input: NodeJS.WritableStream;
  output: NodeJS.ReadableStream;
  /** The version of ACP that the agent is asked for; absent: 1. 2 is a draft. */
  protocol?: 1 | 2;
  cwd: string;
  servers: McpServerConfig[];
  /** Load or resume this session instead of opening a new one. */
  resume?: string;
  client: { name: string; version: string };
  /** The environment of commands that the agent runs through `terminal/create`; absent: nothing but PATH, HOME and LANG of this process. */
  env?: Record<string, string>;
  /** The agent's hooks decide: what it only announces is not taken for done, and its requests join the hooks' decisions. */
  gatedByHooks?: boolean;
  /** Somebody is there to answer what the agent asks; only then it is told that it can. */
  questions?: boolean;
  /** Says what a call would do, where the agent names its tool and input as its hooks do. */
  adapter?: Pick<AgentAdapter, 'callOf' | 'describe' | 'describesAcp' | 'subagentTools' | 'toolOf'>;
  context?: DescribeContext;
  /** `_meta` of the request that opens the session, and the mode that is set in it. */
  sessionMeta?: Record<string, unknown>;
  mode?: string;
  /** How long the agent may take to answer `initialize` and `session/new`, in ms. */
  startTimeout: number;
}
