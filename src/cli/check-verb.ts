/** `signalbox check --jsonl`: the arguments of it; `check.ts` does it. */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { shadowingIn } from '../guard/code/shadowing.ts';
import { createLazyGuard } from '../guard/guard.ts';
import { realPath, repositoryOf } from '../guard/real-path.ts';
import { composePolicy, type LayerData } from '../policy/compose.ts';
import { CannotError } from './cannot.ts';
import { MAX_LINE, runCheck } from './check.ts';
import { inputLines, outputLines } from './standard-lines.ts';
import { UsageError } from './usage.ts';
import type { VerbContext } from './verb.ts';

/** @param beforeFlags called before it sets flags of V8 */
export async function check(args: string[], { dist, cwd }: VerbContext, beforeFlags: () => void): Promise<number> {
  const { values } = parseArgs({ args, options: { jsonl: { type: 'boolean', default: false }, policy: { type: 'string' }, workspace: { type: 'string' } } });
  if (!values.jsonl) throw new UsageError('check takes --jsonl.');
  const workspace = values.workspace === undefined ? undefined : realPath(resolve(cwd, values.workspace));
  const policy = composePolicy({ user: undefined, workspace: await policyFile(values.policy, cwd) }, true, { roots: [workspace ?? cwd], home: homedir() });
  const guard = createLazyGuard(join(dist, 'wasm'), () => calmCompiler(beforeFlags));
  await runCheck(inputLines(MAX_LINE), outputLines(), {
    guard,
    policy,
    agent: 'check',
    // Without --workspace, the folder that an action names is taken as the workspace.
    contextFor: (folder) => {
      const root = workspace ?? folder ?? cwd;
      return { roots: [root], home: homedir(), platform: process.platform, realpath: realPath, repository: repositoryOf(root), shadowing: shadowingIn };
    },
  });
  return 0;
}

/**
 * Some commands are just long enough for V8 to compile the grammar anew, with its optimising compiler. Node waits at its end for what
 * that has begun, 400 ms for an answer that was there after 20. Many lines reach this budget too.
 */
async function calmCompiler(before: () => void): Promise<void> {
  before();
  const { setFlagsFromString } = await import('node:v8');
  setFlagsFromString('--wasm-tiering-budget=100000000');
}

async function policyFile(name: string | undefined, cwd: string): Promise<LayerData | undefined> {
  if (name === undefined) return undefined;
  const file = resolve(cwd, name);
  const { readLayer } = await import('../policy/load.ts');
  const read = readLayer({ layer: 'workspace', file, text: textOf(file) });
  const problem = read?.problems[0];
  if (problem !== undefined) throw new CannotError(`${problem.file}:${problem.line ?? 1}: ${problem.message}`);
  return read?.data;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CannotError(`The policy cannot be read: ${(error as Error).message}`);
  }
}
