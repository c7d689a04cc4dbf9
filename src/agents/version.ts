/** The version of an installed program: from the package that it belongs to, which costs a file, else by asking it. */
import { execFile } from 'node:child_process';
import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';

/** How long a program may take to say its version, in ms. */
const ASK_TIME = 10_000;
const MAX_MANIFEST = 1024 * 1024;
const manifestSchema = z.looseObject({ name: z.string(), version: z.string() });

/**
 * @param program absolute path
 * @param packageName the npm package that it comes with; undefined: it is asked
 * @param ask whether it may be started to say its version
 * @returns e.g. `2.1.330`; undefined where nothing tells it
 */
export async function programVersion(program: string, packageName: string | undefined, ask: boolean, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const known = packageName === undefined ? undefined : await manifestVersion(program, packageName);
  return known ?? (ask ? askVersion(program, env) : undefined);
}

/** Climbs from the real file of the program to the manifest of its package; a platform's package (`NAME-linux-x64`) counts as well. */
async function manifestVersion(program: string, packageName: string): Promise<string | undefined> {
  let folder = dirname(await realpath(program).catch(() => program));
  for (let up = 0; up < 6; up++) {
    const manifest = await readManifest(join(folder, 'package.json'));
    if (manifest !== undefined && (manifest.name === packageName || manifest.name.startsWith(`${packageName}-`))) return versionIn(manifest.version);
    if (dirname(folder) === folder) return undefined;
    folder = dirname(folder);
  }
  return undefined;
}

async function readManifest(file: string): Promise<z.infer<typeof manifestSchema> | undefined> {
  try {
    if ((await stat(file)).size > MAX_MANIFEST) return undefined;
    return manifestSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}

function askVersion(program: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(program, ['--version'], { env, timeout: ASK_TIME, killSignal: 'SIGKILL', maxBuffer: 64 * 1024, windowsHide: true }, (_error, stdout) => resolve(versionIn(stdout)));
  });
}

function versionIn(text: string): string | undefined {
  return /\d+\.\d+(?:\.\d+)?(?:-[\w.]+)?/.exec(text)?.[0];
}

/** Whether `version` is `floor` or newer, by its numbers; a pre-release of the floor is older. */
export function isAtLeast(version: string, floor: string): boolean {
  const [a, b] = [numbers(version), numbers(floor)];
  for (let i = 0; i < 3; i++) if ((a[i] ?? 0) !== (b[i] ?? 0)) return (a[i] ?? 0) > (b[i] ?? 0);
  return !version.includes('-') || floor.includes('-');
}

function numbers(version: string): number[] {
  return (version.split('-', 1)[0] ?? '').split('.').map(Number);
}
