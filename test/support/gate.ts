/** A real gate process for a test's workspace, and clients of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bootstrap } from '../../src/gate/bootstrap.ts';
import { connectGate, type ClientIdentity } from '../../src/gate/client.ts';
import type { GateConnection } from '../../src/gate/client-types.ts';
import { foldersOf, type Folders } from '../../src/gate/folders.ts';
import { newSecret } from '../../src/gate/proof.ts';
import type { GateState } from '../../src/gate/protocol.ts';
import { publishedGate, type GateAddress } from '../../src/gate/rendezvous.ts';
import { gateDir, startGate } from '../../src/gate/start.ts';
import { generateKey } from '../../src/record/keys.ts';
import { PATIENCE } from './eventually.ts';
import { dist, type TestWorkspace } from './workspace.ts';

export class TestGate {
  readonly workspace: TestWorkspace;
  readonly secret = newSecret();
  readonly key = generateKey();
  readonly folders: Folders;
  readonly dir: string;
  private readonly more: Partial<Bootstrap>;
  private readonly connections: GateConnection[] = [];

  constructor(workspace: TestWorkspace, more: Partial<Bootstrap> = {}) {
    this.workspace = workspace;
    this.more = more;
    this.folders = foldersOf({ env: workspace.env, platform: process.platform, home: workspace.env['HOME']!, tmp: tmpdir(), uid: process.getuid?.() ?? -1 });
    this.dir = gateDir(this.folders, workspace.folder);
  }

  get address(): GateAddress | undefined {
    return publishedGate(this.dir);
  }

  start(): Promise<void> {
    const bootstrap: Bootstrap = { folder: this.workspace.folder, operatorSecret: this.secret, signer: { type: 'pem', pem: this.key.privateKeyPem }, client: 'test', idleTime: 2000, ...this.more };
    return startGate({ folders: this.folders, gateScript: join(this.workspace.dist ?? dist, 'gate.js'), nodePath: this.workspace.nodePath ?? process.execPath, env: this.workspace.env, bootstrap });
  }

  /** Connects as an operator, starting the gate where there is none. */
  async connect(name = 'test', kind: ClientIdentity['kind'] = 'editor'): Promise<GateConnection> {
    const client = { kind, name, version: '0', pid: process.pid };
    const connection = await connectGate({ dir: this.dir, client, credentials: { role: 'operator', secret: this.secret }, start: () => this.start() });
    this.connections.push(connection);
    return connection;
  }

  /** Ends everything of this test and removes its folders. */
  async end(): Promise<void> {
    const { address } = this;
    for (const connection of this.connections) connection.close();
    if (address !== undefined) await killed(address.pid, 'SIGTERM');
    this.workspace.remove();
  }
}

/** Sends a signal and waits until the process is gone. */
export async function killed(pid: number, signal: NodeJS.Signals): Promise<void> {
  try {
    process.kill(pid, signal);
    for (const end = Date.now() + PATIENCE; Date.now() < end; await sleep(20)) process.kill(pid, 0);
  } catch {
    return;
  }
  throw new Error(`process ${pid} does not end`);
}

/** Waits for a state of the gate that `find` finds something in. */
export function until<T>(connection: GateConnection, find: (state: GateState) => T | undefined, time = PATIENCE): Promise<T> {
  const now = find(connection.state);
  if (now !== undefined) return Promise.resolve(now);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      off();
      reject(new Error(`not seen in ${time} ms; the state is ${JSON.stringify(connection.state).slice(0, 2000)}`));
    }, time);
    const off = connection.on('state', (state) => {
      const found = find(state);
      if (found === undefined) return;
      clearTimeout(timer);
      off();
      resolve(found);
    });
  });
}
