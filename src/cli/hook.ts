/** `signalbox hook AGENT`: the hook door by hand. Agents are given the program of its own, `hook.cjs`, which starts sooner. */
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { DEFAULT_DEADLINE, runHook } from '../doors/hooks/program.ts';
import { startUnattendedGate } from '../gate/unattended.ts';
import { UsageError } from './usage.ts';
import type { Verb } from './verb.ts';

export const verb: Verb = async (args, { dist, env }) => {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { deadline: { type: 'string' } } });
  const [agent] = positionals;
  if (agent === undefined || positionals.length > 1) throw new UsageError('hook takes one agent.');
  const deadline = (Number(values.deadline) || DEFAULT_DEADLINE) * 1000;
  const { stdout, stderr, exitCode } = await runHook({ env, input: () => text(process.stdin), deadline, agent, startGate: (folder) => startUnattendedGate(folder, dist, env) });
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  return exitCode;
};
