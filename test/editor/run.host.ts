/**
 * Runs inside the extension host: the test module that VS Code is told to load. It runs the bundled suites named in
 * `SIGNALBOX_TEST_FILES` (a JSON list) and writes how each test ended to `SIGNALBOX_TEST_RESULTS`.
 */
import { writeFileSync } from 'node:fs';
import type { Test } from 'mocha';
import type { TestResult, TestResults } from '../../scripts/reporters/results.ts';

/** Reads an environment variable that the runner sets. */
function given(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set; start the suites with test/editor/run.ts.`);
  return value;
}

/** Called by VS Code. Rejects when a test failed or none ran. */
export async function run(): Promise<void> {
  const files = JSON.parse(given('SIGNALBOX_TEST_FILES')) as string[];
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({ ui: 'bdd', color: false, timeout: 30_000, slow: 5000, reporter: 'spec' });
  for (const file of files) mocha.addFile(file);
  await mocha.loadFilesAsync();
  const tests: TestResult[] = [];
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => resolve());
    const note = (state: TestResult['state']) => (test: Test, error?: Error) => {
      tests.push({ name: test.fullTitle(), state, ...(error === undefined ? {} : { error: error.stack ?? error.message }) });
    };
    runner.on('pass', note('passed'));
    runner.on('fail', note('failed'));
    runner.on('pending', note('skipped'));
  });
  const results: TestResults = { tests };
  writeFileSync(given('SIGNALBOX_TEST_RESULTS'), JSON.stringify(results, null, 2));
  const failed = tests.filter((test) => test.state === 'failed').length;
  if (tests.length === 0) throw new Error('No test ran.');
  if (failed > 0) throw new Error(`${failed} of ${tests.length} tests failed.`);
}
