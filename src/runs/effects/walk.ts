/** Walks a folder's files in byte order of their paths, bounded, without following symbolic links. */
import { constants, type Dirent } from 'node:fs';
import { open, readdir, readlink } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import type { SnapshotLimit } from './types.ts';

/** A file as the list has it. `path`: a byte string (latin1), from the folder, with `/`. `mode` as git writes it. */
export interface WalkedFile {
  path: string;
  mode: '100644' | '100755' | '120000';
  sha256: string;
  bytes: number;
}

const mostFiles = 100_000;
const mostBytesOfOne = 64 * 2 ** 20;
const mostBytes = 4 * 2 ** 30;
const atOnce = 8;
const readBytes = 256 * 1024;
/** What git keeps, what Signalbox keeps, and installed packages. */
const leftOut = new Set(['.git', '.signalbox', 'node_modules']);

const bytePath = (folder: string, path: string): Buffer => Buffer.concat([Buffer.from(`${folder}/`, 'utf8'), Buffer.from(path, 'latin1')]);

export class Walk {
  readonly #folder: string;
  readonly #limits: SnapshotLimit[];
  readonly #signal: AbortSignal | undefined;
  #files = 0;
  #bytes = 0;
  /** A limit was met: not every file was given. */
  truncated = false;

  constructor(folder: string, limits: SnapshotLimit[], signal: AbortSignal | undefined) {
    this.#folder = folder;
    this.#limits = limits;
    this.#signal = signal;
  }

  /** Files in order, some at a time. @throws {Error} when aborted; Node's error where the folder itself cannot be read. */
  async *files(): AsyncGenerator<WalkedFile[]> {
    yield* this.#walk('', await readdir(this.#folder, { withFileTypes: true, encoding: 'buffer' }));
  }

  async *#walk(prefix: string, entries: Dirent<Buffer>[]): AsyncGenerator<WalkedFile[]> {
    const named = entries.map((entry) => ({ entry, name: entry.name.toString('latin1'), folder: entry.isDirectory() }));
    const order = (at: { name: string; folder: boolean }): string => (at.folder ? `${at.name}/` : at.name);
    named.sort((a, b) => (order(a) < order(b) ? -1 : 1));
    let batch: { path: string; link: boolean }[] = [];
    for (const { entry, name, folder } of named) {
      this.#signal?.throwIfAborted();
      if (leftOut.has(name)) continue;
      const path = prefix + name;
      if (folder) {
        yield await this.#readAll(batch);
        batch = [];
        const inside = await readdir(bytePath(this.#folder, path), { withFileTypes: true, encoding: 'buffer' }).catch(() => undefined);
        if (inside !== undefined) yield* this.#walk(`${path}/`, inside);
        else this.#leaveOut('unreadable', path);
      } else if (entry.isFile() || entry.isSymbolicLink()) {
        if (this.#files >= mostFiles) {
          if (!this.#limits.some((limit) => limit.code === 'too-many-files')) this.#leaveOut('too-many-files', path);
          break;
        }
        this.#files += 1;
        batch.push({ path, link: entry.isSymbolicLink() });
        if (batch.length === atOnce) {
          yield await this.#readAll(batch);
          batch = [];
        }
      }
    }
    yield await this.#readAll(batch);
  }

  async #readAll(batch: readonly { path: string; link: boolean }[]): Promise<WalkedFile[]> {
    const read = await Promise.all(batch.map(({ path, link }) => (link ? this.#readLink(path) : this.#readFile(path))));
    return read.filter((file) => file !== undefined);
  }

  async #readLink(path: string): Promise<WalkedFile | undefined> {
    const target = await readlink(bytePath(this.#folder, path), { encoding: 'buffer' }).catch(() => undefined);
    if (target === undefined) return this.#leaveOut('unreadable', path);
    return { path, mode: '120000', sha256: createHash('sha256').update(target).digest('hex'), bytes: target.length };
  }

  async #readFile(path: string): Promise<WalkedFile | undefined> {
    // Neither a link nor a pipe that was put in its place since may lead us on or hold us up.
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    const handle = await open(bytePath(this.#folder, path), flags).catch(() => undefined);
    if (handle === undefined) return this.#leaveOut('unreadable', path);
    try {
      const found = await handle.stat();
      if (!found.isFile()) return this.#leaveOut('unreadable', path);
      if (found.size > mostBytesOfOne) return this.#leaveOut('too-large', path);
      if (this.#bytes + found.size > mostBytes) return this.#leaveOut('too-many-bytes', path);
      this.#bytes += found.size;
      const hash = createHash('sha256');
      const buffer = Buffer.allocUnsafe(Math.min(readBytes, found.size + 1));
      let bytes = 0;
      for (;;) {
        this.#signal?.throwIfAborted();
        const { bytesRead } = await handle.read(buffer, 0, buffer.length);
        if (bytesRead === 0) break;
        bytes += bytesRead;
        if (bytes > mostBytesOfOne) return this.#leaveOut('too-large', path);
        hash.update(buffer.subarray(0, bytesRead));
      }
      return { path, mode: (found.mode & 0o100) !== 0 ? '100755' : '100644', sha256: hash.digest('hex'), bytes };
    } finally {
      await handle.close();
    }
  }

  /** Says what is missing: the first hundred by name, as a record is not the place for more. */
  #leaveOut(code: SnapshotLimit['code'], path: string): undefined {
    this.truncated = true;
    if (this.#limits.length >= 100) return;
    const name = Buffer.from(path, 'latin1').toString('utf8');
    const why = {
      'too-many-files': `More than ${mostFiles} files: nothing from ${name} on is seen.`,
      'too-many-bytes': `More than ${mostBytes} bytes in all: ${name} is not seen.`,
      'too-large': `${name} is larger than ${mostBytesOfOne} bytes and is not seen.`,
    };
    this.#limits.push({ code, message: code in why ? why[code as keyof typeof why] : `${name} cannot be read and is not seen.` });
  }
}
