/**
 * `fs/read_text_file` and `fs/write_text_file`, performed here after a decision. What is written is what was decided: the file must
 * be where, and as, it was when it was decided, and the new one takes its place in one rename.
 */
import { randomUUID } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { lstat, mkdir, open, realpath, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Action } from '../../model/action.ts';
import { sha256 } from '../../model/digest.ts';

/** The largest file that is read or replaced, in bytes. */
export const MAX_FILE_BYTES = 16 * 1024 * 1024;

/** Something that the agent can do nothing about but read; `missing`: the file is not there. */
export class FileProblem extends Error {
  override readonly name = 'FileProblem';
  readonly missing: boolean;
  constructor(message: string, missing = false) {
    super(message);
    this.missing = missing;
  }
}

export interface WritePlan {
  action: Action;
  /** Writes what was planned and says so. @throws {FileProblem} when things are not as they were planned. */
  perform(): Promise<string>;
}

/** Looks at the file as it is and says what writing would change. Touches nothing. */
export async function planWrite(path: string, content: string, cwd: string): Promise<WritePlan> {
  const given = resolve(cwd, path);
  const real = await realTarget(given);
  const before = await textAt(real);
  const action: Action = { kind: 'write', paths: [given], cwd, changes: [{ path: given, before: before ?? null, after: content.toWellFormed() }] };
  return { action, perform: () => write(given, real, before, content) };
}

export function planRead(path: string, cwd: string): { action: Action; perform(line?: number, limit?: number): Promise<string> } {
  const given = resolve(cwd, path);
  return {
    action: { kind: 'read', paths: [given], cwd },
    async perform(line, limit) {
      const text = await readWhole(await realTarget(given));
      if (text === undefined) throw new FileProblem(`${given} is not there.`, true);
      if (line === undefined && limit === undefined) return text;
      const from = Math.max((line ?? 1) - 1, 0);
      return text.split('\n').slice(from, limit === undefined ? undefined : from + limit).join('\n');
    },
  };
}

/** The path with every link resolved; what does not exist yet is kept below the deepest folder that does. @throws {FileProblem} */
export async function realTarget(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw new FileProblem(`${path} cannot be reached: ${messageOf(error)}`);
    if (await isLink(path)) throw new FileProblem(`${path} is a link to something that is not there.`);
    const parent = dirname(path);
    return parent === path ? path : join(await realTarget(parent), basename(path));
  }
}

async function write(given: string, real: string, before: string | undefined, content: string): Promise<string> {
  if ((await realTarget(given)) !== real) throw new FileProblem(`${given} leads elsewhere than when this was decided. Nothing was written.`);
  const folder = dirname(real);
  await mkdir(folder, { recursive: true });
  // Through the open folder nobody can swap it between this check and the rename; only Linux has a name for that.
  const handle = process.platform === 'linux' ? await open(folder, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW) : undefined;
  try {
    const inside = handle ? `/proc/self/fd/${handle.fd}` : folder;
    if ((await realpath(inside)) !== folder) throw new FileProblem(`${folder} was moved while this was decided. Nothing was written.`);
    const name = basename(real);
    const now = await entryAt(join(inside, name));
    if (now && !now.isFile()) throw new FileProblem(`${given} is not a regular file. Nothing was written.`);
    const current = now ? await readWhole(join(inside, name)) : undefined;
    if (current !== before) throw new FileProblem(`${given} was changed while this was decided. Nothing was written; read it again.`);
    await replace(inside, name, content, now);
  } finally {
    await handle?.close();
  }
  return `wrote ${Buffer.byteLength(content)} bytes, sha256 ${sha256(content)}`;
}

/** Writes beside the file, syncs, and renames over it; the mode of the old file is kept. */
async function replace(folder: string, name: string, content: string, old: Stats | undefined): Promise<void> {
  const temporary = join(folder, `.${name.slice(0, 100)}.${randomUUID()}.tmp`);
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const file = await open(temporary, flags, old ? 0o600 : 0o666);
  try {
    try {
      await file.writeFile(content);
      if (old) await file.chmod(old.mode & 0o7777);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, join(folder, name));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function textAt(real: string): Promise<string | undefined> {
  const entry = await entryAt(real);
  return entry?.isFile() ? readWhole(real) : undefined;
}

/** The whole text of a regular file, which is not followed if it is a link by now; undefined where there is none. */
async function readWhole(path: string): Promise<string | undefined> {
  let file: FileHandle;
  try {
    // Without O_NONBLOCK a named pipe in the file's place would be waited on.
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw new FileProblem(`${path} cannot be read: ${messageOf(error)}`);
  }
  try {
    const about = await file.stat();
    if (!about.isFile()) throw new FileProblem(`${path} is not a regular file.`);
    if (about.size > MAX_FILE_BYTES) throw new FileProblem(`${path} is larger than ${MAX_FILE_BYTES} bytes.`);
    const bytes = await file.readFile();
    if (bytes.length > MAX_FILE_BYTES) throw new FileProblem(`${path} is larger than ${MAX_FILE_BYTES} bytes.`);
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  } finally {
    await file.close();
  }
}

async function entryAt(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw new FileProblem(`${path} cannot be reached: ${messageOf(error)}`);
  }
}

async function isLink(path: string): Promise<boolean> {
  return (await entryAt(path))?.isSymbolicLink() ?? false;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
