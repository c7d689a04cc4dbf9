/** `signalbox show`: a record for a person to read. What ran, what it could do, what was decided by whom, what changed. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readRecord } from '../record/reader.ts';
import { RunProjection } from '../record/projection.ts';
import { describeRun } from './describe-run.ts';
import { findRun } from './find-run.ts';
import { UsageError } from './usage.ts';
import type { Verb } from './verb.ts';

export const verb: Verb = async (args, { cwd }) => {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { json: { type: 'boolean', default: false }, workspace: { type: 'string', default: '.' } } });
  if (positionals.length !== 1) throw new UsageError('show takes one run.');
  const folder = await findRun(positionals[0]!, resolve(cwd, values.workspace));
  const { events, problems } = await readRecord(folder);
  const projection = new RunProjection();
  for (const event of events) projection.apply(event);
  if (events.length > 0) {
    const view = projection.view();
    process.stdout.write(values.json ? `${JSON.stringify({ folder, view, problems }, null, 2)}\n` : describeRun(view, folder));
  }
  if (!values.json) for (const problem of problems) process.stderr.write(`problem: ${problem.message}\n`);
  return problems.length === 0 ? 0 : 1;
};
