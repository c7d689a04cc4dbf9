/** Lists files of the project. */
import { glob } from 'node:fs/promises';

/**
 * The files below a folder that match a pattern, sorted, relative to it, with forward slashes.
 * @param without patterns to leave out
 */
export async function listFiles(folder: string, pattern: string, without: string[] = []): Promise<string[]> {
  const found: string[] = [];
  for await (const path of glob(pattern, { cwd: folder, exclude: without })) found.push(path.replaceAll('\\', '/'));
  return found.sort();
}
