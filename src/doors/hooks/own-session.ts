/**
 * The hook of a session that a person started alone. It stands in their own configuration of the agent, so it is called in every folder;
 * in those that are not gated it lets the agent do as it would without it.
 */
import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { folderKey, ownFolders } from '../../gate/folders.ts';
import { gatedFile, gatedFolderOf } from '../../gate/gated-match.ts';
import { askGate, type Answered } from './client.ts';

export interface OwnSession {
  agent: string;
  payload: unknown;
  env: NodeJS.ProcessEnv;
  startGate: (folder: string) => Promise<void>;
}

/** What every agent takes as "go on as ever". */
const NEUTRAL: Answered = { stdout: '{}', stderr: '', exitCode: 0 };

/** @throws {Error} where the folder is gated and no decision can be had. */
export async function ownSession({ agent, payload, env, startGate }: OwnSession): Promise<Answered> {
  const folders = ownFolders(env);
  const cwd = realpathSync.native(folderOf(payload));
  const gated = readGated(gatedFile(folders.config));
  const entry = gatedFolderOf(gated.folders, agent, cwd);
  if (entry === undefined) return NEUTRAL;
  const address = join(folders.runtime, folderKey(entry.folder), 'gate.json');
  const ask = () => askGate({ socket: socketOf(address), role: 'session', secret: gated.secret, request: { method: 'session/hook', params: { agent, cwd, payload } } });
  try {
    return await ask();
  } catch (error) {
    // One that answers and refuses is not started again.
    if (!isAbsent(error)) throw error;
  }
  await startGate(entry.folder);
  return ask();
}

interface Gated {
  secret: string;
  folders: { agent: string; folder: string }[];
}

/** The gate checks the file whole; here only what is used, since this runs with every call. */
function readGated(file: string): Gated {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { secret: '', folders: [] };
    throw error;
  }
  const { secret, folders } = JSON.parse(text) as Partial<Gated>;
  if (typeof secret !== 'string' || !Array.isArray(folders)) throw new Error(`${file} is not what Signalbox wrote there.`);
  return { secret, folders: folders.filter((one) => typeof one.agent === 'string' && typeof one.folder === 'string') };
}

function folderOf(payload: unknown): string {
  const cwd = typeof payload === 'object' && payload !== null && 'cwd' in payload ? payload.cwd : undefined;
  return typeof cwd === 'string' && cwd !== '' ? cwd : process.cwd();
}

/** Nobody listens, or nothing is published. */
class Absent extends Error {}

function isAbsent(error: unknown): boolean {
  return error instanceof Absent || (error instanceof Error && error.message === 'The gate of Signalbox cannot be reached.');
}

function socketOf(address: string): string {
  try {
    const { socket } = JSON.parse(readFileSync(address, 'utf8')) as { socket?: unknown };
    if (typeof socket === 'string') return socket;
  } catch {
    // As if nothing stood there.
  }
  throw new Absent('No gate runs for this folder.');
}
