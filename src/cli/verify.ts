/** `signalbox verify`: is each record whole, signed, by whom, and where is it in the history; and what is not proven. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ownFolders } from '../gate/folders.ts';
import { linkTree } from '../git/linkage.ts';
import type { TrustSource } from '../record/allowed-signers.ts';
import { listRuns } from '../record/list.ts';
import { ALLOWED_SIGNERS_FILE, RECORD_FILE, SIGNALBOX_FOLDER } from '../record/paths.ts';
import { verifyRun, type VerifyReport } from '../record/verify.ts';
import { CannotError } from './cannot.ts';
import { describeReport } from './describe-report.ts';
import { findRun } from './find-run.ts';
import { isRequirement, requirements, unmet, type Requirement } from './requirements.ts';
import { UsageError } from './usage.ts';
import type { Verb } from './verb.ts';

export const verb: Verb = async (args, { cwd, env }) => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, require: { type: 'string', multiple: true, default: [] }, workspace: { type: 'string', default: '.' } },
  });
  const required = values.require.map(requirementOf);
  const workspace = resolve(cwd, values.workspace);
  const folders = await runsOf(positionals, workspace);
  const home = ownFolders(env);
  const results: { report: VerifyReport; unmet: string[] }[] = [];
  for (const folder of folders) {
    const root = workspaceOf(folder);
    const allowedSigners = [join(root, SIGNALBOX_FOLDER, ALLOWED_SIGNERS_FILE), join(home.config, ALLOWED_SIGNERS_FILE)].flatMap(trustSource);
    const report = await verifyRun(folder, { allowedSigners, linkage: ({ tree, head }) => linkTree({ folder: root, ...(tree === undefined ? {} : { tree }), ...(head === undefined ? {} : { head }) }) });
    const missing = required.flatMap((requirement) => unmet(requirement, report));
    results.push({ report, unmet: missing });
    if (!values.json) process.stdout.write(describeReport(report, missing));
  }
  const failed = results.filter(({ report, unmet: missing }) => !report.ok || missing.length > 0).length;
  if (values.json) process.stdout.write(`${JSON.stringify({ runs: results.map(({ report, unmet: missing }) => ({ ...report, unmet: missing })), failed }, null, 2)}\n`);
  else process.stdout.write(`${results.length} verified, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
};

function requirementOf(name: string): Requirement {
  if (isRequirement(name)) return name;
  throw new UsageError(`--require takes ${requirements.join(', ')}; not "${name}".`);
}

/** Runs, or folders with runs in them. A folder that holds no run is an error: silence would look like success. */
async function runsOf(names: readonly string[], workspace: string): Promise<string[]> {
  if (names.length === 0) return runsUnder(join(workspace, SIGNALBOX_FOLDER));
  const found: string[] = [];
  for (const name of names) {
    const path = resolve(workspace, name);
    const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
    if (isFolder && !existsSync(join(path, RECORD_FILE)) && existsSync(join(path, SIGNALBOX_FOLDER))) found.push(...(await runsUnder(join(path, SIGNALBOX_FOLDER))));
    else if (isFolder) found.push(path);
    else found.push(await findRun(name, workspace));
  }
  return found;
}

async function runsUnder(signalboxFolder: string): Promise<string[]> {
  const runs = await listRuns(signalboxFolder);
  if (runs.length === 0) throw new CannotError(`There are no runs in ${signalboxFolder}.`);
  return runs.map(({ folder }) => folder);
}

/** The workspace of a run's folder: `<workspace>/.signalbox/runs/<month>/<run>`. */
function workspaceOf(folder: string): string {
  return resolve(folder, '..', '..', '..', '..');
}

function trustSource(file: string): TrustSource[] {
  try {
    return [{ source: file, text: readFileSync(file, 'utf8') }];
  } catch {
    return [];
  }
}
