/** The command line of the hook program, as agents are given it: absolute, and without anything secret. */
import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { shellLine } from '../agents/adapters/shell.ts';

export interface HookParts {
  /** Folder of the bundles. */
  dist: string;
  /** The program that runs them: Node, or the editor's own executable acting as Node. */
  nodePath: string;
  /** Whether `nodePath` must be told to act as Node. */
  electron: boolean;
  /** How long agents are to wait for an answer, in seconds. */
  timeout: number;
  /** Address of the HTTP hook. */
  url: () => Promise<string>;
}

/** How much earlier the hook program answers than the agent stops waiting: as a part of the agent's time, at least and at most, in seconds. */
const EARLIER = 0.1;
const LEAST_EARLIER = 2;
const MOST_EARLIER = 60;

/** @throws {Error} when the bundle is not there: an agent would run its tools without it. */
export async function hookCommand({ dist, nodePath, electron, timeout }: HookParts, dir: string): Promise<{ command: string; argv: string[] }> {
  const script = join(dist, 'hook.cjs');
  await access(script).catch(() => {
    throw new Error(`${script} is not there. Build or install Signalbox again.`);
  });
  const earlier = Math.min(Math.max(timeout * EARLIER, LEAST_EARLIER), MOST_EARLIER);
  const deadline = Math.max(timeout - earlier, timeout / 2);
  const argv = [nodePath, script, '--deadline', String(deadline)];
  if (!electron) return { command: shellLine(argv), argv };
  // A variable in front of a command works in no shell of Windows, and not where an agent starts it without one.
  const windows = process.platform === 'win32';
  const launcher = join(dir, windows ? 'hook.cmd' : 'hook.sh');
  const line = shellLine(argv);
  await writeFile(launcher, windows ? `@set ELECTRON_RUN_AS_NODE=1\r\n@${line} %*\r\n` : `#!/bin/sh\nELECTRON_RUN_AS_NODE=1 exec ${line} "$@"\n`, { mode: 0o700 });
  return { command: shellLine([launcher]), argv: [launcher] };
}
