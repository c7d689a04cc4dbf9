/** The command line as it is shipped, on the Node that a user has. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';
import { dist } from './workspace.ts';

export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `signalbox …` and waits for its end. `dist` and `nodePath`: other bundles and another Node than the checkout's. */
export function cli(args: string[], options: { cwd: string; env: NodeJS.ProcessEnv; input?: string; dist?: string; nodePath?: string }): Promise<CliResult> {
  const child = spawn(options.nodePath ?? process.execPath, [join(options.dist ?? dist, 'cli.js'), ...args], { cwd: options.cwd, env: options.env, stdio: 'pipe' });
  return ended(child, options.input ?? '');
}

/** Gives a program its input and waits for its end. */
export function ended(child: ChildProcessWithoutNullStreams, input: string): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
    // A program may end before it has read everything.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** The last line of what was printed. */
export function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}
