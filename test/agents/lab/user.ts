/** The user that agents run as in tests. As root they refuse to start or do without their sandbox. */
import { lchownSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface LabUser {
  uid: number;
  gid: number;
}

/** A user without rights, one that the system has a name for where there is one: some programs ask for it. */
const UNNAMED: LabUser = { uid: 65_532, gid: 65_532 };

/** @returns undefined when this process is not root's: then its own user will do. */
export function labUser(): LabUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const nobody = readFileSync('/etc/passwd', 'utf8').split('\n').map((line) => line.split(':')).find(([name]) => name === 'nobody');
  return nobody === undefined ? UNNAMED : { uid: Number(nobody[2]), gid: Number(nobody[3]) };
}

/** Makes the whole process, and so everything it starts from now on, that user's. There is no way back. */
export function become({ uid, gid }: LabUser): void {
  if (process.setgroups === undefined || process.setgid === undefined || process.setuid === undefined) return;
  process.setgroups([]);
  process.setgid(gid);
  process.setuid(uid);
}

/** Makes a folder and everything in it that user's. */
export function giveTo(folder: string, { uid, gid }: LabUser): void {
  lchownSync(folder, uid, gid);
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) lchownSync(join(folder, name), uid, gid);
}
