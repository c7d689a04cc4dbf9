/** The agents of a folder: those of the catalog and those its registry adds, whether each can run, and how it is started. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentStatus } from '../gate/protocol.ts';
import { catalog, type AgentProgram, type CatalogEntry } from './catalog.ts';
import { agentEnvironment } from './environment.ts';
import { findProgram } from './find-program.ts';
import { readRegistry, registerAgent, registryFile, RegistryError, type RegisteredAgent } from './registry.ts';
import { isAtLeast, programVersion } from './version.ts';
import type { AgentPlaces, AgentProblem, ResolvedAgent } from './types.ts';

interface Known {
  entry: CatalogEntry;
  /** The workspace's registry named it, so its command counts only where the workspace is trusted. */
  fromWorkspace: boolean;
}

type Attempt = { ready: ResolvedAgent } | { state: 'missing' | 'broken'; problem: string };

/** Every agent of the folder with its state. A registry that cannot be read shows as one broken entry. */
export async function listAgents(places: AgentPlaces): Promise<AgentStatus[]> {
  const { known, problem } = await agentsOf(places);
  const statuses = await Promise.all(known.map(async (agent) => statusOf(agent, await attempt(agent, places, false))));
  const file = registryFile(places.folder);
  if (problem !== undefined) statuses.push({ id: 'workspace-agents', name: 'Agents of this workspace', description: file, state: 'broken', problem, file });
  return statuses;
}

/**
 * Adds an agent to the folder's registry, under an id made of its name that none has yet.
 * @returns the id
 * @throws {RegistryError} it cannot be added, or the file there is broken; nothing is changed then
 */
export async function addAgent(folder: string, agent: Omit<RegisteredAgent, 'id'>): Promise<string> {
  const taken = new Set([...catalog, ...(await readRegistry(folder))].map(({ id }) => id));
  const base = agent.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '').slice(0, 56) || 'agent';
  let id = base;
  for (let count = 2; taken.has(id); count++) id = `${base}-${count}`;
  await registerAgent(folder, { ...agent, id });
  return id;
}

/** How to start the agent `id`, or why that cannot be done. Never throws for what a file says. */
export async function resolveAgent(id: string, places: AgentPlaces): Promise<ResolvedAgent | AgentProblem> {
  const { known, problem } = await agentsOf(places);
  const agent = known.find((candidate) => candidate.entry.id === id);
  if (!agent) {
    const others = known.map((candidate) => candidate.entry.id).join(', ');
    return { problem: problem ?? `There is no agent "${id}". Known here: ${others}. Add others in .signalbox/agents.json.` };
  }
  const result = await attempt(agent, places, true);
  return 'ready' in result ? result.ready : { problem: result.problem };
}

async function agentsOf(places: AgentPlaces): Promise<{ known: Known[]; problem?: string }> {
  const own = catalog.map((entry) => ({ entry, fromWorkspace: false }));
  try {
    const added = await readRegistry(places.folder);
    const taken = added.find((agent) => catalog.some((entry) => entry.id === agent.id));
    const known = [...own, ...added.filter((agent) => agent !== taken).map((agent) => ({ entry: entryOf(agent), fromWorkspace: true }))];
    if (!taken) return { known };
    return { known, problem: `.signalbox/agents.json names an agent "${taken.id}", which is one of Signalbox's own. Give it another id.` };
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    return { known: own, problem: error.message };
  }
}

function entryOf(agent: RegisteredAgent): CatalogEntry {
  return {
    id: agent.id,
    name: agent.name,
    description: agent.description ?? 'Any agent that speaks the Agent Client Protocol, added by this workspace.',
    start: { program: { name: agent.command }, args: agent.args },
    needs: agent.env,
    ...(agent.defaultPrompt === undefined ? {} : { defaultPrompt: agent.defaultPrompt }),
    ...(agent.acp === undefined ? {} : { acp: agent.acp }),
  };
}

/** @param launching programs may be started to ask for their versions. */
async function attempt({ entry, fromWorkspace }: Known, places: AgentPlaces, launching: boolean): Promise<Attempt> {
  if (fromWorkspace && !places.trusted) {
    return { state: 'broken', problem: 'This workspace names the command, and the workspace is not trusted. Trust it to run this agent.' };
  }
  const absent = entry.needs?.filter((name) => places.environment[name] === undefined) ?? [];
  if (absent.length > 0) return { state: 'broken', problem: `It needs ${absent.join(', ')} in the environment. Set it where the editor or the terminal is started.` };
  const common = { id: entry.id, name: entry.name, ...(entry.defaultPrompt === undefined ? {} : { defaultPrompt: entry.defaultPrompt }), ...(entry.acp === undefined ? {} : { acp: entry.acp }) };
  if ('bundle' in entry.start) {
    const file = join(places.dist, entry.start.bundle);
    if (!(await exists(file))) return { state: 'missing', problem: `${file} is not there. Build or install Signalbox again.` };
    const version = places.version === undefined ? {} : { version: places.version };
    return {
      ready: { ...common, ...version, command: places.nodePath, args: [file, ...(entry.start.args ?? [])], env: agentEnvironment(places.environment, true) },
    };
  }
  const env = agentEnvironment(places.environment);
  const wanted = 'program' in entry.start ? [entry.start.program] : entry.start.programs;
  const programs: Record<string, string> = {};
  const versions: (string | undefined)[] = [];
  for (const program of wanted) {
    const found = await findProgram(program.name, places.folder, places.environment);
    if (found === undefined && program.optional) continue;
    if (found === undefined) return { state: 'missing', problem: notFound(entry, program) };
    const version = await programVersion(found, program.package, launching && program.floor !== undefined, env);
    const old = tooOld(program, version, launching);
    if (old !== undefined) return { state: 'broken', problem: old };
    programs[program.name] = found;
    versions.push(version);
  }
  const [version] = versions;
  const args = 'args' in entry.start ? (entry.start.args ?? []) : [];
  const adapted = 'programs' in entry.start ? { programs } : {};
  return { ready: { ...common, ...(version === undefined ? {} : { version }), command: programs[wanted[0].name]!, args, ...adapted, env } };
}

function notFound(entry: CatalogEntry, program: AgentProgram): string {
  const install = program.package === undefined ? 'Install it, or correct its path.' : `Install it: npm install -g ${program.package}`;
  return `The program "${program.name}" was not found on the PATH. ${install}${entry.homepage === undefined ? '' : ` (${entry.homepage})`}`;
}

/** A version that is not known yet is asked for at launch; one that cannot be told at all is refused. */
function tooOld({ name, floor, package: from }: AgentProgram, version: string | undefined, launching: boolean): string | undefined {
  if (floor === undefined || (version === undefined && !launching)) return undefined;
  if (version === undefined) return `${name} does not say its version. Signalbox gates it from version ${floor} on.`;
  if (isAtLeast(version, floor)) return undefined;
  return `${name} is version ${version}; Signalbox gates it from version ${floor} on. Update it${from === undefined ? '' : `: npm install -g ${from}@latest`}`;
}

function statusOf({ entry, fromWorkspace }: Known, result: Attempt): AgentStatus {
  const install = installLine(entry);
  return {
    id: entry.id,
    name: entry.name,
    description: entry.description,
    ...(install === undefined ? {} : { install }),
    ...(entry.homepage === undefined ? {} : { homepage: entry.homepage }),
    ...(fromWorkspace ? { added: true } : {}),
    ...(entry.defaultPrompt === undefined ? {} : { defaultPrompt: entry.defaultPrompt }),
    ...('ready' in result
      ? { state: 'ready', ...(result.ready.version === undefined ? {} : { version: result.ready.version }) }
      : { state: result.state, problem: result.problem }),
  };
}

/** What a person would type to have all its programs, or the newest of them. */
function installLine({ start }: CatalogEntry): string | undefined {
  if (!('programs' in start)) return undefined;
  const packages = start.programs.flatMap(({ package: from }) => (from === undefined ? [] : [`${from}@latest`]));
  return packages.length === 0 ? undefined : `npm install -g ${packages.join(' ')}`;
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}
