/**
 * A folder as SHA-256 digests of its files, where there is no repository. The list has one line a file, in byte order of the paths:
 * `<mode> <sha256> <path>`, the path's bytes as a JSON string of characters up to U+00FF. It is kept in the state folder under its own
 * SHA-256, which is the snapshot's digest.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Comparison, Effect, FilesSnapshot, SnapshotLimit } from './types.ts';
import { Walk } from './walk.ts';

const listFile = (stateDir: string, digest: string): string => join(stateDir, `files-${digest}`);

/** Never holds up the event loop for long: reads in pieces, a few files at once. @throws as `Walk.files`. */
export async function takeFilesSnapshot(
  folder: string,
  stateDir: string,
  reason: FilesSnapshot['reason'],
  limits: SnapshotLimit[],
  signal?: AbortSignal,
): Promise<FilesSnapshot> {
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  const unfinished = join(stateDir, 'files-unfinished');
  const list = await open(unfinished, 'w', 0o600);
  const hash = createHash('sha256');
  const walk = new Walk(folder, limits, signal);
  let files = 0;
  let bytes = 0;
  try {
    let text = '';
    const flush = async (): Promise<void> => {
      hash.update(text);
      await list.appendFile(text);
      text = '';
    };
    for await (const batch of walk.files()) {
      for (const file of batch) {
        files += 1;
        bytes += file.bytes;
        text += `${file.mode} ${file.sha256} ${JSON.stringify(file.path)}\n`;
      }
      if (text.length > 64 * 1024) await flush();
    }
    await flush();
  } finally {
    await list.close();
  }
  const digest = hash.digest('hex');
  await rename(unfinished, listFile(stateDir, digest));
  return { kind: 'files', digest, files, bytes, truncated: walk.truncated, reason, limits };
}

interface Listed {
  mode: string;
  sha256: string;
  path: string;
}

async function* readList(stateDir: string, digest: string): AsyncGenerator<Listed> {
  const hash = createHash('sha256');
  const lines = createInterface({ input: createReadStream(listFile(stateDir, digest)), crlfDelay: Infinity });
  for await (const line of lines) {
    hash.update(`${line}\n`);
    const [mode = '', sha256 = ''] = line.split(' ', 2);
    yield { mode, sha256, path: String(JSON.parse(line.slice(mode.length + sha256.length + 2))) };
  }
  if (hash.digest('hex') !== digest) throw new Error(`the list of files ${digest} in ${stateDir} was changed`);
}

/** What differs between two kept lists. @throws Node's error where one is not there; {Error} where one was changed. */
export async function compareFiles(stateDir: string, before: string, after: string, limit: number): Promise<Comparison> {
  const effects: Effect[] = [];
  let omitted = 0;
  const add = (was: Listed | undefined, is: Listed | undefined): void => {
    if (effects.length >= limit) {
      omitted += 1;
      return;
    }
    const effect: Effect = {
      path: Buffer.from((was ?? is)?.path ?? '', 'latin1').toString('utf8'),
      change: was === undefined ? 'created' : is === undefined ? 'deleted' : 'modified',
      before: was === undefined ? null : `sha256:${was.sha256}`,
      after: is === undefined ? null : `sha256:${is.sha256}`,
    };
    if (was !== undefined && is !== undefined && was.mode !== is.mode) effect.modes = { before: was.mode, after: is.mode };
    effects.push(effect);
  };
  const olds = readList(stateDir, before);
  const news = readList(stateDir, after);
  let [old, now] = await Promise.all([next(olds), next(news)]);
  while (old !== undefined || now !== undefined) {
    if (now === undefined || (old !== undefined && old.path < now.path)) {
      add(old, undefined);
      old = await next(olds);
    } else if (old === undefined || now.path < old.path) {
      add(undefined, now);
      now = await next(news);
    } else {
      if (old.sha256 !== now.sha256 || old.mode !== now.mode) add(old, now);
      [old, now] = await Promise.all([next(olds), next(news)]);
    }
  }
  return { effects, omitted };
}

async function next(list: AsyncGenerator<Listed>): Promise<Listed | undefined> {
  const step = await list.next();
  return step.done === true ? undefined : step.value;
}
