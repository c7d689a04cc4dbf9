/** `signalbox replay`: decides every recorded action again, from what the record holds, by the recorded policy or by another. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { ownFolders } from '../gate/folders.ts';
import type { LayerData } from '../policy/compose.ts';
import { readLayer } from '../policy/load.ts';
import { withFile, withFiles, withRule, type OtherPolicy } from '../policy/other.ts';
import { ruleSchema } from '../policy/schema.ts';
import { POLICY_FILE, SIGNALBOX_FOLDER } from '../record/paths.ts';
import { CannotError } from './cannot.ts';
import { describeReplay } from './describe-replay.ts';
import { findRun } from './find-run.ts';
import { newestRuns, replayRuns } from './replay-runs.ts';
import { UsageError } from './usage.ts';
import type { Verb } from './verb.ts';

export const verb: Verb = async (args, { cwd, dist, env }) => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      policy: { type: 'string' },
      current: { type: 'boolean', default: false },
      rule: { type: 'string' },
      all: { type: 'boolean', default: false },
      limit: { type: 'string' },
      json: { type: 'boolean', default: false },
      workspace: { type: 'string', default: '.' },
    },
  });
  if ((positionals.length === 0) !== values.all) throw new UsageError('replay takes runs, or --all.');
  if ([values.policy !== undefined, values.current, values.rule !== undefined].filter(Boolean).length > 1) throw new UsageError('replay takes one of --policy, --current and --rule.');
  const workspace = resolve(cwd, values.workspace);
  const policy = values.current
    ? currentPolicy(workspace, ownFolders(env).config)
    : values.policy !== undefined
      ? withFile(await policyFile(values.policy, cwd))
      : values.rule !== undefined
        ? withRule(await ruleFrom(values.rule, cwd))
        : undefined;
  const folders = values.all ? await newestRuns(workspace, limitOf(values.limit)) : await Promise.all(positionals.map((name) => findRun(name, workspace)));
  const runs = await replayRuns(folders, dist, policy);
  const failed = policy === undefined ? runs.filter((run) => run.differences.length > 0 || run.problems.length > 0 || run.record.length > 0).length : 0;
  process.stdout.write(values.json ? `${JSON.stringify({ runs, failed }, null, 2)}\n` : describeReplay(runs, failed));
  return failed === 0 ? 0 : 1;
};

function limitOf(text: string | undefined): number {
  if (text === undefined) return Number.POSITIVE_INFINITY;
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new UsageError('--limit takes a number of runs.');
  return Number(text);
}

/** @param name a file, or `-` for the standard input. */
async function textFrom(name: string, cwd: string): Promise<string> {
  try {
    return name === '-' ? await readAll(process.stdin) : readFileSync(resolve(cwd, name), 'utf8');
  } catch (error) {
    throw new CannotError(`${name} cannot be read: ${(error as Error).message}`);
  }
}

async function policyFile(name: string, cwd: string): Promise<LayerData | undefined> {
  return goodLayer('workspace', name, await textFrom(name, cwd));
}

function goodLayer(layer: 'user' | 'workspace', file: string, text: string): LayerData | undefined {
  const read = readLayer({ layer, file, text });
  const [problem] = read?.problems ?? [];
  if (problem !== undefined) throw new CannotError(`${problem.file}:${problem.line ?? 1}: ${problem.message}`);
  return read?.data;
}

async function ruleFrom(name: string, cwd: string) {
  const rule = ruleSchema().safeParse(parsed(await textFrom(name, cwd)));
  if (!rule.success) throw new CannotError(`${name} holds no rule: ${rule.error.issues[0]?.message ?? ''}`);
  return rule.data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CannotError(`no JSON: ${(error as Error).message}`);
  }
}

/** The files as they are now; one that is not there is none. */
function currentPolicy(workspace: string, config: string): OtherPolicy {
  const layerOf = (layer: 'user' | 'workspace', file: string): LayerData | undefined => {
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw new CannotError(`${file} cannot be read: ${(error as Error).message}`);
    }
    return goodLayer(layer, file, text);
  };
  return withFiles(layerOf('workspace', join(workspace, SIGNALBOX_FOLDER, POLICY_FILE)), layerOf('user', join(config, POLICY_FILE)));
}
