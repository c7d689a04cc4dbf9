/** Finds or starts the gate of a folder, for this editor. Loaded when first needed: activation does not pay for it. */
import { join } from 'node:path';
import { GateError, type GateConnection } from '../../gate/client-types.ts';
import { connectGate, pairWith, type ClientIdentity } from '../../gate/client.ts';
import { ownFolders, privateFolder } from '../../gate/folders.ts';
import { newPairingKey } from '../../gate/pairing.ts';
import { errorCodes } from '../../gate/protocol.ts';
import { endUnattendedGate, gateDir, startGate } from '../../gate/start.ts';
import type { EditorSecrets } from './secrets.ts';

export interface ConnectOptions {
  folder: string;
  /** Where the bundles are. */
  dist: string;
  version: string;
  secrets: EditorSecrets;
  /** False: only a gate that runs already and knows this editor; nothing is started and nobody is asked. */
  start: boolean;
  /** Shows a code while an operator of a gate that somebody else started decides about this editor; aborts when the person gives up. */
  pairing: (code: string, work: (signal: AbortSignal) => Promise<string>) => Promise<string>;
}

/** @throws {GateError | GateGone | Error} when there is no gate, it refuses this editor, or it cannot be started. */
export async function connectFolder({ folder, dist, version, secrets, start, pairing }: ConnectOptions): Promise<GateConnection> {
  const folders = ownFolders(process.env);
  privateFolder(folders.runtime);
  const dir = gateDir(folders, folder);
  const client: ClientIdentity = { kind: 'editor', name: 'Visual Studio Code', version, pid: process.pid };
  const secret = await secrets.forFolder(folder);
  const startOne = async () => {
    const signer = { type: 'pem' as const, pem: await secrets.signingKey() };
    const bootstrap = { folder, operatorSecret: secret, signer, client: `vscode ${version}` };
    await startGate({ folders, gateScript: join(dist, 'gate.js'), nodePath: process.execPath, env: process.env, bootstrap });
  };
  const connect = (withSecret: string) => connectGate({ dir, client, credentials: { role: 'operator', secret: withSecret }, ...(start ? { start: startOne } : {}) });
  try {
    return await connect(secret);
  } catch (error) {
    if (!start || !(error instanceof GateError) || error.code !== errorCodes.notAllowed) throw error;
    if (await endUnattendedGate(dir)) return connect(secret);
    // A terminal or another editor started this gate: its operator must accept this one.
    const key = newPairingKey();
    return connect(await pairing(key.code, (signal) => pairWith(dir, client, key, signal)));
  }
}
