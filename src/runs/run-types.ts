/** What a run is made of. */
import type { WorkspaceServers } from '../agents/mcp-servers.ts';
import type { ResolvedAgent } from '../agents/types.ts';
import type { Asking } from '../gate/asking.ts';
import type { Pipeline } from '../gate/pipeline.ts';
import type { Launch } from '../gate/protocol.ts';
import type { EventData } from '../record/events.ts';
import type { HookParts } from './hook-command.ts';
import type { OpenRuns } from './open-runs.ts';
import type { SealParts } from './seal.ts';

/** The same for every run of a gate. */
export interface RunParts {
  pipeline: Pipeline;
  asking: Asking;
  openRuns: OpenRuns;
  seal: SealParts;
  /** Absolute path of the workspace and of its `.signalbox`. */
  folder: string;
  signalboxFolder: string;
  person: { name: string; email?: string };
  /** Names and versions, for the record and the agent. */
  host: EventData<'run.started'>['host'];
  /** How agents' hooks reach the gate. */
  hooks: HookParts;
  /** A private folder for what launches need. */
  launches: string;
  /** How long after the first prompt a hook must have called, in ms. */
  canaryTime: number;
  /** How long a session that a person started alone may be silent before it counts as over, in ms. */
  sessionSilence: number;
  /** The gate's socket, for programs of the run. */
  socket: string;
  now: () => Date;
  log: (level: 'info' | 'warn' | 'error', text: string) => void;
}

/** What one run is to do, and with what. */
export interface RunSpec {
  agent: ResolvedAgent;
  servers: WorkspaceServers;
  launch: Launch;
  prompt: string;
  /** Through which door most of it comes. */
  door: string;
  workspace: EventData<'run.started'>['workspace'];
  policy: { digest: string; posture: string };
  previousReceipts: string[];
  /** What this agent had in its run before. */
  before: EventData<'capabilities.observed'> | undefined;
  /** The session of a recorded run that is to be continued. */
  resume?: { run: string; session: string };
}
