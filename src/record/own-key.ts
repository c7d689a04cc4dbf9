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
export async function rememberOwnKey(file: string, person: { name: string; email?: string }, publicKey: string): Promise<void> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return '';
    throw error;
  });
  if (text.includes(publicKey)) return;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const start = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  await writeFileAtomic(file, `${start}${principalOf(person)} namespaces="${NAMESPACE}" ${publicKey}\n`, { mode: 0o600 });
}

/** One word, as the format wants it: the address, else the name without what has a meaning there. */
function principalOf({ name, email }: { name: string; email?: string }): string {
  return (email ?? name).replace(/[\s",*?!#]+/g, '-') || 'me';
}
