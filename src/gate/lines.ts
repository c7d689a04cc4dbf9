/** JSON messages, one a line, with a bound on their size: what the gate's sockets carry, as readers and writers of vscode-jsonrpc. */
import type { Duplex } from 'node:stream';
import { AbstractMessageReader, AbstractMessageWriter, type DataCallback, type Disposable, type Message, type MessageReader, type MessageWriter } from 'vscode-jsonrpc/node';

const NEWLINE = 10;

/** Reads lines up to `limit` bytes; a longer one, or one that is not JSON, is an error and ends the stream. */
export class LineReader extends AbstractMessageReader implements MessageReader {
  /** Bytes; may be raised once the other side has proved who it is. */
  limit: number;
  private readonly stream: Duplex;
  private parts: Buffer[] = [];
  private held = 0;

  constructor(stream: Duplex, limit: number) {
    super();
    this.stream = stream;
    this.limit = limit;
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
      const line = Buffer.concat(this.parts).toString('utf8');
      this.parts = [];
      this.held = 0;
      start = end + 1;
      if (line.trim() !== '' && !this.deliver(line, callback)) return;
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
    let message: unknown;
    try {
      message = JSON.parse(line);
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

  private fail(error: Error): void {
    this.parts = [];
    this.fireError(error);
    this.stream.destroy();
  }
}

export class LineWriter extends AbstractMessageWriter implements MessageWriter {
  private readonly stream: Duplex;

  constructor(stream: Duplex) {
    super();
    this.stream = stream;
  }

  write(message: Message): Promise<void> {
    return new Promise((resolve, reject) => {
      this.stream.write(`${JSON.stringify(message)}\n`, (error) => (error ? reject(error) : resolve()));
    });
  }

  end(): void {
    this.stream.end();
  }
}
