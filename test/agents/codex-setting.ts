/** Codex in its most permissive mode, spoken to through ACP or headless. */
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { codeModeModel, plainModel } from './lab/env.ts';
import type { InstalledAgent } from './lab/install.ts';
import type { Lab, LabWorkspace } from './lab/lab.ts';
import { codexCodeMode, moves } from './lab/moves.ts';
import { launchOf, type Bench } from './scenarios/bench.ts';
import { inSetting, type Setting, type SettingOptions } from './setting.ts';

export const doors = ['acp', 'headless'] as const;
export type Door = (typeof doors)[number];

/** Of an MCP server: else a model may be asked before the server's tools are there. */
export const awaitServer = 'required = true\nstartup_timeout_sec = 120\n';

export const launch = { agent: 'codex', trusted: true, prompt: 'Do what the script says.' };

export interface CodexOptions extends SettingOptions {
  door: Door;
  /** The model calls its tools by code. */
  byCode?: boolean;
  /** Codex's own sandbox; none of it unless another is named. */
  sandbox?: string;
}

export function inCodex(lab: Lab, agent: InstalledAgent, { door, byCode, sandbox, ...options }: CodexOptions, act: (setting: Setting) => Promise<void>): Promise<void> {
  const arrange = (workspace: LabWorkspace): void => {
    const file = join(workspace.home, '.codex', 'config.toml');
    const own = `sandbox_mode = "${sandbox ?? 'danger-full-access'}"\napproval_policy = "never"\n`;
    const config = readFileSync(file, 'utf8');
    writeFileSync(file, own + (byCode === true ? config.replace(`"${plainModel}"`, `"${codeModeModel}"`) : config));
    if (door === 'headless') withoutAcp(agent, workspace);
    options.arrange?.(workspace);
  };
  return inSetting(lab, agent, { ...options, arrange }, act);
}

export function benchOfCodex(lab: Lab, agent: InstalledAgent, way: Pick<CodexOptions, 'door' | 'byCode'>): Bench {
  return {
    label: `codex, ${way.door}`,
    agent,
    moves: way.byCode === true ? codexCodeMode : moves.codex,
    launch: launchOf(agent),
    open: (options, act) => inCodex(lab, agent, { ...options, ...way }, act),
  };
}

/** Puts Codex alone on the PATH. */
function withoutAcp(agent: InstalledAgent, workspace: LabWorkspace): void {
  const bin = join(workspace.root, 'bin');
  mkdirSync(bin);
  for (const name of ['codex', 'node']) symlinkSync(join(agent.bin, name), join(bin, name));
  workspace.env['PATH'] = workspace.env['PATH']!.split(delimiter).map((folder) => (folder === agent.bin ? bin : folder)).join(delimiter);
}

export function because(told: object): string {
  return JSON.stringify(told, null, 1).slice(0, 12_000);
}

/** Puts a program in front of Codex that does `first` (JavaScript) with `args` and then becomes it. */
export function replaceCodex(agent: InstalledAgent, first: string): (workspace: LabWorkspace) => void {
  return ({ root, env }) => {
    const bin = join(root, 'before');
    mkdirSync(bin);
    const program = `#!/usr/bin/env node
      let args = process.argv.slice(2);
      ${first}
      const { status } = require('node:child_process').spawnSync(${JSON.stringify(agent.program)}, args, { stdio: 'inherit' });
      process.exitCode = status ?? 1;
    `;
    writeFileSync(join(bin, 'codex'), program, { mode: 0o755 });
    env['PATH'] = `${bin}${delimiter}${env['PATH']!}`;
  };
}
