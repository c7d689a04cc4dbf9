/**
 * The person's own list of trusted signers names the keys that Signalbox signs with for them, so that their own records verify as
 * theirs on this machine. The repository's list, which others rely on, is never written without being asked.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { codeOf } from './disk.ts';
import { NAMESPACE } from './sshsig.ts';

/** @param file the person's `allowed_signers`. @param publicKey as an OpenSSH line, `type base64`. Does nothing where the key is named already. */
export function rememberOwnKey(file: string, { name, email }: { name: string; email?: string }, publicKey: string): Promise<boolean> {
  return allowSigner(file, email ?? name, publicKey, 0o600);
}

/**
 * Adds a line to an `allowed_signers` file: `publicKey` may sign for Signalbox as `principal`.
 * @param mode of the file. @returns false where the file names the key already; it is left as it is then.
 */
export async function allowSigner(file: string, principal: string, publicKey: string, mode: number): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return '';
    throw error;
  });
  if (text.includes(publicKey)) return false;
  await mkdir(dirname(file), { recursive: true, mode: mode | 0o100 });
  const start = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  await writeFileAtomic(file, `${start}${oneWord(principal)} namespaces="${NAMESPACE}" ${publicKey}\n`, { mode });
  return true;
}

/** As the format wants a principal: without what has a meaning there. */
function oneWord(principal: string): string {
  return principal.replace(/[\s",*?!#]+/g, '-') || 'me';
}
