/** The client's end of the gate's socket, and how a client finds or starts the gate of a folder. */
import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { createMessageConnection, ErrorCodes, ResponseError, type CancellationToken, type MessageConnection } from 'vscode-jsonrpc/node';
import { GateError, GateGone, type GateConnection } from './client-types.ts';
import { LineReader, LineWriter } from './lines.ts';
import type { PairingKey } from './pairing.ts';
import { proofOf, sameProof, Seal } from './proof.ts';
import { errorCodes, MAX_MESSAGE, notifications, PROTOCOL, requests, type GateState, type Notice, type NotificationName, type Params, type RequestName, type Result } from './protocol.ts';
import { dial, publishedGate } from './rendezvous.ts';

export interface ClientIdentity {
  kind: 'editor' | 'terminal' | 'agent';
  name: string;
  version: string;
  pid: number;
}

/** What a client proves itself with: an operator's secret, the token of one run, or the secret of the gated folders. */
export type Credentials = { role: 'operator' | 'session'; secret: string } | { role: 'run'; run: string; secret: string };

/** How long a gate may take for the handshake, in ms. */
const HANDSHAKE_TIME = 10_000;

type Listeners = { [N in NotificationName]: Set<(notice: Notice<N>) => void> };

class SocketConnection implements GateConnection {
  state: GateState = { revision: -1, runs: [], approvals: [], pairings: [], policy: { digest: '', posture: '', problems: [] } };
  readonly closed: Promise<void>;
  private readonly socket: Socket;
  private readonly reader: LineReader;
  private readonly writer: LineWriter;
  private readonly connection: MessageConnection;
  private readonly listeners: Listeners = { challenge: new Set(), state: new Set(), transcript: new Set(), log: new Set() };
  private ended = false;

  constructor(socket: Socket) {
    this.socket = socket;
    this.reader = new LineReader(socket, MAX_MESSAGE);
    this.writer = new LineWriter(socket);
    this.connection = createMessageConnection(this.reader, this.writer);
    this.closed = new Promise((resolve) =>
      this.connection.onClose(() => {
        this.ended = true;
        this.connection.dispose();
        resolve();
      }),
    );
    this.connection.onError(() => socket.destroy());
    for (const name of Object.keys(notifications) as NotificationName[]) this.listen(name);
    this.on('state', (state) => {
      if (state.revision >= this.state.revision) this.state = state;
    });
    this.connection.listen();
  }

  async request<R extends RequestName>(name: R, params: Params<R>, signal?: AbortSignal): Promise<Result<R>> {
    if (this.ended) throw new GateGone('The gate is not connected.');
    let raw: unknown;
    try {
      const answer = signal === undefined ? this.connection.sendRequest(name, params) : this.connection.sendRequest(name, params, tokenOf(signal));
      raw = await Promise.race([answer, this.closed.then(() => Promise.reject(new GateGone('The gate went away.')))]);
    } catch (error) {
      // What was under way when the connection ended is refused by this side itself, in the form of an answer.
      if (error instanceof ResponseError && error.code !== ErrorCodes.PendingResponseRejected) throw new GateError(error.code, error.message);
      throw error instanceof GateGone ? error : new GateGone(`The gate went away: ${(error as Error).message}`);
    }
    const parsed = requests[name].result.safeParse(raw);
    if (!parsed.success) throw new GateError(ErrorCodes.InternalError, `The gate answered ${name} with something that this version does not understand.`);
    return parsed.data as Result<R>;
  }

  on<N extends NotificationName>(name: N, listener: (notice: Notice<N>) => void): () => void {
    this.listeners[name].add(listener);
    return () => void this.listeners[name].delete(listener);
  }

  /** The answer to `hello` comes sealed from a gate that knows the secret, and unsealed where it refuses. */
  expect(lines: Seal): void {
    this.reader.seal = lines;
  }

  /** From now on every line is sealed, in both directions. */
  demand(ours: Seal): void {
    this.reader.unsealed = 0;
    this.writer.seal = ours;
  }

  close(): void {
    this.socket.destroy();
  }

  private listen<N extends NotificationName>(name: N): void {
    this.connection.onNotification(name, (raw: unknown) => {
      const parsed = notifications[name].safeParse(raw);
      if (!parsed.success) return void this.socket.destroy();
      for (const listener of this.listeners[name]) listener(parsed.data as Notice<N>);
    });
  }
}

function tokenOf(signal: AbortSignal): CancellationToken {
  return {
    get isCancellationRequested() {
      return signal.aborted;
    },
    onCancellationRequested: (listener) => {
      const call = () => void listener(undefined);
      signal.addEventListener('abort', call);
      return { dispose: () => signal.removeEventListener('abort', call) };
    },
  };
}

/** Opens the socket and waits for the challenge. */
async function greeted(socketPath: string): Promise<{ connection: SocketConnection; gateNonce: string }> {
  const connection = new SocketConnection(await dial(socketPath));
  try {
    const gateNonce = await new Promise<string>((resolve, reject) => {
      setTimeout(() => reject(new GateGone('The gate does not answer.')), HANDSHAKE_TIME).unref();
      void connection.closed.then(() => reject(new GateGone('The gate closed the connection.')));
      connection.on('challenge', ({ nonce, protocol }) =>
        protocol === PROTOCOL ? resolve(nonce) : reject(new GateError(errorCodes.wrongProtocol, `The gate of this folder speaks protocol ${protocol}, this client ${PROTOCOL}. Let its runs end, then try again.`)),
      );
    });
    return { connection, gateNonce };
  } catch (error) {
    connection.close();
    throw error;
  }
}

/**
 * Connects to a gate and proves who we are; the gate proves the same to us before anything else is said.
 * @throws {GateError} `notAllowed` when the credentials are not the gate's, `wrongProtocol` when versions differ.
 * @throws {GateGone} when nothing answers there.
 */
export async function connectTo(socketPath: string, client: ClientIdentity, credentials: Credentials): Promise<GateConnection> {
  const { connection, gateNonce } = await greeted(socketPath);
  try {
    const nonce = randomUUID();
    const { role, secret } = credentials;
    const run = credentials.role === 'run' ? { run: credentials.run } : {};
    connection.expect(new Seal('gate', secret, gateNonce, nonce));
    const { proof } = await connection.request('hello', { protocol: PROTOCOL, client, role, ...run, nonce, proof: proofOf('client', secret, gateNonce, nonce) });
    if (!sameProof(proofOf('gate', secret, gateNonce, nonce), proof)) throw new GateError(errorCodes.notAllowed, 'What answers on the socket of the gate is not our gate.');
    connection.demand(new Seal('client', secret, gateNonce, nonce));
    if (role === 'operator') connection.state = await connection.request('state', {});
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Asks the operators of a running gate to accept this client; gives the secret to connect with. The code of `key` is shown on both sides. */
export async function pairWith(dir: string, client: ClientIdentity, key: PairingKey, signal?: AbortSignal): Promise<string> {
  const address = publishedGate(dir);
  if (address === undefined) throw new GateGone('No gate runs for this folder.');
  const { connection } = await greeted(address.socket);
  try {
    return key.open((await connection.request('pair', { protocol: PROTOCOL, client, key: key.publicKey }, signal)).sealed);
  } finally {
    connection.close();
  }
}

export interface FindOptions {
  /** The runtime folder of the workspace, where its gate publishes itself. */
  dir: string;
  client: ClientIdentity;
  credentials: Credentials;
  /** Starts a gate where none answers; resolves when one listens, whoever started it. Absent: no gate is an error. */
  start?: () => Promise<void>;
}

/**
 * Connects to the gate of a folder, starting one where there is none.
 * @throws {GateError | GateGone | Error} see `connectTo`; and whatever `start` throws.
 */
export async function connectGate({ dir, client, credentials, start }: FindOptions): Promise<GateConnection> {
  for (let attempt = 0; ; attempt++) {
    const address = publishedGate(dir);
    if (address !== undefined) {
      try {
        return await connectTo(address.socket, client, credentials);
      } catch (error) {
        if (error instanceof GateError || attempt >= 4) throw error;
      }
    }
    if (start === undefined) throw new GateGone('No gate runs for this folder.');
    if (attempt >= 5) throw new GateGone('The gate starts and is gone again at once; see its log.');
    await start();
  }
}
