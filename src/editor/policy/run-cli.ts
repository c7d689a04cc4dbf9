/** The command line in a process of its own, for what reads much: the extension host is shared. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** How long it may take, in ms, and how much it may print, in characters. */
const MAX_TIME = 300_000;
const MAX_OUTPUT = 64 * 1024 * 1024;

export interface CliOptions {
  /** Where the bundles are. */
  dist: string;
  /** The workspace folder. */
  folder: string;
  input?: string;
  signal?: AbortSignal;
  time?: number;
}

/** Runs the command line with the Node that the editor is. @returns what it printed. */
export function runCli(args: readonly string[], { dist, folder, input, signal, time = MAX_TIME }: CliOptions): Promise<string> {
  const env = { ...process.env, ...(process.versions['electron'] === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' }) };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(dist, 'cli.js'), ...args], { cwd: folder, env, stdio: 'pipe', timeout: time, ...(signal && { signal }) });
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.length > MAX_OUTPUT) child.kill();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-10_000)));
    child.once('error', reject);
    child.once('close', (code) => {
      // 1: looked at, and something is not as it should be.
      if (code === 0 || code === 1) resolve(output);
      else reject(new Error(errors.trim().split('\n', 1)[0]?.replace(/^signalbox: /, '') || `signalbox ${args[0] ?? ''} ended with ${code ?? 'a signal'}`));
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
  });
}
