/** VS Code for tests with real agents, which a model on this machine answers. */
import { mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { prepareAgent } from '../../agents/lab/env.ts';
import { labFolder, removeOld } from '../../agents/lab/folder.ts';
import type { InstalledAgent } from '../../agents/lab/install.ts';
import { offline } from '../../agents/lab/lab.ts';
import { labUser } from '../../agents/lab/user.ts';
import { openApp, type App, type AppOptions } from './app.ts';

/**
 * Opens VS Code for a person who has these agents, configured in their home for the model at `url`. Not in the system's temporary
 * folder: below folders that everybody may write to, some agents keep no state.
 */
export function openAppWith(agents: readonly InstalledAgent[], url: string, options: Omit<AppOptions, 'env' | 'parent'> = {}): Promise<App> {
  const parent = join(labFolder(), 'e2e');
  mkdirSync(parent, { recursive: true });
  removeOld(parent);
  const user = labUser();
  return openApp({
    ...options,
    ...(user && { user }),
    parent,
    env: ({ folder }) => {
      const home = join(folder, 'home');
      mkdirSync(home);
      const configured = Object.assign({}, ...agents.map(({ name }) => prepareAgent(name, { home }, url))) as NodeJS.ProcessEnv;
      return { HOME: home, PATH: [...agents.map(({ bin }) => bin), process.env['PATH'] ?? ''].join(delimiter), ...offline(), ...configured };
    },
  });
}
