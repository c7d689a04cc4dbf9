/** Running other programs from the scripts. */
import { spawn, type SpawnOptions } from 'node:child_process';

/** A program ended badly; `output` is the end of what it printed. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
  readonly output: string;
  constructor(message: string, output: string) {
    super(message);
    this.output = output;
  }
}

export interface CommandOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Milliseconds until it is ended; default ten minutes. */
  timeout?: number;
}

const keptOutput = 20_000;

/**
 * Runs a program to its end, quietly.
 * @returns what it printed to standard output, trimmed
 * @throws {CommandFailed} when it cannot be started, fails, or takes longer than `timeout`
 */
export function run(program: string, args: readonly string[], { cwd, env, timeout = 600_000 }: CommandOptions = {}): Promise<string> {
  const options: SpawnOptions = { stdio: ['ignore', 'pipe', 'pipe'], timeout, shell: process.platform === 'win32' && /^npm$|\.cmd$/.test(program) };
  if (cwd) options.cwd = cwd;
  if (env) options.env = env;
  const name = [program, ...args].join(' ');
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, options);
    let stdout = '';
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      output = (output + text).slice(-keptOutput);
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-keptOutput);
    });
    child.on('error', (error) => reject(new CommandFailed(`${name} could not be started: ${error.message}`, output)));
    child.on('close', (code, signal) => {
      if (code === 0) resolve(stdout.trim());
      else reject(new CommandFailed(`${name} ended with ${signal ?? `exit code ${code}`}\n${output.trim()}`, output));
    });
  });
}
