/** `signalbox check --jsonl`: the arguments of it; `check.ts` does it. */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { createLazyGuard } from '../guard/guard.ts';
import { realPath, repositoryOf } from '../guard/real-path.ts';
import { loadPolicy } from '../policy/load.ts';
import { CannotError } from './cannot.ts';
import { runCheck } from './check.ts';
import { UsageError } from './usage.ts';
import type { Verb } from './verb.ts';

export const verb: Verb = async (args, { dist, cwd }) => {
  const { values } = parseArgs({ args, options: { jsonl: { type: 'boolean', default: false }, policy: { type: 'string' }, workspace: { type: 'string' } } });
  if (!values.jsonl) throw new UsageError('check takes --jsonl.');
  const workspace = values.workspace === undefined ? undefined : realPath(resolve(cwd, values.workspace));
  const sources = values.policy === undefined ? [] : [policySource(resolve(cwd, values.policy))];
  const { policy, problems } = loadPolicy({ sources, trusted: true, roots: [workspace ?? cwd], home: homedir() });
  if (problems[0] !== undefined) throw new CannotError(`${problems[0].file}:${problems[0].line ?? 1}: ${problems[0].message}`);
  const guard = await createLazyGuard(join(dist, 'wasm'));
  // Made last: lines that come before somebody iterates are lost.
  const lines = createInterface({ input: process.stdin, crlfDelay: Infinity });
  await runCheck(lines, (line) => process.stdout.write(`${line}\n`), {
    guard,
    policy,
    agent: 'check',
    // Without --workspace, the folder that an action names is taken as the workspace.
    contextFor: (folder) => {
      const root = workspace ?? folder ?? cwd;
      return { roots: [root], home: homedir(), platform: process.platform, realpath: realPath, repository: repositoryOf(root) };
    },
  });
  return 0;
};

function policySource(file: string) {
  try {
    return { layer: 'workspace' as const, file, text: readFileSync(file, 'utf8') };
  } catch (error) {
    throw new CannotError(`The policy cannot be read: ${(error as Error).message}`);
  }
}
