/** The key that Signalbox makes and keeps for those who start a gate without an editor. */
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { generateKey } from './keys.ts';

/** @param state Signalbox's own folder of state. @returns PEM; made at the first call. */
export function ownSigner(state: string): string {
  const file = join(state, 'signing-key.pem');
  if (statSync(file, { throwIfNoEntry: false }) === undefined) {
    mkdirSync(state, { recursive: true, mode: 0o700 });
    writeFileAtomic.sync(file, generateKey().privateKeyPem, { mode: 0o600 });
  }
  return readFileSync(file, 'utf8');
}
