/** What VS Code runs when the extension was uninstalled: takes its hooks out of the person's configuration of every agent. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { removeLauncher } from './agents/install/launcher.ts';
import { uninstall } from './agents/install/install.ts';
import { codeFolder, ownFolders } from './gate/folders.ts';
import { gatedFile } from './gate/gated-match.ts';

async function main(): Promise<void> {
  const { config, state } = ownFolders(process.env);
  const agents = listOf(join(state, 'installed')).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length));
  // First, so that what cannot be taken out does nothing any more.
  rmSync(gatedFile(config), { force: true });
  rmSync(codeFolder(state), { recursive: true, force: true });
  for (const agent of agents) {
    try {
      await uninstall(state, agent);
      await removeLauncher(state, agent);
    } catch (error) {
      process.stderr.write(`${agent}: ${(error as Error).message}\n`);
      process.exitCode = 1;
    }
  }
}

function listOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

void main();
