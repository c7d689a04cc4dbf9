/**
 * How a client finds the gate of a folder, and how two gates that start at once agree on one. A gate listens on a socket with a
 * name of its own, then publishes it by hard-linking a complete file to `gate.json`: link() fails where a file is, so one wins.
 */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { privateFolder } from './folders.ts';

const addressSchema = z.object({
  pid: z.int().positive(),
  socket: z.string().min(1).max(4096),
  protocol: z.int(),
  version: z.string().max(100),
  folder: z.string().max(32_768),
  /** A hook started it, and nobody can prove to be its operator. */
  unattended: z.boolean().optional(),
});
export type GateAddress = z.infer<typeof addressSchema>;

const PUBLISHED = 'gate.json';
/** How long, in ms, after publishing it is looked whether it still stands. */
const SETTLING = 30;
/** Longest path of a Unix socket that works everywhere (macOS: 104 with the end mark). */
const MAX_SOCKET_PATH = 103;

/** A new, unused address in the runtime folder of a workspace. @throws {Error} when the folder's path is too long for a socket. */
export function newSocketPath(dir: string, platform: NodeJS.Platform): string {
  const name = randomBytes(6).toString('hex');
  if (platform === 'win32') return `\\\\.\\pipe\\signalbox-${name}`;
  const path = join(privateFolder(dir), `${name}.sock`);
  if (Buffer.byteLength(path) > MAX_SOCKET_PATH) throw new Error(`${path} is too long for a socket; set SIGNALBOX_RUNTIME_DIR to a shorter folder`);
  return path;
}

/** What is published for a folder, whether or not it still answers. An unreadable file counts as nothing. */
export function publishedGate(dir: string): GateAddress | undefined {
  try {
    return addressSchema.parse(JSON.parse(readFileSync(join(dir, PUBLISHED), 'utf8')));
  } catch {
    return undefined;
  }
}

/** Opens a connection to a socket; rejects at once where nobody listens. */
export function dial(socket: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const stream = connect(socket);
    stream.once('error', reject);
    stream.once('connect', () => {
      stream.off('error', reject);
      resolve(stream);
    });
  });
}

/**
 * Publishes a gate that already listens. A file left by a gate that is gone is moved away first.
 * @returns a function that withdraws it, or `undefined` where a live gate was first.
 */
export async function publish(dir: string, address: GateAddress): Promise<(() => void) | undefined> {
  const file = join(dir, PUBLISHED);
  const mine = join(dir, `gate-${randomBytes(6).toString('hex')}.json`);
  const isMine = () => publishedGate(dir)?.socket === address.socket;
  writeFileSync(mine, JSON.stringify(address), { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 20; attempt++) {
      if (linked(mine, file)) {
        // Another starter may just then be moving away the stale file that it saw, and catch ours.
        await sleep(SETTLING);
        return isMine() ? () => void (isMine() && rmSync(file, { force: true })) : undefined;
      }
      const seen = textOf(file);
      if (await answers(publishedGate(dir))) return undefined;
      if (seen !== undefined) retire(dir, file, seen);
    }
    return undefined;
  } finally {
    rmSync(mine, { force: true });
  }
}

/** @returns false where the name is taken. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function answers(address: GateAddress | undefined): Promise<boolean> {
  if (address === undefined) return false;
  try {
    (await dial(address.socket)).destroy();
    return true;
  } catch (error) {
    // One that has no room for another connection (EAGAIN) is alive.
    return !['ECONNREFUSED', 'ENOENT', 'ENOTSOCK', 'ECONNRESET'].includes((error as NodeJS.ErrnoException).code ?? '');
  }
}

/** Moves away the file that was `seen` to be stale. Where another starter has replaced it meanwhile, that one's is put back. */
function retire(dir: string, file: string, seen: string): void {
  if (textOf(file) !== seen) return;
  const aside = join(dir, `stale-${randomBytes(6).toString('hex')}.json`);
  try {
    renameSync(file, aside);
    if (textOf(aside) !== seen) linked(aside, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
