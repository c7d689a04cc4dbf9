/**
 * A git directory of our own for somebody else's work tree. Git then reads none of the repository's configuration, runs none of its
 * filters, and writes nothing into it: index and new objects stay here, the repository's objects are only read.
 */
import { copyFile, mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { RepositoryPlace } from './place.ts';
import { git, gitMaybe, gitText, type GitOptions } from './git.ts';
import type { ObjectFormat } from './trees.ts';

export interface PrivateDir {
  /** The private git directory. */
  dir: string;
  root: string;
  prefix: string;
  objectFormat: ObjectFormat;
  /** The repository's objects, for reading. */
  objects: string;
}

/** Settings that change ids of trees and cannot run anything. */
const harmless = [
  ['core.autocrlf', undefined],
  ['core.eol', undefined],
  ['core.filemode', 'bool'],
  ['core.symlinks', 'bool'],
  ['core.ignorecase', 'bool'],
  ['core.precomposeunicode', 'bool'],
] as const;

const mostRules = 2 ** 20;

/** Makes the private directory, with a copy of the repository's rules as they are now. `head`: the commit to stand at, if any. */
export async function makePrivateDir(dir: string, place: RepositoryPlace, head?: string, signal?: AbortSignal): Promise<PrivateDir> {
  await mkdir(join(dir, 'objects', 'info'), { recursive: true, mode: 0o700 });
  await mkdir(join(dir, 'refs', 'heads'), { recursive: true });
  await mkdir(join(dir, 'info'), { recursive: true });
  // With XDG_CONFIG_HOME here, git finds the person's own rules where it would at home.
  await mkdir(join(dir, 'git'), { recursive: true });
  const options: GitOptions = { cwd: place.root, ...(signal && { signal }) };
  // One after the other: starting a process holds up the event loop for a few milliseconds.
  const settings: string[] = [];
  for (const [name, type] of harmless) {
    const value = await setting(name, type, options);
    if (value !== undefined && /^[a-z]+$/.test(value)) settings.push(`${name.slice('core.'.length)} = ${value}`);
  }
  const excludesFile = await setting('core.excludesFile', 'path', options);
  const attributesFile = await setting('core.attributesFile', 'path', options);
  const personal = join(process.env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'git');
  const rules = [
    [join(place.commonDir, 'info', 'exclude'), join(dir, 'info', 'exclude')],
    [join(place.commonDir, 'info', 'attributes'), join(dir, 'info', 'attributes')],
    [excludesFile ?? join(personal, 'ignore'), join(dir, 'git', 'ignore')],
    [attributesFile ?? join(personal, 'attributes'), join(dir, 'git', 'attributes')],
  ] as const;
  await Promise.all(rules.map(async ([from, to]) => writeFile(to, await boundedFile(from))));

  const lines = ['[core]', `repositoryformatversion = ${place.objectFormat === 'sha256' ? 1 : 0}`, 'bare = false', ...settings];
  if (place.objectFormat === 'sha256') lines.push('[extensions]', 'objectformat = sha256');
  await writeFile(join(dir, 'config'), `${lines.join('\n')}\n`);
  await writeFile(join(dir, 'HEAD'), `${head ?? 'ref: refs/heads/none'}\n`);
  return { dir, root: place.root, prefix: place.prefix, objectFormat: place.objectFormat, objects: join(place.commonDir, 'objects') };
}

async function setting(name: string, type: string | undefined, options: GitOptions): Promise<string | undefined> {
  try {
    return await gitMaybe(['config', ...(type ? [`--type=${type}`] : []), '--get', name], options);
  } catch {
    // A value that is not of its type: git itself would refuse to work; the default is the best that is left.
    return undefined;
  }
}

/** A small regular file's bytes, else none: a rules file may be missing, or a trap (a pipe, a device). */
async function boundedFile(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path).then((found) => (found.isFile() ? found : Promise.reject(new Error('not a file'))));
    return size <= mostRules ? await readFile(path) : new Uint8Array();
  } catch {
    return new Uint8Array();
  }
}

/**
 * Options for git to work with the private directory. `read`: let it read the repository's objects too.
 * The repository's own and the person's configuration are out of reach.
 */
export function privately(at: PrivateDir, read: boolean, signal?: AbortSignal): GitOptions {
  return {
    cwd: at.root,
    env: {
      GIT_DIR: at.dir,
      GIT_WORK_TREE: at.root,
      GIT_INDEX_FILE: join(at.dir, 'index'),
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      HOME: at.dir,
      XDG_CONFIG_HOME: at.dir,
      ...(read && { GIT_ALTERNATE_OBJECT_DIRECTORIES: quoted(at.objects) }),
    },
    ...(signal && { signal }),
  };
}

/** https://git-scm.com/docs/git#Documentation/git.txt-GITALTERNATEOBJECTDIRECTORIES */
function quoted(path: string): string {
  return `"${path.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n')}"`;
}

/**
 * Copies the repository's index, for what it tracks and knows of unchanged files. Gives false where it has none, and true also for one
 * that git cannot read, which the caller finds out.
 */
export async function copyIndex(gitDir: string, to: string, signal?: AbortSignal): Promise<boolean> {
  const from = join(gitDir, 'index');
  const found = await stat(from).catch(() => undefined);
  if (!found?.isFile()) return false;
  await copyFile(from, to);
  // Git takes a file for unchanged when it is older than the index. The copy must therefore never look younger than its original.
  const second = Math.floor(found.mtimeMs / 1000);
  await utimes(to, second, second);
  const options: GitOptions = { cwd: gitDir, env: { GIT_DIR: gitDir }, ...(signal && { signal }) };
  const shared = await gitText(['rev-parse', '--shared-index-path'], options).catch(() => '');
  if (shared !== '') await copyFile(join(gitDir, basename(shared)), join(dirname(to), basename(shared))).catch(() => undefined);
  return true;
}

/** Makes the index anew from a commit, or empty, without touching the work tree. */
export async function readTree(at: PrivateDir, commit: string | undefined, signal?: AbortSignal): Promise<void> {
  await rm(join(at.dir, 'index'), { force: true });
  await git(['read-tree', commit ?? '--empty'], privately(at, true, signal));
}
