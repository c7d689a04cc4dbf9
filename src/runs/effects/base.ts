/** What the first snapshot found, kept in the state folder for the later ones. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

const baseSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('git'),
    folder: z.string(),
    root: z.string(),
    prefix: z.string(),
    gitDir: z.string(),
    objects: z.string(),
    objectFormat: z.enum(['sha1', 'sha256']),
  }),
  z.object({ kind: z.literal('files'), folder: z.string(), reason: z.enum(['no-repository', 'no-git', 'refused']), message: z.string() }),
]);
export type Base = z.infer<typeof baseSchema>;

/** The private git directory. */
export const privateDir = (stateDir: string): string => join(stateDir, 'git');

/** Gives undefined before the first snapshot. @throws {ZodError | SyntaxError} where the state folder was damaged. */
export async function readBase(stateDir: string): Promise<Base | undefined> {
  let text: string;
  try {
    text = await readFile(join(stateDir, 'base.json'), 'utf8');
  } catch {
    return undefined;
  }
  return baseSchema.parse(JSON.parse(text));
}

export async function writeBase(stateDir: string, base: Base): Promise<void> {
  await writeFile(join(stateDir, 'base.json'), JSON.stringify(base), { mode: 0o600 });
}
