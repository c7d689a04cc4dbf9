/** A workspace in which Claude Code works on a scripted model, through ACP or headless. */
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { GateConnection } from '../../src/gate/client-types.ts';
import { TestGate } from '../support/gate.ts';
import type { InstalledAgent } from './lab/install.ts';
import type { Lab, LabWorkspace } from './lab/lab.ts';
import { ScriptedModel } from './lab/model.ts';
import type { Script } from './lab/script.ts';

/** The two ways in which Signalbox speaks to it. */
export const ways = ['acp', 'headless'] as const;
export type Way = (typeof ways)[number];

export interface Setting {
  workspace: LabWorkspace;
  model: ScriptedModel;
  gate: TestGate;
  operator: GateConnection;
  /** A file of the workspace. */
  at: (name: string) => string;
}

export interface SettingOptions {
  script: (at: (name: string) => string) => Script;
  gate?: ConstructorParameters<typeof TestGate>[1];
  env?: Record<string, string>;
  /** Called before the gate starts. */
  before?: (workspace: LabWorkspace) => void;
}

/** Runs `use` with everything in place, and removes it all. */
export async function inSetting(lab: Lab, agent: InstalledAgent, way: Way, options: SettingOptions, use: (setting: Setting) => Promise<void>): Promise<void> {
  const workspace = lab.workspace();
  const at = (name: string): string => join(workspace.folder, name);
  const model = new ScriptedModel(options.script(at));
  lab.prepare(agent, workspace, (await model.start()).url);
  if (way === 'headless') workspace.env['PATH'] = withoutAdapter(agent, workspace);
  Object.assign(workspace.env, options.env);
  options.before?.(workspace);
  const gate = new TestGate(workspace, options.gate);
  try {
    await use({ workspace, model, gate, operator: await gate.connect(), at });
  } finally {
    await gate.end();
    await model.close();
  }
}

/** The PATH of a person who has the agent alone. */
function withoutAdapter(agent: InstalledAgent, { root, nodePath, env }: LabWorkspace): string {
  const bin = join(root, 'bin');
  mkdirSync(bin);
  symlinkSync(agent.program, join(bin, 'claude'));
  symlinkSync(nodePath, join(bin, 'node'));
  const rest = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== agent.bin);
  return [bin, ...rest].join(delimiter);
}

/** Settings of a person who lets Claude Code do everything unasked. */
export function permissive({ home }: LabWorkspace): void {
  const permissions = { defaultMode: 'bypassPermissions', allow: ['Bash', 'Write', 'Edit', 'Read', 'WebFetch', 'Agent'] };
  mkdirSync(join(home, '.claude'), { recursive: true });
  writeFileSync(join(home, '.claude', 'settings.json'), JSON.stringify({ permissions, skipDangerousModePermissionPrompt: true }));
}

/** The files below `folder` that contain one of these texts. */
export function filesWith(folder: string, texts: readonly string[]): string[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.filter((file) => texts.some((text) => readFileSync(file).includes(text)));
}
