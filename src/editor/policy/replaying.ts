/** Replays in a process of its own: every action of many runs is decided again, and the extension host is shared. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import * as z from 'zod';

/** How long it may take, in ms, and how much it may print, in characters. */
const REPLAY_TIME = 300_000;
const MAX_OUTPUT = 64 * 1024 * 1024;

const decided = z.looseObject({ effect: z.enum(['allow', 'ask', 'deny']), rule: z.looseObject({ id: z.string(), layer: z.string() }).optional(), reason: z.string() });
const runSchema = z.looseObject({
  run: z.string(),
  folder: z.string(),
  by: z.enum(['recorded', 'other']),
  decided: z.int(),
  same: z.int(),
  fromFindings: z.int(),
  undecided: z.int(),
  differences: z.array(z.looseObject({ step: z.string(), title: z.string(), what: z.array(z.string()), recorded: decided, replayed: decided })),
  problems: z.array(z.looseObject({ step: z.string(), title: z.string(), why: z.string() })),
  record: z.array(z.string()),
});
const replaySchema = z.looseObject({ runs: z.array(runSchema) });
export type Replayed = z.infer<typeof replaySchema>;
export type ReplayedRun = z.infer<typeof runSchema>;

export interface CliOptions {
  /** Where the bundles are. */
  dist: string;
  /** The workspace folder. */
  folder: string;
  input?: string;
  signal?: AbortSignal;
  time?: number;
}

/** Runs `signalbox replay --json …`. @throws {Error} when it could not look at the records, or `signal` was aborted. */
export async function replayInProcess(args: readonly string[], options: CliOptions): Promise<Replayed> {
  return replaySchema.parse(JSON.parse(await runCli(['replay', ...args, '--json'], options)));
}

/** Runs the command line with the Node that the editor is. @returns what it printed. */
export function runCli(args: readonly string[], { dist, folder, input, signal, time = REPLAY_TIME }: CliOptions): Promise<string> {
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
