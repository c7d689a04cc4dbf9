/** *Gate this agent here*: its hooks in the person's own configuration, and the folder on the list of those that are gated. And its undoing. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { gateFolder, readGated, ungateFolder } from '../../gate/gated-folders.ts';
import { adapters } from '../adapters/index.ts';
import { shellLine } from '../adapters/shell.ts';
import { resolveAgent } from '../agents.ts';
import type { AgentPlaces } from '../types.ts';
import type { ConfigEdit } from './edits.ts';
import { install, isInstalled, uninstall } from './install.ts';
import { launcherArgv, refreshLaunchers, removeLauncher, writeLauncher } from './launcher.ts';

/** The hook answers before the agent stops waiting: by this part of its time. */
const EARLIER = 0.9;

export interface GateHereParts {
  places: Omit<AgentPlaces, 'trusted'>;
  /** Signalbox's own folders. */
  config: string;
  state: string;
  /** How long agents are to wait for an answer, in seconds. */
  timeout: number;
}

/** Whether sessions of the agent that are started alone in the folder are gated; `undefined`: that cannot be had for this agent. */
export async function isGatedHere({ places, config, state }: GateHereParts, agent: string): Promise<boolean | undefined> {
  if (adapters[agent]?.userHooks === undefined) return undefined;
  const folders = readGated(config)?.folders ?? [];
  return folders.some((entry) => entry.agent === agent && entry.folder === places.folder) && (await isInstalled(state, agent));
}

/**
 * @param trusted whether rules of this workspace may loosen for such sessions
 * @returns the files of the person's configuration that were changed
 * @throws {Error} with a sentence for the person; nothing is changed then
 */
export async function gateHere(parts: GateHereParts, agent: string, trusted: boolean): Promise<string[]> {
  const edits = await editsOf(parts, agent);
  const { places, config, state, timeout } = parts;
  await writeLauncher({ ...places, config, state }, agent, timeFor(agent, timeout) * EARLIER);
  const files = await install(state, agent, edits);
  gateFolder(config, { agent, folder: places.folder, trusted });
  return files;
}

/** The files of the person's configuration that `gateHere` would change. @throws {Error} as it does */
export async function filesToGate(parts: GateHereParts, agent: string): Promise<string[]> {
  return [...new Set((await editsOf(parts, agent)).map(({ file }) => file))];
}

async function editsOf({ places, config, state, timeout: longest }: GateHereParts, agent: string): Promise<ConfigEdit[]> {
  const adapter = adapters[agent];
  if (adapter?.userHooks === undefined) throw new Error(`${agent} has no hooks that a person's own configuration could hold. Run it from Signalbox instead.`);
  const resolved = await resolveAgent(agent, { ...places, trusted: true });
  if ('problem' in resolved) throw new Error(resolved.problem);
  const timeout = timeFor(agent, longest);
  const argv = launcherArgv({ ...places, config, state }, agent, timeout * EARLIER);
  const hook = { command: shellLine(argv), argv, timeout, plugin: join(places.dist, 'opencode-plugin.js') };
  return adapter.userHooks({ home: homedir(), env: places.environment, programs: resolved.programs ?? {}, hook });
}

/** Brings what is installed to where Signalbox is now. */
export function refreshHooks({ places, config, state, timeout }: GateHereParts): Promise<void> {
  return refreshLaunchers({ ...places, config, state }, (agent) => timeFor(agent, timeout) * EARLIER);
}

/** Sessions of the agent in the folder are gated no more; its hooks go with the last folder. @returns the files that were changed. @throws {Error} as `uninstall`. */
export async function ungateHere({ places, config, state }: Pick<GateHereParts, 'config' | 'state'> & { places: { folder: string | undefined } }, agent: string): Promise<string[]> {
  if (ungateFolder(config, agent, places.folder)) return [];
  const files = await uninstall(state, agent);
  await removeLauncher(state, agent);
  return files;
}

/** How long the agent is to wait for its hook: some wait no longer than they like. In seconds. */
function timeFor(agent: string, wanted: number): number {
  return Math.min(wanted, adapters[agent]?.longestHook ?? wanted);
}
