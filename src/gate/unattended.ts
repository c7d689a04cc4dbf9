/** A gate that no operator has started: for a session that a person started alone, while no editor runs. */
import { join } from 'node:path';
import { ownSigner } from '../record/own-signer.ts';
import { ownFolders } from './folders.ts';
import { newSecret } from './proof.ts';
import { startGate } from './start.ts';

/** How long such a gate stays when nothing happens, in ms. */
const IDLE = 60_000;

/** @param dist folder of the bundles. Nobody learns the secret of its operators, so that an editor ends such a gate and starts its own. */
export async function startUnattendedGate(folder: string, dist: string, env: NodeJS.ProcessEnv): Promise<void> {
  const folders = ownFolders(env);
  const signer = { type: 'pem' as const, pem: ownSigner(folders.state) };
  const bootstrap = { folder, operatorSecret: newSecret(), signer, client: 'signalbox hook', idleTime: IDLE, unattended: true };
  await startGate({ folders, gateScript: join(dist, 'gate.js'), nodePath: process.execPath, env, bootstrap });
}
