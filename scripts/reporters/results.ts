/** What every runner of tests leaves in a file for the test command to count. */
import { readFile } from 'node:fs/promises';

export interface TestResult {
  name: string;
  state: 'passed' | 'failed' | 'skipped';
  error?: string;
}

export interface TestResults {
  tests: TestResult[];
}

export interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

/** The tests of some result files. A file that is missing, or that nobody has finished writing, holds none. */
export async function readResults(files: readonly string[]): Promise<TestResult[]> {
  const read = files.map((file) => readFile(file, 'utf8').then((text) => (JSON.parse(text) as TestResults).tests).catch(() => []));
  return (await Promise.all(read)).flat();
}

/** Counts how tests ended. */
export function countResults(tests: readonly TestResult[]): Count {
  const count: Count = { passed: 0, failed: 0, skipped: 0 };
  for (const { state } of tests) count[state] += 1;
  return count;
}
