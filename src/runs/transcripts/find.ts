/** Finds the transcripts of sessions that worked in a folder. */
import { createReadStream, type Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { claudeTranscripts } from './claude.ts';
import { codexTranscripts } from './codex.ts';
import type { TranscriptReader } from './types.ts';

export const transcriptReaders: readonly TranscriptReader[] = [claudeTranscripts, codexTranscripts];

/** Files that are looked at, newest first, and how deep; how many lines of each are read to tell what it is. */
const MAX_FILES = 2000;
const MAX_DEPTH = 5;
const HEAD_LINES = 60;
const MAX_FOUND = 100;

export interface FoundTranscript {
  agent: string;
  /** Absolute. */
  file: string;
  session?: string;
  /** ISO time of its last change. */
  changedAt: string;
  /** The beginning of what the person said first. */
  title: string;
}

/** Newest first. Files that cannot be read are left out. */
export async function findTranscripts(folder: string, home: string, env: NodeJS.ProcessEnv): Promise<FoundTranscript[]> {
  const root = await realpath(folder).catch(() => folder);
  const files: { reader: TranscriptReader; file: string; time: number }[] = [];
  for (const reader of transcriptReaders) {
    for (const start of reader.folders(home, env)) for await (const file of walk(start, MAX_DEPTH)) files.push({ reader, file, time: (await stat(file).catch(() => undefined))?.mtimeMs ?? 0 });
  }
  const found: FoundTranscript[] = [];
  for (const { reader, file, time } of files.sort((a, b) => b.time - a.time).slice(0, MAX_FILES)) {
    const seen = await head(reader, file, root).catch(() => undefined);
    if (seen !== undefined) found.push({ agent: reader.agent, file, changedAt: new Date(time).toISOString(), ...seen });
    if (found.length >= MAX_FOUND) break;
  }
  return found;
}

/** `undefined`: it was another folder's, or nothing was said in it. */
async function head(reader: TranscriptReader, file: string, root: string): Promise<{ session?: string; title: string } | undefined> {
  const read = reader.start(root);
  let [session, inside, title]: [string | undefined, boolean, string | undefined] = [undefined, false, undefined];
  let lines = 0;
  for await (const line of linesOf(file)) {
    if (lines++ > HEAD_LINES) break;
    for (const event of await read(line)) {
      if (event.type === 'about') {
        session ??= event.session;
        inside ||= event.cwd !== undefined && isInside(await realpath(event.cwd).catch(() => event.cwd!), root);
      }
      if (event.type === 'prompt') title ??= event.text.trim().split('\n', 1)[0]!.slice(0, 200);
    }
    if (inside && title !== undefined) break;
  }
  return inside && title !== undefined ? { title, ...(session === undefined ? {} : { session }) } : undefined;
}

function isInside(path: string, root: string): boolean {
  const way = relative(root, path);
  return !way.startsWith('..') && !/^([A-Za-z]:|[\\/])/.test(way);
}

/** Each line that is JSON, parsed. */
export async function* linesOf(file: string): AsyncGenerator {
  const stream = createReadStream(file, 'utf8');
  try {
    for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
      try {
        yield JSON.parse(line) as unknown;
      } catch {
        // A line that is being written, or is no JSON, says nothing.
      }
    }
  } finally {
    stream.destroy();
  }
}

async function* walk(folder: string, depth: number): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((): Dirent[] => []);
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && depth > 0) yield* walk(path, depth - 1);
    else if (entry.isFile() && entry.name.endsWith('.jsonl')) yield path;
  }
}
