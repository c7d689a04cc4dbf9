/** Runs one step of the test command. */
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { listFiles } from '../files.ts';
import { endGroup } from '../host/processes.ts';
import { root } from '../host/versions.ts';
import { countResults, readResults, type Count, type TestResult } from '../reporters/results.ts';
import type { Step } from './steps.ts';

export interface StepResult {
  step: Step;
  seconds: number;
  /** Tests, for a suite. */
  count: Count;
  /** Those that failed. */
  failed: readonly TestResult[];
  /** Why it failed; absent when it did not. */
  failure?: string;
  /** Everything it printed. */
  log: string;
}

/** A step that takes longer is ended and has failed. */
const patienceMinutes = 15;

const results = join(root, 'out', 'results');

/**
 * Runs a step's commands one after the other, until one fails. A suite that ran no test has failed, whatever its exit code.
 * @param running takes the process of each command while it runs, so that it can be ended
 */
export async function runStep(step: Step, running: Map<number, Promise<unknown>>): Promise<StepResult> {
  const started = performance.now();
  const log = join(root, 'out', 'logs', `${step.id}.log`);
  const output = createWriteStream(log);
  if (step.results !== undefined) for (const old of await listFiles(results, step.results)) await rm(join(results, old));
  let failure: string | undefined;
  for (const args of step.commands) {
    failure = await runCommand(args, step, output, running);
    if (failure !== undefined) break;
  }
  output.end();
  await finished(output);
  const files = step.results === undefined ? [] : await listFiles(results, step.results);
  const tests = await readResults(files.map((file) => join(results, file)));
  const count = countResults(tests);
  if (step.results !== undefined) {
    if (count.failed > 0) failure ??= `${count.failed} failed`;
    else if (count.passed === 0) failure ??= 'it ran no test';
  }
  const failed = tests.filter(({ state }) => state === 'failed');
  return { step, seconds: (performance.now() - started) / 1000, count, failed, log, ...(failure === undefined ? {} : { failure }) };
}

function runCommand(args: readonly string[], step: Step, output: NodeJS.WritableStream, running: Map<number, Promise<unknown>>): Promise<string | undefined> {
  const child = spawn(process.execPath, args, {
    cwd: root, env: { ...process.env, ...step.env }, stdio: ['ignore', 'pipe', 'pipe'], detached: process.platform !== 'win32',
  });
  child.stdout.pipe(output, { end: false });
  child.stderr.pipe(output, { end: false });
  const ended = new Promise<string | undefined>((resolve) => {
    child.on('error', (error) => resolve(`it could not be started: ${error.message}`));
    child.on('close', (code, signal) => resolve(code === 0 ? undefined : `it ended with ${signal ?? `exit code ${code}`}`));
  });
  const { pid } = child;
  if (pid === undefined) return ended;
  running.set(pid, ended);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    void endGroup(pid, ended);
  }, patienceMinutes * 60_000);
  return ended.then((failure) => {
    clearTimeout(timer);
    running.delete(pid);
    return late ? `it took longer than ${patienceMinutes} minutes` : failure;
  });
}
