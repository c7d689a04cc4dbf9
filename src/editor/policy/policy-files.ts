/** The policy files of a folder: its own, and the person's. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';

export interface PolicyFile {
  layer: 'user' | 'workspace';
  path: string;
  text: string;
}

/** Longer ones are refused by the gate as broken. */
const MAX_POLICY_BYTES = 1024 * 1024;

export function workspacePolicyPath(folder: string): string {
  return join(folder, '.signalbox', 'policy.jsonc');
}

export async function userPolicyPath(): Promise<string> {
  const { ownFolders } = await import('../../gate/folders.ts');
  return join(ownFolders(process.env).config, 'policy.jsonc');
}

/** Those that are there, the folder's first. */
export async function policyFilesOf(folder: string): Promise<PolicyFile[]> {
  const files = [
    { layer: 'workspace', path: workspacePolicyPath(folder) },
    { layer: 'user', path: await userPolicyPath() },
  ] as const;
  const texts = await Promise.all(files.map(({ path }) => readText(path)));
  return files.flatMap((file, index) => (texts[index] === undefined ? [] : [{ ...file, text: texts[index] }]));
}

async function readText(path: string): Promise<string | undefined> {
  const handle = await open(path).catch(() => undefined);
  if (handle === undefined) return undefined;
  try {
    const { size } = await handle.stat();
    return size > MAX_POLICY_BYTES ? undefined : await handle.readFile('utf8');
  } catch {
    return undefined;
  } finally {
    await handle.close();
  }
}
