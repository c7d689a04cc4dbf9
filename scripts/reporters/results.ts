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

/** Counts how the tests of some result files ended. A file that is missing or unreadable counts nothing. */
export async function countResults(files: readonly string[]): Promise<Count> {
  const count: Count = { passed: 0, failed: 0, skipped: 0 };
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => '{"tests":[]}');
    for (const test of (JSON.parse(text) as TestResults).tests) count[test.state] += 1;
  }
  return count;
}
