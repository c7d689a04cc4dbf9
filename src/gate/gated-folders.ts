/**
 * The folders in which a person has said *gate this agent here*: sessions of that agent which they start alone there are gated and
 * recorded. One private file in the user's configuration; its secret lets a hook bring calls to a gate, and nothing else.
 */
import { mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import * as z from 'zod';
import { gatedFile } from './gated-match.ts';
import { newSecret } from './proof.ts';

const MAX_FILE = 1024 * 1024;

const entrySchema = z.object({
  agent: z.string().min(1).max(200),
  /** Real path. */
  folder: z.string().min(1).max(32_768),
  /** Whether rules of that workspace may loosen, as when the person said it. */
  trusted: z.boolean(),
});
export type GatedFolder = z.infer<typeof entrySchema>;
const fileSchema = z.object({ version: z.literal(1), secret: z.string().regex(/^[0-9a-f]{64}$/), folders: z.array(entrySchema).max(1000) });
export type GatedFolders = z.infer<typeof fileSchema>;

/** What is gated; `undefined` where there is no file. @throws {Error} where it is not what it should be. */
export function readGated(config: string): GatedFolders | undefined {
  const file = gatedFile(config);
  let source: string;
  try {
    source = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const parsed = source.length > MAX_FILE ? undefined : fileSchema.safeParse(jsonOf(source));
  if (!parsed?.success) throw new Error(`${file} is not what Signalbox wrote there. Remove it, and gate the folders again.`);
  return parsed.data;
}

/** Adds a folder, or replaces its entry. @throws {Error} as `readGated`. */
export function gateFolder(config: string, entry: GatedFolder): void {
  const folder = realpathSync.native(entry.folder);
  const now = readGated(config) ?? { version: 1, secret: newSecret(), folders: [] };
  write(config, { ...now, folders: [...now.folders.filter((other) => !same(other, entry.agent, folder)), { ...entry, folder }] });
}

/** @returns whether the agent is gated in another folder still, so that its hooks are needed. @throws {Error} as `readGated`. */
export function ungateFolder(config: string, agent: string, folder: string | undefined): boolean {
  const now = readGated(config);
  if (now === undefined) return false;
  const left = now.folders.filter((other) => !(other.agent === agent && (folder === undefined || other.folder === folder)));
  write(config, { ...now, folders: left });
  return left.some((other) => other.agent === agent);
}

function same(entry: GatedFolder, agent: string, folder: string): boolean {
  return entry.agent === agent && entry.folder === folder;
}

function write(config: string, folders: GatedFolders): void {
  mkdirSync(dirname(gatedFile(config)), { recursive: true, mode: 0o700 });
  writeFileAtomic.sync(gatedFile(config), `${JSON.stringify(folders, undefined, 2)}\n`, { mode: 0o600 });
}

function jsonOf(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
}
