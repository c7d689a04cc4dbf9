/** Starts the gate of a folder as a process of its own that outlives whoever started it. */
import { spawn } from 'node:child_process';
import { closeSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readySchema, type Bootstrap, type Ready } from './bootstrap.ts';
import { folderKey, privateFolder, type Folders } from './folders.ts';
import { publishedGate } from './rendezvous.ts';

/** The gate's own log starts anew past this size, in bytes. */
const MAX_LOG = 1024 * 1024;
const START_TIME = 20_000;
/** How long a gate may take to seal its runs, in ms. */
const END_TIME = 15_000;

export interface StartOptions {
  folders: Folders;
  /** The bundle of the gate, and the program that runs it. */
  gateScript: string;
  nodePath: string;
  env: NodeJS.ProcessEnv;
  bootstrap: Bootstrap;
}

/** The runtime folder of a workspace. */
export function gateDir(folders: Folders, folder: string): string {
  return join(folders.runtime, folderKey(folder));
}

/**
 * Ends a gate that a hook has started, and whose operator nobody can be, so that an editor can start its own: its runs are sealed, and
 * their sessions go on in new ones.
 * @returns false where the gate is not one of those.
 */
export async function endUnattendedGate(dir: string): Promise<boolean> {
  const address = publishedGate(dir);
  if (address?.unattended !== true) return false;
  try {
    process.kill(address.pid, 'SIGTERM');
  } catch {
    return true;
  }
  for (let waited = 0; waited < END_TIME && publishedGate(dir)?.socket === address.socket; waited += 50) await sleep(50);
  return true;
}

/**
 * Resolves when a gate listens for the folder, this one or another that was first.
 * @throws {Error} with the gate's own words when it cannot start.
 */
export async function startGate(options: StartOptions): Promise<void> {
  privateFolder(options.folders.runtime);
  const dir = privateFolder(gateDir(options.folders, options.bootstrap.folder));
  const logFile = join(dir, 'gate.log');
  const tooLong = (statSync(logFile, { throwIfNoEntry: false })?.size ?? 0) > MAX_LOG;
  const log = openSync(logFile, tooLong ? 'w' : 'a', 0o600);
  try {
    const child = spawn(options.nodePath, [options.gateScript], {
      cwd: dir,
      detached: true,
      windowsHide: true,
      stdio: ['pipe', 'pipe', log],
      env: gateEnvironment(options),
    });
    const { stdin, stdout } = child;
    if (stdin === null || stdout === null) throw new Error('The gate has no standard streams.');
    const ready = await new Promise<Ready>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('The gate does not start in time.')), START_TIME).unref();
      let text = '';
      child.once('error', (error) => reject(new Error(`The gate cannot be started: ${error.message}`)));
      child.once('close', (code, signal) => reject(new Error(`The gate ended at its start (${signal ?? code}); its log is ${logFile}`)));
      stdin.on('error', () => undefined);
      stdout.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        if (!text.includes('\n')) return;
        clearTimeout(timer);
        resolve(readySchema.parse(JSON.parse(text)));
      });
      stdin.end(JSON.stringify(options.bootstrap));
    });
    stdout.destroy();
    child.unref();
    if (ready.status === 'failed') throw new Error(ready.message);
  } finally {
    closeSync(log);
  }
}

/** The person's environment, less what belongs to the editor's own processes. */
function gateEnvironment({ env, folders }: StartOptions): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !/^(VSCODE_|ELECTRON_|CHROME_|NODE_OPTIONS$)/.test(name));
  return {
    ...Object.fromEntries(kept),
    ...(process.versions['electron'] === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' }),
    SIGNALBOX_RUNTIME_DIR: folders.runtime,
    SIGNALBOX_STATE_DIR: folders.state,
    SIGNALBOX_CONFIG_DIR: folders.config,
  };
}
