/** Who the person at this machine is, as their own git configuration says; else the system's user name. */
import { userInfo } from 'node:os';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface Person {
  name: string;
  email?: string;
}

const run = promisify(execFile);

/** Only the person's own configuration counts: a repository could claim to be anybody. */
export async function personOf(): Promise<Person> {
  const [name, email] = await Promise.all([globalGit('user.name'), globalGit('user.email')]);
  return { name: name ?? userInfo().username, ...(email === undefined ? {} : { email }) };
}

async function globalGit(key: string): Promise<string | undefined> {
  try {
    const { stdout } = await run('git', ['config', '--global', '--get', key], { timeout: 5000, maxBuffer: 64 * 1024 });
    return stdout.trim() || undefined;
  } catch {
    return undefined;
  }
}
