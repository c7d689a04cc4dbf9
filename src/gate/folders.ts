/** Where Signalbox keeps what does not belong into a repository. Three folders, each of which an environment variable overrides. */
import { chmodSync, lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { sha256 } from '../model/digest.ts';

export interface Folders {
  /** Sockets and locks; gone with the session. Kept short: a Unix socket's path holds about 100 bytes. */
  runtime: string;
  /** Runs that are open and their first snapshots; the key of the command line. */
  state: string;
  /** The user's own policy. */
  config: string;
}

export interface Surroundings {
  env: NodeJS.ProcessEnv;
  platform: NodeJS.Platform;
  home: string;
  tmp: string;
  /** Numeric user id; -1 where there is none (Windows). */
  uid: number;
}

/** The folders of the person; XDG's where the platform has those. None is created here. */
export function foldersOf({ env, platform, home, tmp, uid }: Surroundings): Folders {
  const xdg = (name: string, fallback: string) => (env[name]?.startsWith('/') ? join(env[name], 'signalbox') : fallback);
  const defaults: Folders =
    platform === 'win32'
      ? {
          runtime: join(env['LOCALAPPDATA'] ?? home, 'Signalbox', 'run'),
          state: join(env['LOCALAPPDATA'] ?? home, 'Signalbox', 'state'),
          config: join(env['APPDATA'] ?? home, 'Signalbox'),
        }
      : platform === 'darwin'
        ? {
            runtime: join(tmp, `signalbox-${uid}`),
            state: join(home, 'Library', 'Application Support', 'Signalbox', 'state'),
            config: join(home, 'Library', 'Application Support', 'Signalbox'),
          }
        : {
            runtime: xdg('XDG_RUNTIME_DIR', posix.join(tmp, `signalbox-${uid}`)),
            state: xdg('XDG_STATE_HOME', posix.join(home, '.local', 'state', 'signalbox')),
            config: xdg('XDG_CONFIG_HOME', posix.join(home, '.config', 'signalbox')),
          };
  return {
    runtime: env['SIGNALBOX_RUNTIME_DIR'] || defaults.runtime,
    state: env['SIGNALBOX_STATE_DIR'] || defaults.state,
    config: env['SIGNALBOX_CONFIG_DIR'] || defaults.config,
  };
}

/** The folders of the person whose process this is. @param env the environment that may override them. */
export function ownFolders(env: NodeJS.ProcessEnv): Folders {
  return foldersOf({ env, platform: process.platform, home: homedir(), tmp: tmpdir(), uid: process.getuid?.() ?? -1 });
}

/** Where the command line keeps what V8 made of a bundle. @param state the folder of `Folders` */
export function codeFolder(state: string): string {
  return join(state, 'code');
}

/** A short name for a workspace folder, the same for every path that leads to it. */
export function folderKey(folder: string): string {
  return sha256(realpathSync.native(folder)).slice(0, 16);
}

/**
 * Makes sure that a folder is there, is a folder and not a link, is ours, and that nobody else can enter it.
 * @throws {Error} with what is wrong, when it cannot be made so.
 */
export function privateFolder(path: string): string {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const stat = lstatSync(path);
  if (!stat.isDirectory()) throw new Error(`${path} is not a folder`);
  if (process.getuid !== undefined) {
    if (stat.uid !== process.getuid()) throw new Error(`${path} belongs to another user`);
    if ((stat.mode & 0o077) !== 0) chmodSync(path, 0o700);
  }
  return path;
}
