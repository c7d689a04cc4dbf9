/** Folders that the suites, the demonstration and `npm start` work in: copies of the sample project, each a git repository. */
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './command.ts';
import { root } from './versions.ts';

/** Copies `sample/` to a folder that is not there yet and commits it as its first commit. */
export async function makeWorkspace(folder: string): Promise<void> {
  const sample = join(root, 'sample');
  if (!existsSync(sample)) throw new Error('The folder sample/ is missing from this checkout.');
  await cp(sample, folder, { recursive: true });
  await commitAll(folder, 'The sample project');
}

/** Makes a folder a git repository, whatever it holds committed. */
export async function commitAll(folder: string, message: string): Promise<void> {
  const git = (...args: string[]): Promise<string> => run('git', ['-C', folder, ...args]);
  await git('init', '-q', '-b', 'main');
  await git('config', 'user.name', 'Sample');
  await git('config', 'user.email', 'sample@example.invalid');
  await git('config', 'commit.gpgsign', 'false');
  await git('add', '-A');
  await git('commit', '-q', '--allow-empty', '-m', message);
}

/** A private temporary folder of one suite, and what is in it. */
export interface Scratch {
  folder: string;
  workspace: string;
  userData: string;
  extensions: string;
  /** Directs everything Signalbox keeps outside of the workspace into this folder, and names a person who is nobody. */
  env: Record<'SIGNALBOX_RUNTIME_DIR' | 'SIGNALBOX_STATE_DIR' | 'SIGNALBOX_CONFIG_DIR' | 'GIT_CONFIG_GLOBAL', string>;
  remove(): Promise<void>;
}

/**
 * Makes a private folder with a copy of the sample project. Its path is short, because sockets are made in it.
 * @param sample `false` leaves the workspace an empty repository
 * @param parent where it is made; in the system's temporary folder unless told
 */
export async function makeScratch(sample = true, parent = tmpdir()): Promise<Scratch> {
  const folder = await realpath(await mkdtemp(join(parent, 'sb-')));
  const inside = (name: string): string => join(folder, name);
  const workspace = inside('work');
  if (sample) {
    await makeWorkspace(workspace);
  } else {
    await mkdir(workspace);
    await writeFile(join(workspace, 'README.md'), '# A workspace\n');
    await commitAll(workspace, 'An empty project');
  }
  const folders = { SIGNALBOX_RUNTIME_DIR: inside('run'), SIGNALBOX_STATE_DIR: inside('state'), SIGNALBOX_CONFIG_DIR: inside('config') };
  await Promise.all(Object.values(folders).map((path) => mkdir(path, { mode: 0o700 })));
  const env = { ...folders, GIT_CONFIG_GLOBAL: inside('gitconfig') };
  await writeFile(env.GIT_CONFIG_GLOBAL, '[user]\n\tname = Ada Quist\n\temail = ada@example.com\n');
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 5 });
  return { folder, workspace, userData: inside('user'), extensions: inside('extensions'), env, remove };
}
