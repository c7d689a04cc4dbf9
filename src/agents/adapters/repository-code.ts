/** Code of a repository that an agent loads into its own process, where no hook is asked what it does. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Wiring } from '../adapter.ts';

/**
 * @param agent its name, for the person
 * @param folders where the agent looks for plugins, relative to the workspace
 * @returns what the person should know of it; nothing where there is none
 */
export async function repositoryCode(agent: string, cwd: string, folders: readonly string[]): Promise<Wiring['notes']> {
  const found: string[] = [];
  for (const folder of folders) if ((await readdir(join(cwd, folder)).catch(() => [])).length > 0) found.push(folder);
  if (found.length === 0) return [];
  const message = `${agent} loads the plugins of this repository (${found.join(', ')}) into its own process: what that code does itself is not asked about.`;
  return [{ code: 'repository-code', message }];
}
