/** Names of everything under `.signalbox`, and how the folder is made. */
import { lstat, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeTime } from 'ulid';
import { codeOf, syncFolder } from './disk.ts';
import { RecordError } from './problem.ts';

export const SIGNALBOX_FOLDER = '.signalbox';
export const RUNS_FOLDER = 'runs';
export const RECORD_FILE = 'record.jsonl';
export const RECEIPT_FILE = 'receipt.intoto.json';
export const BLOBS_FOLDER = 'blobs';
export const ALLOWED_SIGNERS_FILE = 'allowed_signers';
export const POLICY_FILE = 'policy.jsonc';
export const AGENTS_FILE = 'agents.json';
export const GITATTRIBUTES_FILE = '.gitattributes';

/** Records are never shown as diffs nor touched by line-end conversion: their bytes are what is signed. */
export const GITATTRIBUTES = '# Written by Signalbox. The bytes under runs/ are signed: no conversion, no merge, no diff.\nruns/** -text -diff -merge linguist-generated\nallowed_signers text eol=lf\n';

/** A run's id: a ULID in capitals. Also the name of its folder. */
export const RUN_ID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;
export const MONTH = /^[0-9]{4}-(?:0[1-9]|1[0-2])$/;

/**
 * The folder of run `run` under the folder `.signalbox`: `runs/YYYY-MM/<run>`, the month (UTC) being that of the id.
 * @throws {RecordError} `invalid` when `run` is no ULID.
 */
export function runFolder(signalboxFolder: string, run: string): string {
  if (!RUN_ID.test(run)) throw new RecordError('invalid', `not the id of a run: ${JSON.stringify(run)}`);
  return join(signalboxFolder, RUNS_FOLDER, new Date(decodeTime(run)).toISOString().slice(0, 7), run);
}

/**
 * Makes `<workspace>/.signalbox`, `runs/` and, once, `.gitattributes`. What is there stays as it is.
 * @returns the absolute path of `.signalbox`.
 * @throws {RecordError} `unsafe` when `.signalbox` or `runs` is a link or no folder: a record would land somewhere else.
 */
export async function ensureSignalboxFolder(workspace: string): Promise<string> {
  const folder = join(workspace, SIGNALBOX_FOLDER);
  for (const path of [folder, join(folder, RUNS_FOLDER)]) await ensurePlainFolder(path);
  try {
    const file = await open(join(folder, GITATTRIBUTES_FILE), 'wx');
    try {
      await file.writeFile(GITATTRIBUTES);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  await syncFolder(folder);
  return folder;
}

/** Makes `path` where it is missing; throws `RecordError` `unsafe` when it is a link or no folder. */
export async function ensurePlainFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  if (!(await lstat(path)).isDirectory()) throw new RecordError('unsafe', `${path} is a link or not a folder; remove it so that records stay in this workspace`);
}
