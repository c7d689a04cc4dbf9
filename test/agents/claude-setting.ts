/** A workspace in which Claude Code works on a scripted model, through ACP or headless. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { InstalledAgent } from './lab/install.ts';
import type { Lab, LabWorkspace } from './lab/lab.ts';
import { benchOf, type Bench } from './scenarios/bench.ts';

/** The two ways in which Signalbox speaks to it. */
export const ways = ['acp', 'headless'] as const;
export type Way = (typeof ways)[number];

/** @param always what is arranged in every workspace, before what a scenario arranges. */
export function benchOfClaude(lab: Lab, agent: InstalledAgent, way: Way, always?: (workspace: LabWorkspace) => void): Bench {
  const prepare = (workspace: LabWorkspace): void => {
    if (way === 'headless') workspace.env['PATH'] = withoutAdapter(agent, workspace);
    always?.(workspace);
  };
  return { ...benchOf(lab, agent, prepare), label: way };
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
