/** The hook program: a bundle of its own, because an agent starts it with every tool call. */
import { runHook } from './doors/hooks/program.ts';

/** Seconds; the agents are told to wait longer. */
const DEFAULT_DEADLINE = 3540;

const given = Number(process.argv[process.argv.indexOf('--deadline') + 1]);
const deadline = (given > 0 ? given : DEFAULT_DEADLINE) * 1000;

process.exitCode = await runHook({ env: process.env, input: process.stdin, output: process.stdout, errors: process.stderr, deadline });
process.stdin.destroy();
