/** The command line: finds the verb and hands it its arguments. Exit codes: 0 good, 1 a check failed, 2 wrong use, 3 cannot. */
import { usage, UsageError } from './cli/usage.ts';
import type { Verb } from './cli/verb.ts';

/** A bundle of its own (scripts/build.ts). */
const check: string = new URL('check.js', import.meta.url).href;

/** Each verb is loaded when it is used: a hook that agents call must not wait for the code of the others. */
const verbs: Record<string, () => Promise<{ verb: Verb }>> = {
  run: () => import('./cli/run.ts'),
  verify: () => import('./cli/verify.ts'),
  show: () => import('./cli/show.ts'),
  check: () => import(check) as Promise<{ verb: Verb }>,
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
  // By name, because another bundle has classes of its own.
  const name = error instanceof Error ? error.name : '';
  const wrongUse = name === 'UsageError' || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS') === true;
  process.stderr.write(`signalbox: ${message}\n${wrongUse ? `\n${usage()}` : ''}`);
  process.exitCode = wrongUse ? 2 : 3;
  if (!wrongUse && name !== 'CannotError' && process.env['SIGNALBOX_DEBUG'] !== undefined) process.stderr.write(`${String((error as Error).stack)}\n`);
}
