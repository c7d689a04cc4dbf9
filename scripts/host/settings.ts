/** The user settings that hosts start with: nothing pops up, nothing is sent, pictures are comparable. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export type Settings = Record<string, unknown>;

export const calmSettings: Settings = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'files.simpleDialog.enable': true,
  'window.dialogStyle': 'custom',
};

/** Where a host that was started with `serverData` reads the user's settings. */
export function settingsFile(serverData: string): string {
  return join(serverData, 'data', 'User', 'settings.json');
}

/** Writes a whole settings file. A window of the embedded VS Code reads it when it is opened or reloaded. */
export async function writeSettings(file: string, settings: Settings): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(settings, null, 2));
}

/** Changes some settings and keeps the others. */
export async function changeSettings(file: string, change: Settings): Promise<void> {
  const settings = JSON.parse(await readFile(file, 'utf8')) as Settings;
  await writeSettings(file, { ...settings, ...change });
}
