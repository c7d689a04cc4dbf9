/** `signalbox install` and `uninstall`: sessions that a person starts alone in a folder are gated, or are not any more. */
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { gateHere, ungateHere } from '../agents/install/gate-here.ts';
import { ownFolders } from '../gate/folders.ts';
import { readGated } from '../gate/gated-folders.ts';
import { CannotError } from './cannot.ts';
import { UsageError } from './usage.ts';
import type { Verb } from './verb.ts';

/** Seconds that agents wait for an answer. */
const HOOK_TIME = 3600;

export const install: Verb = async (args, { dist, env, cwd }) => {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { workspace: { type: 'string', default: '.' }, trust: { type: 'boolean', default: false } } });
  const [agent, ...more] = positionals;
  if (agent === undefined || more.length > 0) throw new UsageError('install takes one agent.');
  const { config, state } = ownFolders(env);
  const folder = realpathSync.native(resolve(cwd, values.workspace));
  const places = { dist, folder, nodePath: process.execPath, environment: env };
  const files = await orCannot(() => gateHere({ places, config, state, timeout: HOOK_TIME }, agent, values.trust));
  process.stdout.write(`Sessions of ${agent} in ${folder} are gated and recorded from now on. Its hooks stand in:\n${files.map((file) => `  ${file}\n`).join('')}Take them out again with: signalbox uninstall ${agent}\n`);
  return 0;
};

export const uninstall: Verb = async (args, { env, cwd }) => {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { workspace: { type: 'string' } } });
  if (positionals.length > 1) throw new UsageError('uninstall takes one agent, or none for all.');
  const { config, state } = ownFolders(env);
  const folder = values.workspace === undefined ? undefined : realpathSync.native(resolve(cwd, values.workspace));
  const gated = await orCannot(async () => readGated(config));
  const agents = positionals.length > 0 ? positionals : [...new Set(gated?.folders.map((entry) => entry.agent))];
  for (const agent of agents) {
    const files = await orCannot(() => ungateHere({ places: { folder }, config, state }, agent));
    process.stdout.write(`${agent}: ${files.length === 0 ? 'nothing to take out of its configuration' : `taken out of ${files.join(', ')}`}\n`);
  }
  if (agents.length === 0) process.stdout.write('No agent is gated in any folder.\n');
  return 0;
};

async function orCannot<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new CannotError((error as Error).message);
  }
}
