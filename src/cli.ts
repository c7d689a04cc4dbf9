/** The command line: finds the verb and hands it its arguments. Exit codes: 0 good, 1 a check failed, 2 wrong use, 3 cannot. */
import { usage, UsageError } from './cli/usage.ts';
import { CannotError } from './cli/cannot.ts';
import type { Verb } from './cli/verb.ts';

/** Each verb is loaded when it is used: a hook that agents call must not wait for the code of the others. */
const verbs: Record<string, () => Promise<{ verb: Verb }>> = {
  run: () => import('./cli/run.ts'),
  verify: () => import('./cli/verify.ts'),
  show: () => import('./cli/show.ts'),
  check: () => import('./cli/check-verb.ts'),
  replay: () => import('./cli/replay.ts'),
  trust: () => import('./cli/trust.ts'),
  import: () => import('./cli/import.ts'),
  hook: () => import('./cli/hook.ts'),
  install: async () => ({ verb: (await import('./cli/install.ts')).install }),
  uninstall: async () => ({ verb: (await import('./cli/install.ts')).uninstall }),
};

async function main(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(usage());
    return name === undefined ? 2 : 0;
  }
  const load = verbs[name];
  if (load === undefined) throw new UsageError(`There is no verb "${name}".`);
  const { verb } = await load();
  return verb(rest, { dist: import.meta.dirname, env: process.env, cwd: process.cwd() });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  const wrongUse = error instanceof UsageError || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS') === true;
  process.stderr.write(`signalbox: ${message}\n${wrongUse ? `\n${usage()}` : ''}`);
  process.exitCode = wrongUse ? 2 : 3;
  if (!wrongUse && !(error instanceof CannotError) && process.env['SIGNALBOX_DEBUG'] !== undefined) process.stderr.write(`${String((error as Error).stack)}\n`);
}
