/** What an agent could use in a run, and how that differs from its run before. */
import { listTools, type ObservedTool, type ToolsOptions } from '../doors/mcp/tools.ts';
import type { WorkspaceServers } from '../agents/mcp-servers.ts';
import { assessTools } from '../guard/text/assess-tools.ts';
import type { EventData } from '../record/events.ts';
import { listRuns } from '../record/list.ts';
import { RecordTail } from '../record/tail.ts';

type Capabilities = EventData<'capabilities.observed'>;

/** How many of the newest runs are looked at for the last one of the agent, and how many of the first events of each. */
const RUNS_BACK = 10;
const EVENTS_IN = 60;

/** Servers and tools as Signalbox sees them by asking itself. `undefined`: there are no servers to ask. */
export async function observeTools(
  { servers, observed }: WorkspaceServers,
  before: Capabilities | undefined,
  options: ToolsOptions,
): Promise<{ capabilities: Capabilities; problems: string[] } | undefined> {
  if (servers.length === 0) return undefined;
  const { tools, unknown, problems } = await listTools(servers, options);
  const capabilities = {
    tools: tools.map(({ name, digest, server }) => ({ name, digest, server })),
    servers: observed.map((server) => ({ ...server })),
    permissions: [],
    changes: before === undefined ? [] : changesOf(named(known(before, unknown)), named({ tools, servers: observed })),
    ...(unknown.length > 0 && { unknown }),
  };
  const findings = assessTools(before?.tools, tools);
  return { capabilities: findings.length === 0 ? capabilities : { ...capabilities, findings }, problems };
}

/**
 * What the newest run of this agent in the folder had. Of a server that did not answer then, the tools of the newest run in which it did.
 * `undefined`: there is none, or it had no servers.
 */
export async function lastCapabilities(signalboxFolder: string, agent: string): Promise<Capabilities | undefined> {
  let last: Capabilities | undefined;
  for (const { folder } of (await listRuns(signalboxFolder)).slice(0, RUNS_BACK)) {
    const events = await new RecordTail(folder).read(EVENTS_IN).catch(() => []);
    const started = events.find((event) => event.type === 'run.started');
    if (started?.data['gen_ai.agent.id'] !== agent) continue;
    const seen = events.findLast((event) => event.type === 'capabilities.observed' && event.basis === 'observed')?.data as Capabilities | undefined;
    if (seen === undefined) return last;
    last = last === undefined ? seen : completed(last, seen);
    if (last.unknown === undefined) return last;
  }
  return last;
}

/** What is not known of `last` is taken from a run before it. */
function completed(last: Capabilities, before: Capabilities): Capabilities {
  const { unknown = [], ...rest } = last;
  const still = unknown.filter((server) => before.unknown?.includes(server));
  const tools = [...last.tools, ...before.tools.filter(({ server }) => server !== undefined && unknown.includes(server))];
  return { ...rest, tools, ...(still.length > 0 && { unknown: still }) };
}

/** Without the tools of servers of which nothing can be said: a server that does not answer has not lost its tools. */
function known(before: Capabilities, unknown: readonly string[]): Capabilities {
  return { ...before, tools: before.tools.filter(({ server }) => server === undefined || !unknown.includes(server)) };
}

function named({ tools, servers }: { tools: readonly (Pick<ObservedTool, 'name' | 'digest'> & { server?: string })[]; servers: readonly { name: string; digest: string }[] }): Map<string, string> {
  return new Map([...servers.map(({ name, digest }) => [`server ${name}`, digest] as const), ...tools.map(({ name, digest, server }) => [`tool ${server ?? ''}/${name}`, digest] as const)]);
}

function changesOf(before: Map<string, string>, now: Map<string, string>): Capabilities['changes'] {
  const added = [...now.keys()].filter((what) => !before.has(what)).map((what) => ({ what, change: 'added' as const }));
  const removed = [...before.keys()].filter((what) => !now.has(what)).map((what) => ({ what, change: 'removed' as const }));
  const changed = [...now].filter(([what, digest]) => before.has(what) && before.get(what) !== digest).map(([what]) => ({ what, change: 'changed' as const }));
  return [...added, ...removed, ...changed];
}
