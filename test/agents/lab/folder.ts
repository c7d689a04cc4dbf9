/** Where agents and everything of their tests are kept: outside of the repository and of the system's temporary folder, which agents trust less. */
import { chmodSync, copyFileSync, cpSync, existsSync, linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { createHash, randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { dist, projectRoot } from '../../support/workspace.ts';

/** What was made for tests longer ago, in ms, is removed. */
const OLD = 24 * 3600_000;

/** `SIGNALBOX_TEST_LAB`, else a fixed place for root, else one in the person's cache. Created where it is absent. */
export function labFolder(env: NodeJS.ProcessEnv = process.env): string {
  const folder = env['SIGNALBOX_TEST_LAB'] || (process.getuid?.() === 0 ? '/var/lib/signalbox-test' : join(homedir(), '.cache', 'signalbox-test'));
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  return folder;
}

/** A name beside `path` that nobody else uses, for making something that is then renamed to `path`. */
export function aside(path: string): string {
  return `${path}.${process.pid}-${randomBytes(4).toString('hex')}`;
}

/** Renames what was made aside to its place. Where another process was first, its result stays and ours is removed. */
export function putInPlace(made: string, place: string): void {
  try {
    renameSync(made, place);
  } catch (error) {
    rmSync(made, { recursive: true, force: true });
    if (!existsSync(place)) throw error;
  }
}

/** The Node that this runs on, where every user can run it: people's checkouts are often closed to others. @returns the program's path */
export function labNode(lab: string): string {
  const folder = join(lab, 'node', process.version);
  const program = join(folder, 'node');
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const fresh = aside(program);
  try {
    linkSync(process.execPath, fresh);
  } catch {
    copyFileSync(process.execPath, fresh);
  }
  chmodSync(fresh, 0o755);
  renameSync(fresh, program);
  return program;
}

export interface Build {
  /** Copies of `dist/` and `sample/`, readable for everybody. */
  dist: string;
  sample: string;
}

/** A copy of what is tested, made anew when it has changed. @throws {Error} where nothing has been built. */
export function labBuild(lab: string): Build {
  if (!existsSync(join(dist, 'gate.js'))) throw new Error('There are no bundles in dist/. Run `npm run build` first.');
  const home = join(lab, 'build');
  const folder = join(home, fingerprint());
  if (!existsSync(folder)) {
    mkdirSync(home, { recursive: true, mode: 0o755 });
    removeOld(home);
    const fresh = aside(folder);
    cpSync(dist, join(fresh, 'dist'), { recursive: true, filter: (path) => !path.endsWith('.map') });
    cpSync(join(projectRoot, 'sample'), join(fresh, 'sample'), { recursive: true });
    cpSync(join(projectRoot, 'package.json'), join(fresh, 'package.json'));
    openToAll(fresh);
    putInPlace(fresh, folder);
  }
  return { dist: join(folder, 'dist'), sample: join(folder, 'sample') };
}

/** A folder that every user can read: this one, or, where it is below one that is closed to others, a copy of it, made once for a name. */
export function labCopy(lab: string, folder: string): string {
  if (isOpen(folder)) return folder;
  const copy = join(lab, 'copies', basename(folder));
  if (existsSync(copy)) return copy;
  mkdirSync(dirname(copy), { recursive: true, mode: 0o755 });
  const fresh = aside(copy);
  cpSync(folder, fresh, { recursive: true, verbatimSymlinks: true });
  openToAll(fresh);
  putInPlace(fresh, copy);
  return copy;
}

function isOpen(folder: string): boolean {
  const open = (statSync(folder).mode & 0o001) !== 0;
  return open && (dirname(folder) === folder || isOpen(dirname(folder)));
}

/** Removes what tests that were interrupted left in a folder. */
export function removeOld(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (Date.now() - statSync(path).mtimeMs > OLD) rmSync(path, { recursive: true, force: true });
  }
}

function fingerprint(): string {
  const hash = createHash('sha256');
  for (const from of [dist, join(projectRoot, 'sample')]) {
    for (const name of readdirSync(from, { recursive: true, encoding: 'utf8' }).sort()) {
      const path = join(from, name);
      if (statSync(path).isFile() && !name.endsWith('.map')) hash.update(name).update(readFileSync(path));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile()) chmodSync(path, statSync(path).mode & 0o100 ? 0o755 : 0o644);
  }
}

/** Makes `node` of a folder of programs the lab's own. */
export function linkNode(bin: string, nodePath: string): void {
  rmSync(join(bin, 'node'), { force: true });
  symlinkSync(nodePath, join(bin, 'node'));
}
