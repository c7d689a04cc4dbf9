/** Finds a program as a shell would: on the PATH, or at the path that is given. */
import { access, constants, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, resolve } from 'node:path';

/**
 * @param name a bare name, or a path; a relative path is taken from `folder`
 * @returns the absolute path of an executable file, undefined where there is none. A relative PATH entry is not searched: it
 * would let the workspace put a program in the way.
 */
export async function findProgram(name: string, folder: string, environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  if (/[\\/]/.test(name)) return firstExecutable([resolve(folder, name)], environment);
  const folders = (environment['PATH'] ?? environment['Path'] ?? '').split(delimiter).filter((entry) => isAbsolute(entry));
  return firstExecutable(folders.map((entry) => join(entry, name)), environment);
}

async function firstExecutable(candidates: string[], environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const endings = process.platform === 'win32' ? ['', ...(environment['PATHEXT'] ?? '.EXE;.CMD;.BAT').split(';')] : [''];
  for (const candidate of candidates) {
    for (const ending of endings) if (await isExecutable(candidate + ending)) return candidate + ending;
  }
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
