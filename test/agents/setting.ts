/** One agent in a workspace of its own, with a model that follows a script, a gate and a person. */
import { cpSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bootstrap } from '../../src/gate/bootstrap.ts';
import type { GateConnection } from '../../src/gate/client-types.ts';
import type { ToolCallView } from '../../src/record/view.ts';
import { TestGate } from '../support/gate.ts';
import type { InstalledAgent } from './lab/install.ts';
import type { Lab, LabWorkspace } from './lab/lab.ts';
import { ScriptedModel } from './lab/model.ts';
import type { Script } from './lab/script.ts';

export interface Setting {
  workspace: LabWorkspace;
  model: ScriptedModel;
  gate: TestGate;
  operator: GateConnection;
  /** A path in the workspace. */
  at: (name: string) => string;
}

export interface SettingOptions {
  script: (at: (name: string) => string) => Script;
  bootstrap?: Partial<Bootstrap>;
  /** Before the gate starts. */
  arrange?: (workspace: LabWorkspace) => void;
}

export async function inSetting(lab: Lab, agent: InstalledAgent, { script, bootstrap, arrange }: SettingOptions, act: (setting: Setting) => Promise<void>): Promise<void> {
  const workspace = lab.workspace();
  const at = (name: string) => join(workspace.folder, name);
  const model = new ScriptedModel(script(at));
  const gate = new TestGate(workspace, bootstrap);
  try {
    lab.prepare(agent, workspace, (await model.start()).url);
    arrange?.(workspace);
    await act({ workspace, model, gate, operator: await gate.connect(), at });
  } finally {
    await gate.end();
    await model.close();
  }
}

/**
 * Gives the workspace bundles of its own in which the hook program does `instead` (JavaScript) when it is asked about a tool call.
 * All else goes to the real one.
 */
export function replaceHook(workspace: LabWorkspace, instead: string): void {
  ownDist(workspace);
  const hook = join(workspace.dist, 'hook.cjs');
  renameSync(hook, join(workspace.dist, 'real-hook.cjs'));
  writeFileSync(hook, `
    const input = require('node:fs').readFileSync(0, 'utf8');
    const wait = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
    const { hook_event_name: event, toolName, toolResult } = JSON.parse(input);
    if (/^(BeforeTool|PreToolUse)$/.test(event) || (toolName !== undefined && toolResult === undefined)) { ${instead} }
    else {
      const { status, stdout, stderr } = require('node:child_process').spawnSync(process.execPath, [__dirname + '/real-hook.cjs', ...process.argv.slice(2)], { input });
      process.stdout.write(stdout);
      process.stderr.write(stderr);
      process.exitCode = status ?? 2;
    }
  `);
}

/** Gives the workspace bundles of its own, to be changed. */
export function ownDist(workspace: LabWorkspace): void {
  const dist = join(workspace.root, 'signalbox', 'dist');
  cpSync(workspace.dist, dist, { recursive: true });
  cpSync(join(workspace.dist, '..', 'package.json'), join(dist, '..', 'package.json'));
  workspace.dist = dist;
}

/** All calls, with those of subagents. */
export function allCalls(calls: readonly ToolCallView[]): ToolCallView[] {
  return calls.flatMap((call) => [call, ...allCalls(call.children)]);
}

/** Files below a folder that contain a text. One that goes away meanwhile does not. */
export function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() && contentOf(path)?.includes(text));
}

function contentOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
