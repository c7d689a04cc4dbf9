/** What the rest of Signalbox knows of agents: where they are looked for, and how one is started. */

/** Where agents are found and with what they are started; nothing of it is read from the process itself. */
export interface AgentPlaces {
  /** Folder of Signalbox's own bundles, absolute. */
  dist: string;
  /** The workspace folder, absolute. */
  folder: string;
  /** The Node executable that runs bundled agents. */
  nodePath: string;
  /** Whether the workspace may name commands to run. */
  trusted: boolean;
  /** The person's environment, from which an agent's is made. */
  environment: NodeJS.ProcessEnv;
  /** Signalbox's own version, which is that of the agents it ships. */
  version?: string;
}

/** How to start one agent. */
export interface ResolvedAgent {
  id: string;
  name: string;
  version?: string;
  /** The program, and what it is given to speak ACP. Where there is an adapter, that says how `programs` are started instead. */
  command: string;
  args: string[];
  /** Absolute paths of the programs that the agent's adapter knows, by name. */
  programs?: Record<string, string>;
  /** The whole environment, without Signalbox's own variables; the run adds its marker. */
  env: Record<string, string>;
  defaultPrompt?: string;
  /** The version of ACP that it is asked for; absent: 1. */
  acp?: 1 | 2;
}

/** Why an agent cannot be started, and what to do about it, in a sentence or two for a person. */
export interface AgentProblem {
  problem: string;
}
