/** Temporary folders that name their process, so that those of a process that was killed are found and removed. */
import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

const PREFIX = 'signalbox-git-';
const ownName = new RegExp(`^${PREFIX}(\\d+)-\\w+$`);
/** A process that is not seen may be in another container, which shares the folder: what is in use is younger than this, in ms. */
const YOUNG = 10 * 60_000;

/** What the name of a temporary folder of this process begins with. */
export function ownPrefix(): string {
  return `${PREFIX}${process.pid}-`;
}

/** Removes from `parent` what this person's dead processes have left. What cannot be removed stays: never rejects. */
export async function sweep(parent: string): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  for (const name of names) {
    const [, pid] = ownName.exec(name) ?? [];
    if (pid !== undefined && !isAlive(Number(pid)) && (await isOldAndOwn(join(parent, name)))) await rm(join(parent, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

async function isOldAndOwn(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  return found?.isDirectory() === true && found.uid === (process.getuid?.() ?? found.uid) && Date.now() - found.mtimeMs > YOUNG;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
