/** A client of the gate's socket that keeps to no protocol. */
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { PATIENCE } from './eventually.ts';

export interface RawMessage {
  id?: number;
  method?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
  error?: { code: number; message: string };
}

export class RawClient {
  readonly heard: RawMessage[] = [];
  readonly closed: Promise<void>;
  readonly socket: Socket;

  constructor(path: string) {
    this.socket = connect(path);
    this.socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => this.socket.on('close', () => resolve()));
    createInterface({ input: this.socket }).on('error', () => undefined).on('line', (line) => {
      // A sealed line has its seal before the message.
      this.heard.push(JSON.parse(line.startsWith('{') ? line : line.slice(65)) as RawMessage);
    });
  }

  send(message: RawMessage): void {
    this.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  }

  write(bytes: string | Uint8Array): void {
    this.socket.write(bytes);
  }

  /** The first message that fits; `undefined` when the connection ends, or `time` ms pass, without it. */
  async find(fits: (message: RawMessage) => boolean, time = PATIENCE): Promise<RawMessage | undefined> {
    for (const end = Date.now() + time; Date.now() < end; ) {
      const found = this.heard.find(fits);
      if (found !== undefined || this.socket.destroyed) return found ?? this.heard.find(fits);
      await sleep(10);
    }
    return undefined;
  }

  /** What the gate says first. */
  async nonce(): Promise<string> {
    const challenge = await this.find(({ method }) => method === 'challenge');
    return String(challenge?.params?.['nonce']);
  }

  end(): void {
    this.socket.destroy();
  }
}
