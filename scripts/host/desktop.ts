/** Finds a desktop VS Code. */
import { run } from './command.ts';
import { hostVersions } from './versions.ts';

/** Whether `version` is at least `floor`; both are `major.minor.patch`. */
export function atLeast(version: string, floor: string): boolean {
  return version.localeCompare(floor, 'en', { numeric: true }) >= 0;
}

/**
 * The name of the command that opens a desktop VS Code, when there is one on the PATH that is new enough. Inside the terminal of a
 * remote window `code` is another program, which cannot load an extension from a folder.
 */
export async function desktopProgram(): Promise<string | undefined> {
  if (process.env.VSCODE_IPC_HOOK_CLI !== undefined) return undefined;
  const program = process.platform === 'win32' ? 'code.cmd' : 'code';
  try {
    const [version = ''] = (await run(program, ['--version'], { timeout: 15_000 })).split('\n');
    if (atLeast(version.trim(), hostVersions.floor.editor)) return program;
    console.log(`The VS Code on the PATH is ${version.trim()}; Signalbox needs ${hostVersions.floor.editor}. Using one of its own.`);
  } catch {
    return undefined;
  }
  return undefined;
}
