/** From what a person types to the folder of a run. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { listRuns } from '../record/list.ts';
import { RECORD_FILE, SIGNALBOX_FOLDER } from '../record/paths.ts';
import { CannotError } from './cannot.ts';

/**
 * @param name an id, the start of one (at least four characters), `last`, or the path of a run's folder.
 * @throws {CannotError} when there is none, or more than one.
 */
export async function findRun(name: string, workspace: string): Promise<string> {
  const path = resolve(workspace, name);
  if (existsSync(join(path, RECORD_FILE))) return path;
  const runs = await listRuns(join(workspace, SIGNALBOX_FOLDER));
  if (name === 'last') {
    if (runs[0] === undefined) throw new CannotError(`There are no runs in ${join(workspace, SIGNALBOX_FOLDER)}.`);
    return runs[0].folder;
  }
  const found = name.length < 4 ? [] : runs.filter(({ run }) => run.startsWith(name.toUpperCase()));
  if (found.length > 1) throw new CannotError(`${found.length} runs start with ${name}; say more of the id.`);
  if (found[0] === undefined) throw new CannotError(`There is no run ${name} in ${join(workspace, SIGNALBOX_FOLDER)}.`);
  return found[0].folder;
}
