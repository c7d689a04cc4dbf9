/**
 * Runs git as a reader of repositories that may be hostile: argument lists and no shell, bounded time and output, and nothing that the
 * repository's configuration could use to start a program (hooks, fsmonitor, pagers, lazy fetches over any transport).
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';

export type GitErrorCode = 'not-installed' | 'refused' | 'failed' | 'timed-out' | 'too-much-output' | 'aborted';

export class GitError extends Error {
  override readonly name = 'GitError';
  readonly code: GitErrorCode;
  /** Git's exit code, where it ended by itself. */
  readonly exitCode: number | undefined;

  constructor(code: GitErrorCode, message: string, exitCode?: number) {
    super(message);
    this.code = code;
    this.exitCode = exitCode;
  }
}

export interface GitOptions {
  /** The folder that git works in. */
  cwd: string;
  /** Variables to add to git's environment; those of this process that begin with `GIT_` are not passed on. */
  env?: Record<string, string>;
  /** What git reads from its standard input. */
  input?: Iterable<Uint8Array>;
  signal?: AbortSignal;
  /** Default 120 seconds. */
  timeoutMs?: number;
  /** Most bytes of output. Default 64 MiB; of `gitStream`, 4 GiB. */
  maxBytes?: number;
}

/** No hooks, no file watcher, no network. `-c` wins over every configuration file. */
const hardening = [
  '--no-pager',
  '--no-replace-objects',
  '--literal-pathspecs',
  ...[
    'core.fsmonitor=false',
    'core.untrackedCache=false',
    'core.hooksPath=/dev/null',
    'core.pager=cat',
    'protocol.allow=never',
    'submodule.recurse=false',
    'gc.auto=0',
    'maintenance.auto=false',
  ].flatMap((setting) => ['-c', setting]),
];

/** Where the person keeps their own configuration; everything else of git's environment could redirect us. */
const kept = new Set(['GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_NOSYSTEM', 'GIT_EXEC_PATH', 'GIT_CEILING_DIRECTORIES']);

function environment(extra: Record<string, string> | undefined): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (!name.toUpperCase().startsWith('GIT_') || kept.has(name)) env[name] = value;
  }
  return {
    ...env,
    LC_ALL: 'C',
    LANGUAGE: '',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    ...extra,
  };
}

/** The first `git` on the absolute entries of PATH. Never one beside the files that we look at, where Windows would search first. */
async function findGit(): Promise<string> {
  const file = process.platform === 'win32' ? 'git.exe' : 'git';
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    if (!isAbsolute(folder)) continue;
    const path = join(folder, file);
    try {
      await access(path, constants.X_OK);
      if ((await stat(path)).isFile()) return path;
    } catch {
      continue;
    }
  }
  throw new GitError('not-installed', 'git was not found on the PATH. Install git, or start Signalbox where git is on the PATH.');
}

/**
 * Runs git and hands on its output chunk by chunk.
 * @throws {GitError} also for every exit code but 0; `onChunk`'s own error is thrown as it is, after git was ended.
 */
export async function gitStream(args: readonly string[], options: GitOptions, onChunk: (chunk: Buffer) => void): Promise<void> {
  const { cwd, env, input, signal, timeoutMs = 120_000, maxBytes = 4 * 2 ** 30 } = options;
  const command = await findGit();
  if (signal?.aborted) throw new GitError('aborted', 'git was not started: the work was cancelled');
  await new Promise<void>((resolve, reject) => {
    const child = spawn(command, [...hardening, ...args], { cwd, env: environment(env), stdio: 'pipe', windowsHide: true, shell: false });
    let failure: Error | undefined;
    let received = 0;
    let stderr = '';
    const end = (error: Error): void => {
      failure ??= error;
      child.kill('SIGKILL');
    };
    const onAbort = (): void => end(new GitError('aborted', `git ${args[0]} was cancelled`));
    const timer = setTimeout(() => end(new GitError('timed-out', `git ${args[0]} took longer than ${timeoutMs} ms`)), timeoutMs);
    signal?.addEventListener('abort', onAbort, { once: true });

    child.stdout.on('data', (chunk: Buffer) => {
      if (failure !== undefined) return;
      received += chunk.length;
      if (received > maxBytes) return end(new GitError('too-much-output', `git ${args[0]} gave more than ${maxBytes} bytes`));
      try {
        onChunk(chunk);
      } catch (error) {
        end(error instanceof Error ? error : new Error('reading the output of git failed', { cause: error }));
      }
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (stderr.length < 8192) stderr += text;
    });
    child.on('error', (error) => {
      failure ??= new GitError('failed', `git could not be started in ${cwd}: ${error.message}`);
    });
    child.on('close', (exitCode, killedBy) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      if (failure !== undefined) reject(failure);
      else if (exitCode === 0) resolve();
      else reject(exitError(args, exitCode, killedBy, stderr));
    });
    // Git may end before it has read everything; its exit code tells.
    child.stdin.on('error', () => undefined);
    feed(child.stdin, input ?? []);
  });
}

/** Bytes. */
const MAX_AT_ONCE = 1024 * 1024;

function feed(stdin: NodeJS.WritableStream, input: Iterable<Uint8Array>): void {
  const iterator = input[Symbol.iterator]();
  const next = (): void => {
    for (let written = 0; written < MAX_AT_ONCE; ) {
      const step = iterator.next();
      if (step.done === true) return void stdin.end();
      written += step.value.length;
      if (!stdin.write(step.value)) return void stdin.once('drain', next);
    }
    // A reader that keeps up must not keep everything else waiting.
    setImmediate(next);
  };
  next();
}

function exitError(args: readonly string[], exitCode: number | null, killedBy: string | null, stderr: string): GitError {
  const said = stderr.trim().slice(0, 2000);
  // https://git-scm.com/docs/git-config#Documentation/git-config.txt-safedirectory
  if (/dubious ownership|unsafe repository/.test(said)) {
    const advice = 'git refuses this repository because another user owns it. If you trust it, add it to safe.directory.';
    return new GitError('refused', `${advice} Git said: ${said}`, exitCode ?? undefined);
  }
  const how = killedBy ?? `exit code ${exitCode}`;
  return new GitError('failed', `git ${args[0]} ended with ${how}${said ? `: ${said}` : ''}`, exitCode ?? undefined);
}

/** Runs git and gives all of its standard output. @throws {GitError} also for every exit code but 0. */
export async function git(args: readonly string[], options: GitOptions): Promise<Buffer> {
  const chunks: Buffer[] = [];
  await gitStream(args, { maxBytes: 64 * 2 ** 20, ...options }, (chunk) => chunks.push(chunk));
  return Buffer.concat(chunks);
}

/** As `git`, decoded from UTF-8 and without the one line end that git puts after an answer. */
export async function gitText(args: readonly string[], options: GitOptions): Promise<string> {
  return (await git(args, options)).toString('utf8').replace(/\r?\n$/, '');
}

/** As `gitText`, or undefined where git ends with exit code 1: how `config --get` and `--quiet` say that there is none. */
export async function gitMaybe(args: readonly string[], options: GitOptions): Promise<string | undefined> {
  try {
    return await gitText(args, options);
  } catch (error) {
    if (error instanceof GitError && error.exitCode === 1) return undefined;
    throw error;
  }
}

/**
 * Runs git and hands on each NUL-terminated entry of its output as a byte string (latin1), because a path need not be UTF-8.
 * `utf8Of` gives the text of such a string.
 */
export async function gitEntries(args: readonly string[], options: GitOptions, onEntry: (entry: string) => void): Promise<void> {
  let rest = '';
  await gitStream(args, options, (chunk) => {
    const parts = (rest + chunk.toString('latin1')).split('\0');
    rest = parts.pop() ?? '';
    for (const part of parts) onEntry(part);
  });
  if (rest !== '') throw new GitError('failed', `git ${args[0]} ended in the middle of an entry`);
}

export function utf8Of(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** NUL-terminated entries for a command that reads `-z --stdin`, in pieces. */
export function* nulTerminated(entries: readonly string[]): Iterable<Buffer> {
  for (let at = 0; at < entries.length; at += 1000) {
    yield Buffer.from(entries.slice(at, at + 1000).map((entry) => `${entry}\0`).join(''), 'latin1');
  }
}
