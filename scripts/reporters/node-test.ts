/**
 * A reporter for node:test that writes a `TestResults` document. Suites are not counted, only what is in them; a file that ran no
 * test counts as a failure.
 */
import { resolve } from 'node:path';
import type { TestEvent } from 'node:test/reporters';
import { inspect } from 'node:util';
import type { TestResult } from './results.ts';

function ended(event: Extract<TestEvent, { type: 'test:pass' | 'test:fail' }>): TestResult | undefined {
  const { data } = event;
  if (data.details.type === 'suite') return undefined;
  const name = data.file === undefined ? data.name : `${data.file}: ${data.name}`;
  if (event.type === 'test:fail') return { name, state: 'failed', error: textOf(event.data.details.error.cause ?? event.data.details.error) };
  if (data.skip !== undefined && data.skip !== false) return { name, state: 'skipped' };
  if (data.file === resolve(data.name)) return { name, state: 'failed', error: 'The file ran no test.' };
  return { name, state: 'passed' };
}

function textOf(error: unknown): string {
  return error instanceof Error && error.stack !== undefined ? error.stack : inspect(error);
}

/** Called by node:test with `--test-reporter`. */
export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const tests: TestResult[] = [];
  for await (const event of events) {
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
    const result = ended(event);
    if (result) tests.push(result);
  }
  yield JSON.stringify({ tests }, null, 2);
}
