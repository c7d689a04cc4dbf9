/**
 * `npm test`: everything that must hold, see `testing/steps.ts`.
 *   --only unit,gate   these steps and nothing else
 *   --desktop          the editor suites in a downloaded desktop VS Code
 * One line a step; the whole output of a step that failed, then each failed test with its error; logs in out/logs. The last line is
 * `N passed, N failed`, over the tests of all suites; a step that failed without a failed test counts as one.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { endGroup } from './host/processes.ts';
import { root } from './host/versions.ts';
import { runStep, type StepResult } from './testing/run-step.ts';
import { schedule } from './testing/schedule.ts';
import { desktopSteps, steps, type Step } from './testing/steps.ts';

const { values } = parseArgs({ options: { only: { type: 'string' }, desktop: { type: 'boolean', default: false } } });

function chosen(): readonly Step[] {
  const all = values.desktop ? desktopSteps : steps;
  if (values.only === undefined) return all;
  const names = values.only.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !all.some((step) => step.id === name));
  if (unknown.length > 0) {
    console.error(`There is no step ${unknown.join(', ')}. The steps are ${all.map(({ id }) => id).join(', ')}.`);
    process.exit(2);
  }
  return all.filter((step) => names.includes(step.id));
}

function line({ step, seconds, count, failure }: StepResult): string {
  const tests = count.passed + count.failed + count.skipped;
  const counted = step.results === undefined ? '' : `${tests} tests`;
  return `${failure === undefined ? 'ok  ' : 'FAIL'} ${step.title.padEnd(44)} ${seconds.toFixed(1).padStart(6)} s  ${counted}${failure === undefined ? '' : `  ${failure}`}`;
}

function indented(text: string): string {
  return text.split('\n').slice(0, 40).map((one) => `  ${one}`).join('\n');
}

const running = new Map<number, Promise<unknown>>();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void Promise.all([...running].map(([pid, ended]) => endGroup(pid, ended))).then(() => process.exit(130));
  });
}

await Promise.all(['logs', 'results'].map((name) => mkdir(join(root, 'out', name), { recursive: true })));
const started = performance.now();
const results = await schedule<Step, StepResult>({
  steps: chosen(),
  places: 2,
  run: (step) => runStep(step, running),
  succeeded: (result) => result.failure === undefined,
  skip: (step, unmet) => ({ step, seconds: 0, count: { passed: 0, failed: 0, skipped: 0 }, failed: [], failure: `not run, because of: ${unmet.join(', ')}`, log: '' }),
  report: (result) => console.log(line(result)),
});

const failures = results.filter((result) => result.failure !== undefined);
for (const { step, log, failure } of failures) {
  console.log(`\n──── ${step.title}: ${failure}`);
  if (log !== '') console.log((await readFile(log, 'utf8')).trimEnd());
}
for (const { step, failed } of failures) {
  for (const { name, error } of failed) console.log(`\nfailed: ${step.title}: ${name.replace(`${root}/`, '')}\n${indented(error ?? '')}`);
}
const passed = results.reduce((sum, { count }) => sum + count.passed, 0);
const skipped = results.reduce((sum, { count }) => sum + count.skipped, 0);
const failed = results.reduce((sum, { count, failure }) => sum + (failure !== undefined && count.failed === 0 ? 1 : count.failed), 0);
console.log(`\n${((performance.now() - started) / 1000).toFixed(0)} s; logs are in out/logs`);
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failures.length > 0 ? 1 : 0;
