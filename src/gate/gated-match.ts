/** Which folder that is gated an agent works in. Apart from the file's schema, because the hook program starts with every tool call. */
import { join } from 'node:path';

const GATED_FILE = 'gated.json';

/** @param config Signalbox's own folder of the user's configuration */
export function gatedFile(config: string): string {
  return join(config, GATED_FILE);
}

/** The entry for an agent that works in `cwd` (a real path): that of the innermost folder around it. */
export function gatedFolderOf<T extends { agent: string; folder: string }>(folders: readonly T[], agent: string, cwd: string): T | undefined {
  const isAround = (folder: string) => cwd === folder || cwd.startsWith(folder.endsWith('/') ? folder : `${folder}/`) || cwd.startsWith(`${folder}\\`);
  return folders.filter((entry) => entry.agent === agent && isAround(entry.folder)).sort((a, b) => b.folder.length - a.folder.length)[0];
}
