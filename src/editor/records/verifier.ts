/** Verifies a record in a process of its own: it reads every byte, and the extension host is shared. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';

/** How long a verification may take, in ms, and how much it may print, in bytes. */
const VERIFY_TIME = 600_000;
const MAX_OUTPUT = 64 * 1024 * 1024;

/**
 * Runs `signalbox verify --json`.
 * @param dist where the bundles are. @param folder the workspace folder. @param dir the run's folder.
 * @returns what it printed.
 * @throws {Error} when it could not look at the record at all, or `signal` was aborted.
 */
export function verifyInProcess(dist: string, folder: string, dir: string, signal?: AbortSignal): Promise<string> {
  const env = { ...process.env, ...(process.versions['electron'] === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' }) };
  return new Promise((resolve, reject) => {
    const options = { cwd: folder, env, timeout: VERIFY_TIME, maxBuffer: MAX_OUTPUT, ...(signal === undefined ? {} : { signal }) };
    execFile(process.execPath, [join(dist, 'cli.js'), 'verify', '--json', dir], options, (error, output, errors) => {
      // 1: looked at, and a check failed.
      if (error === null || error.code === 1) resolve(output);
      else reject(new Error(`The record could not be verified: ${errors.trim().split('\n', 1)[0] || error.message}`));
    });
  });
}
