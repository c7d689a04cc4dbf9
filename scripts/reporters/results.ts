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

/** The tests of some result files. A file that is missing holds none. */
export async function readResults(files: readonly string[]): Promise<TestResult[]> {
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '{"tests":[]}')));
  return texts.flatMap((text) => (JSON.parse(text) as TestResults).tests);
}

/** Counts how tests ended. */
export function countResults(tests: readonly TestResult[]): Count {
  const count: Count = { passed: 0, failed: 0, skipped: 0 };
  for (const { state } of tests) count[state] += 1;
  return count;
}
