/**
 * Puts hooks into a person's own configuration of an agent, and takes exactly them out again: where a file is still as it was written, its
 * earlier bytes come back; where others have changed it since, only what was added goes.
 */
import { chmod, lstat, mkdir, readFile, readdir, realpath, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import * as z from 'zod';
import { sha256 } from '../../model/digest.ts';
import { applyEdit, ConfigError, takeOut, type ConfigEdit } from './edits.ts';

const MAX_FILE = 4 * 1024 * 1024;

const path = z.array(z.string());
const editSchema = z.discriminatedUnion('form', [
  z.object({ form: z.literal('json-item'), file: z.string(), path, value: z.unknown() }),
  z.object({ form: z.literal('json-key'), file: z.string(), path, value: z.unknown() }),
  z.object({ form: z.literal('block'), file: z.string(), text: z.string() }),
  z.object({ form: z.literal('file'), file: z.string(), text: z.string() }),
]);
const journalSchema = z.object({
  version: z.literal(1),
  agent: z.string(),
  files: z.array(
    z.object({
      file: z.string(),
      /** Base64 of the bytes before; null: it was not there. */
      before: z.string().nullable(),
      /** SHA-256 of what was written. */
      after: z.string(),
      /** Folders that were made for it, outermost first. */
      made: z.array(z.string()),
      edits: z.array(editSchema),
    }),
  ),
});
type Journal = z.infer<typeof journalSchema>;

/** @param state Signalbox's own folder of state. */
export function isInstalled(state: string, agent: string): Promise<boolean> {
  return stat(journalFile(state, agent)).then(
    () => true,
    () => false,
  );
}

/**
 * Makes the edits; all files are checked before the first is written. Installing again first takes out what is there.
 * @throws {ConfigError} with a sentence for the person; nothing is changed then.
 */
export async function install(state: string, agent: string, edits: readonly ConfigEdit[]): Promise<string[]> {
  await uninstall(state, agent);
  const files: (Journal['files'][number] & { text: string })[] = [];
  for (const file of new Set(edits.map((edit) => edit.file))) {
    const own = edits.filter((edit) => edit.file === file);
    const before = await bytesOf(file);
    let text = before?.toString('utf8');
    for (const edit of own) text = applyEdit(text, edit);
    if (text === undefined) continue;
    files.push({ file, before: before?.toString('base64') ?? null, after: sha256(text), made: await missingFolders(file), edits: own.map((edit) => ({ ...edit, ...('path' in edit ? { path: [...edit.path] } : {}) }) as Journal['files'][number]['edits'][number]), text });
  }
  // Written first: what is interrupted can be taken out.
  await mkdir(dirname(journalFile(state, agent)), { recursive: true, mode: 0o700 });
  const journal: Journal = { version: 1, agent, files: files.map(({ text: _text, ...entry }) => entry) };
  await writeFileAtomic(journalFile(state, agent), JSON.stringify(journal), { mode: 0o600 });
  for (const { file, text } of files) {
    await mkdir(dirname(file), { recursive: true });
    await put(file, text);
  }
  return files.map(({ file }) => file);
}

/**
 * Takes the edits out; nothing where none are in.
 * @returns the files that were touched.
 * @throws {ConfigError} a file cannot be read any more; it stays as it is, and the rest is done.
 */
export async function uninstall(state: string, agent: string): Promise<string[]> {
  const journal = await readJournal(state, agent);
  if (journal === undefined) return [];
  const left: Journal['files'] = [];
  const problems: string[] = [];
  for (const entry of journal.files) {
    try {
      await restore(entry);
    } catch (error) {
      left.push(entry);
      problems.push((error as Error).message);
    }
  }
  if (left.length > 0) {
    await writeFileAtomic(journalFile(state, agent), JSON.stringify({ ...journal, files: left }), { mode: 0o600 });
    throw new ConfigError(problems.join(' '));
  }
  await rm(journalFile(state, agent), { force: true });
  return journal.files.map(({ file }) => file);
}

async function restore({ file, before, after, made, edits }: Journal['files'][number]): Promise<void> {
  const now = await bytesOf(file);
  if (now === undefined) return;
  const untouched = sha256(now) === after;
  if (untouched && before !== null) return put(file, Buffer.from(before, 'base64'));
  let text: string | undefined = untouched ? undefined : now.toString('utf8');
  if (!untouched) for (const edit of edits) if (text !== undefined) text = takeOut(text, edit);
  // What others have put into a file that was made here is theirs; an empty one is nobody's.
  if (text !== undefined && !(before === null && /^\s*(\{\s*\}\s*)?$/.test(text))) return put(file, text);
  await rm(await realpath(file), { force: true });
  for (const folder of made.toReversed()) if ((await readdir(folder).catch(() => ['?'])).length === 0) await rmdir(folder);
}

/** Writes through links, and keeps the mode. */
async function put(file: string, data: string | Buffer): Promise<void> {
  const linked = await lstat(file).then(
    (entry) => entry.isSymbolicLink(),
    () => false,
  );
  const target = linked ? await realpath(file) : file;
  const mode = await stat(target).then(
    (entry) => entry.mode & 0o777,
    () => undefined,
  );
  await writeFileAtomic(target, data, mode === undefined ? { mode: 0o600 } : { mode });
  if (mode !== undefined) await chmod(target, mode);
}

async function bytesOf(file: string): Promise<Buffer | undefined> {
  try {
    if ((await stat(file)).size > MAX_FILE) throw new ConfigError(`${file} is larger than ${MAX_FILE} bytes.`);
    return await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function missingFolders(file: string): Promise<string[]> {
  const missing: string[] = [];
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const there = await stat(folder).then(
      () => true,
      () => false,
    );
    if (there) break;
    missing.unshift(folder);
  }
  return missing;
}

async function readJournal(state: string, agent: string): Promise<Journal | undefined> {
  try {
    return journalSchema.parse(JSON.parse(await readFile(journalFile(state, agent), 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new ConfigError(`${journalFile(state, agent)} cannot be read, so it is not known what was put into the configuration of ${agent}. Look for "signalbox" there.`);
  }
}

function journalFile(state: string, agent: string): string {
  return join(state, 'installed', `${agent}.json`);
}
