/** A terminal as an operator: its gate, its key, and pairing with a gate that somebody else has started. */
import { realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { connectGate, connectTo, pairWith, type ClientIdentity } from '../gate/client.ts';
import { GateError, type GateConnection } from '../gate/client-types.ts';
import type { Bootstrap } from '../gate/bootstrap.ts';
import { ownFolders, type Folders } from '../gate/folders.ts';
import { newPairingKey } from '../gate/pairing.ts';
import { newSecret } from '../gate/proof.ts';
import { errorCodes } from '../gate/protocol.ts';
import { publishedGate } from '../gate/rendezvous.ts';
import { endUnattendedGate, gateDir, startGate } from '../gate/start.ts';
import { ownSigner } from '../record/own-signer.ts';
import { CannotError } from './cannot.ts';
import type { VerbContext } from './verb.ts';

export interface OperatorOptions {
  context: VerbContext;
  workspace: string;
  version: string;
  /** An OpenSSH key to sign with. */
  key?: string;
  /** Tells the person what is waited for. */
  say: (text: string) => void;
}

/** Connects to the gate of a folder, or starts it. @throws {CannotError} when neither works. */
export async function becomeOperator({ context, workspace, version, key, say }: OperatorOptions): Promise<GateConnection> {
  const folders = ownFolders(context.env);
  const folder = realpathSync.native(workspace);
  const dir = gateDir(folders, folder);
  const client: ClientIdentity = { kind: 'terminal', name: 'signalbox run', version, pid: process.pid };
  const secret = newSecret();
  const bootstrap: Bootstrap = { folder, operatorSecret: secret, signer: signerFor(folders, key), client: `signalbox ${version}` };
  const start = () => startGate({ folders, gateScript: join(context.dist, 'gate.js'), nodePath: process.execPath, env: context.env, bootstrap });
  try {
    return await connectGate({ dir, client, credentials: { role: 'operator', secret }, start });
  } catch (error) {
    if (!(error instanceof GateError) || error.code !== errorCodes.notAllowed) throw new CannotError((error as Error).message);
  }
  if (await endUnattendedGate(dir)) return connectGate({ dir, client, credentials: { role: 'operator', secret }, start });
  return pairAndConnect(dir, client, say);
}

async function pairAndConnect(dir: string, client: ClientIdentity, say: (text: string) => void): Promise<GateConnection> {
  const key = newPairingKey();
  say(`Another editor or terminal runs the gate of this folder. Accept this terminal there; the code is ${key.code}.`);
  try {
    const secret = await pairWith(dir, client, key);
    const address = publishedGate(dir);
    if (address === undefined) throw new Error('the gate has ended');
    return await connectTo(address.socket, client, { role: 'operator', secret });
  } catch (error) {
    throw new CannotError(`This terminal was not accepted: ${(error as Error).message}`);
  }
}

/** The person's own SSH key where they name one; else a key that Signalbox makes and keeps for the command line. */
function signerFor(folders: Folders, key: string | undefined): Bootstrap['signer'] {
  if (key !== undefined) {
    if (statSync(key, { throwIfNoEntry: false }) === undefined) throw new CannotError(`There is no key ${key}.`);
    return { type: 'ssh', path: key };
  }
  return { type: 'pem', pem: ownSigner(folders.state) };
}
