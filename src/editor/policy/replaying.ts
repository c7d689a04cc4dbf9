/** Replays in a process of its own: every action of many runs is decided again, and the extension host is shared. */
import * as z from 'zod';
import { runCli, type CliOptions } from './run-cli.ts';

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

/** Runs `signalbox replay --json …`. @throws {Error} when it could not look at the records, or `signal` was aborted. */
export async function replayInProcess(args: readonly string[], options: CliOptions): Promise<Replayed> {
  return replaySchema.parse(JSON.parse(await runCli(['replay', ...args, '--json'], options)));
}
