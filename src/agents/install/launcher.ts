/**
 * What a person's configuration of an agent names as hook: a small script of a fixed place that starts the hook program. An update of
 * Signalbox moves the program and rewrites the script. Where Signalbox is gone without having taken its hooks out, the script refuses
 * in gated folders, with a next step, and elsewhere lets the agent do as ever.
 */
import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gatedFile } from '../../gate/gated-match.ts';
import { shellLine } from '../adapters/shell.ts';

export interface LauncherParts {
  /** Folder of the bundles, and the program that runs them. */
  dist: string;
  nodePath: string;
  /** Signalbox's own folders. */
  config: string;
  state: string;
}

const FOLDER = 'hooks';

/** Program and arguments that run the hook of an agent, once its launcher is written. @param deadline when it answers at the latest, in seconds */
export function launcherArgv(parts: LauncherParts, agent: string, deadline: number): string[] {
  // No script that every shell of Windows would start.
  return process.platform === 'win32' ? hookArgv(parts, agent, deadline) : [join(parts.state, FOLDER, agent)];
}

/** Writes the launcher of an agent. */
export async function writeLauncher(parts: LauncherParts, agent: string, deadline: number): Promise<void> {
  if (process.platform === 'win32') return;
  const file = join(parts.state, FOLDER, agent);
  await mkdir(join(parts.state, FOLDER), { recursive: true, mode: 0o700 });
  await writeFile(file, script(parts, agent, hookArgv(parts, agent, deadline)), { mode: 0o700 });
  await chmod(file, 0o700);
}

/** Rewrites the launchers that are there: Signalbox may have moved since. */
export async function refreshLaunchers(parts: LauncherParts, deadlineOf: (agent: string) => number): Promise<void> {
  for (const agent of await readdir(join(parts.state, FOLDER)).catch(() => [])) await writeLauncher(parts, agent, deadlineOf(agent));
}

export async function removeLauncher(state: string, agent: string): Promise<void> {
  await rm(join(state, FOLDER, agent), { force: true });
}

function hookArgv({ dist, nodePath }: LauncherParts, agent: string, deadline: number): string[] {
  return [nodePath, join(dist, 'hook.cjs'), '--agent', agent, '--deadline', String(deadline)];
}

function script({ dist, nodePath, config }: LauncherParts, agent: string, argv: string[]): string {
  const electron = process.versions['electron'] === undefined ? '' : 'ELECTRON_RUN_AS_NODE=1 ';
  const gone = `Signalbox is not where it was, and this folder is gated for ${agent}. Open it in VS Code once, or take the hooks out: signalbox uninstall ${agent}`;
  return `#!/bin/sh
# Signalbox: brings the calls of ${agent} to its gate in folders that you chose. Taken out by: signalbox uninstall ${agent}
if [ -x ${shellLine([nodePath])} ] && [ -f ${shellLine([join(dist, 'hook.cjs')])} ]; then
  ${electron}exec ${shellLine(argv)}
fi
while IFS= read -r folder; do
  [ -n "$folder" ] || continue
  case "$PWD/" in "$folder"/*) echo ${shellLine([gone])} >&2; exit 2 ;; esac
done <<END
$(sed -n 's/^ *"folder": "\\(.*\\)",\\{0,1\\}$/\\1/p' ${shellLine([gatedFile(config)])} 2>/dev/null)
END
echo '{}'
`;
}
