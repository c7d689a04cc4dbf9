/** One connection at the gate: its handshake, its rights, and what it listens to. */
import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { createMessageConnection, ErrorCodes, ResponseError, type CancellationToken, type MessageConnection } from 'vscode-jsonrpc/node';
import { LineReader, LineWriter } from './lines.ts';
import { Seal } from './proof.ts';
import { errorCodes, MAX_MESSAGE, PROTOCOL, requests, type NotificationName, type Notice, type RequestName, type Result } from './protocol.ts';
import type * as z from 'zod';

/** Until it has proved who it is, a client may say little, and not for long. */
const MAX_GREETING = 64 * 1024;
const GREETING_TIME = 10_000;
/** Bytes that may wait for a client that does not read: then snapshots wait, and only the newest; past the second it is let go. */
const MAX_WAITING = 256 * 1024;
const MAX_BACKLOG = 8 * 1024 * 1024;

export type Rights = { role: 'stranger' } | { role: 'operator' } | { role: 'run'; run: string } | { role: 'session' };

export type Handlers = { [R in RequestName]: (params: z.output<(typeof requests)[R]['params']>, peer: Peer, signal: AbortSignal) => Promise<Result<R>> | Result<R> };

const strangersMay: readonly RequestName[] = ['hello', 'pair'];
const runsMay: readonly RequestName[] = ['run/propose', 'run/report', 'run/hook'];
const sessionsMay: readonly RequestName[] = ['session/hook'];

export class Peer {
  readonly nonce = randomUUID();
  rights: Rights = { role: 'stranger' };
  client = { kind: 'agent', name: 'unknown', version: '', pid: 0 };
  /** Ends what the peer listens to, by the run. */
  readonly attached = new Map<string, () => void>();
  private readonly socket: Socket;
  private readonly connection: MessageConnection;
  private readonly reader: LineReader;
  private readonly writer: LineWriter;
  private readonly gone = new AbortController();
  /** The newest snapshot that the client was too slow for. */
  private missed: Notice<'state'> | undefined;
  private patience: NodeJS.Timeout;

  constructor(socket: Socket, handlers: Handlers, onClose: (peer: Peer) => void) {
    this.socket = socket;
    // One message, `hello` or `pair`; what somebody slips in behind it is nobody's.
    this.reader = new LineReader(socket, MAX_GREETING, 1);
    this.writer = new LineWriter(socket);
    this.connection = createMessageConnection(this.reader, this.writer);
    this.patience = setTimeout(() => socket.destroy(), GREETING_TIME);
    for (const name of Object.keys(requests) as RequestName[]) this.serve(name, handlers);
    this.connection.onError(() => socket.destroy());
    this.connection.onClose(() => {
      clearTimeout(this.patience);
      this.gone.abort();
      for (const detach of this.attached.values()) detach();
      this.connection.dispose();
      onClose(this);
    });
    this.connection.listen();
    this.notify('challenge', { nonce: this.nonce, protocol: PROTOCOL });
  }

  /** Raises the peer to what it has proved to be, by `secret` and its `nonce`. */
  welcome(rights: Rights, client: Peer['client'], secret: string, nonce: string): void {
    clearTimeout(this.patience);
    this.reader.seal = new Seal('client', secret, this.nonce, nonce);
    this.reader.unsealed = 0;
    this.writer.seal = new Seal('gate', secret, this.nonce, nonce);
    this.rights = rights;
    this.client = client;
    this.reader.limit = MAX_MESSAGE;
  }

  /** A stranger that waits for an operator to accept it is given more time, in ms. */
  waitPatiently(time: number): void {
    clearTimeout(this.patience);
    this.patience = setTimeout(() => this.socket.destroy(), time);
  }

  /** A snapshot of the state. One that does not read gets only the newest when it reads again. */
  show(state: Notice<'state'>): void {
    if (this.socket.writableLength <= MAX_WAITING) return this.notify('state', state);
    if (this.missed === undefined) {
      this.socket.once('drain', () => {
        const { missed } = this;
        this.missed = undefined;
        if (missed !== undefined) this.notify('state', missed);
      });
    }
    this.missed = state;
  }

  notify<N extends NotificationName>(name: N, notice: Notice<N>): void {
    if (this.gone.signal.aborted) return;
    if (this.socket.writableLength > MAX_BACKLOG) return this.close();
    this.connection.sendNotification(name, notice).catch(() => this.socket.destroy());
  }

  close(): void {
    this.socket.destroy();
  }

  private serve<R extends RequestName>(name: R, handlers: Handlers): void {
    this.connection.onRequest(name, async (params: unknown, token: CancellationToken) => {
      if (!this.may(name)) throw new ResponseError(errorCodes.notAllowed, `${name} is not allowed here`);
      const parsed = requests[name].params.safeParse(params ?? {});
      if (!parsed.success) throw new ResponseError(ErrorCodes.InvalidParams, `${name}: ${parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; ')}`);
      const cancelled = new AbortController();
      token.onCancellationRequested(() => cancelled.abort());
      const handle: Handlers[R] = handlers[name];
      return handle(parsed.data as z.output<(typeof requests)[R]['params']>, this, AbortSignal.any([cancelled.signal, this.gone.signal]));
    });
  }

  private may(name: RequestName): boolean {
    if (this.rights.role === 'stranger') return strangersMay.includes(name);
    if (this.rights.role === 'run') return runsMay.includes(name);
    if (this.rights.role === 'session') return sessionsMay.includes(name);
    return ![...strangersMay, ...runsMay, ...sessionsMay].includes(name);
  }
}
