/** JSON messages, one a line, with a bound on their size: what the gate's sockets carry, as readers and writers of vscode-jsonrpc. */
import type { Duplex } from 'node:stream';
import { AbstractMessageReader, AbstractMessageWriter, type DataCallback, type Disposable, type Message, type MessageReader, type MessageWriter } from 'vscode-jsonrpc/node';
import type { Seal } from './proof.ts';

const NEWLINE = 10;

/** Reads lines up to `limit` bytes; a longer one, or one that is not JSON, is an error and ends the stream. */
export class LineReader extends AbstractMessageReader implements MessageReader {
  /** Bytes; may be raised once the other side has proved who it is. */
  limit: number;
  /** Opens lines that are sealed. */
  seal: Seal | undefined;
  /** How many more lines may come unsealed. */
  unsealed: number;
  private readonly stream: Duplex;
  private parts: Buffer[] = [];
  private held = 0;

  constructor(stream: Duplex, limit: number, unsealed = Infinity) {
    super();
    this.stream = stream;
    this.limit = limit;
    this.unsealed = unsealed;
    stream.on('error', (error) => this.fireError(error));
    stream.on('close', () => this.fireClose());
  }

  listen(callback: DataCallback): Disposable {
    const onData = (chunk: Buffer) => this.take(chunk, callback);
    this.stream.on('data', onData);
    return { dispose: () => void this.stream.off('data', onData) };
  }

  private take(chunk: Buffer, callback: DataCallback): void {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      this.parts.push(chunk.subarray(start, end));
      if (!this.check(end - start)) return;
      const line = Buffer.concat(this.parts).toString('utf8').trim();
      this.parts = [];
      this.held = 0;
      start = end + 1;
      if (line !== '' && !this.deliver(line, callback)) return;
    }
    this.parts.push(chunk.subarray(start));
    this.check(chunk.length - start);
  }

  private check(added: number): boolean {
    this.held += added;
    if (this.held <= this.limit) return true;
    this.fail(new Error(`a message is longer than ${this.limit} bytes`));
    return false;
  }

  private deliver(line: string, callback: DataCallback): boolean {
    const text = this.opened(line);
    if (text === undefined) {
      this.fail(new Error('a message is not from the one who proved to hold the secret'));
      return false;
    }
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch {
      this.fail(new Error('a message is not JSON'));
      return false;
    }
    if (typeof message !== 'object' || message === null || Array.isArray(message)) {
      this.fail(new Error('a message is not a JSON object'));
      return false;
    }
    callback(message as Message);
    return true;
  }

  private opened(line: string): string | undefined {
    if (this.seal !== undefined && (this.unsealed <= 0 || !line.startsWith('{'))) return this.seal.open(line);
    return this.unsealed-- > 0 ? line : undefined;
  }

  private fail(error: Error): void {
    this.parts = [];
    this.fireError(error);
    this.stream.destroy();
  }
}

export class LineWriter extends AbstractMessageWriter implements MessageWriter {
  /** Seals every line from now on. */
  seal: Seal | undefined;
  private readonly stream: Duplex;

  constructor(stream: Duplex) {
    super();
    this.stream = stream;
  }

  write(message: Message): Promise<void> {
    const text = JSON.stringify(message);
    return new Promise((resolve, reject) => {
      this.stream.write(`${this.seal === undefined ? text : this.seal.close(text)}\n`, (error) => (error ? reject(error) : resolve()));
    });
  }

  end(): void {
    this.stream.end();
  }
}
