/**
 * The agent's two streams as messages of JSON-RPC 2.0, one a line. Every message is seen by `arrived` in the order of arrival and
 * before anything else is done with it: the SDK hands messages to its handlers after a varying number of promise steps, which
 * would let a permission request overtake the update before it, or an answer overtake the last updates of its turn.
 */
import type { AnyMessage, Stream } from '@agentclientprotocol/sdk';
import { AgentError } from '../session.ts';

/** The longest message that is accepted, in bytes. */
export const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
const SHOWN = 200;

export type IncomingMessage = Record<string, unknown>;

/** Between what the agent speaks and what the door does; each message becomes none, one or more. Never throws. */
export interface Translation {
  fromAgent(message: IncomingMessage): IncomingMessage[];
  toAgent(message: IncomingMessage): IncomingMessage[];
}

export interface WireOptions {
  input: NodeJS.WritableStream;
  output: NodeJS.ReadableStream;
  /** Where the agent speaks another version than the door. */
  translation?: Translation;
  /** Called for each message, synchronously; true: it is dealt with, and the SDK does not get it. */
  arrived(message: IncomingMessage): boolean;
  /** Resolves when more may be read; undefined: at once. Reading waits, so that what arrives faster than it is recorded does not pile up. */
  ready(): Promise<void> | undefined;
  /** A line that is no message, shortened. */
  noise(line: string): void;
  /** Called once, when no more messages can come: the stream ended, failed, or was given up. */
  ended(error: AgentError): void;
}

export interface Wire {
  stream: Stream;
  /** Stops reading, and tells the SDK so. */
  close(): void;
}

/** Makes the SDK's stream of an agent's standard streams. */
export function openWire(options: WireOptions): Wire {
  const { output } = options;
  const lines = new Lines();
  let controller: ReadableStreamDefaultController<AnyMessage> | undefined;
  let over = false;
  let held = false;

  const finish = (error: AgentError): void => {
    if (over) return;
    over = true;
    output.off('data', onData);
    output.resume();
    try {
      controller?.close();
    } catch {
      // The SDK cancelled the stream already.
    }
    options.ended(error);
  };
  const onData = (chunk: Buffer | string): void => {
    try {
      for (const line of lines.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)) {
        if (over) return;
        onLine(line);
      }
    } catch (error) {
      finish(error instanceof AgentError ? error : new AgentError('protocol', `What the agent sent could not be read: ${String(error)}`, { cause: error }));
      return;
    }
    const ready = options.ready();
    if (ready) {
      held = true;
      output.pause();
      void ready.then(() => {
        held = false;
        output.resume();
      });
    } else if ((controller?.desiredSize ?? 0) <= 0) output.pause();
  };
  const onLine = (line: string): void => {
    const text = line.trim();
    if (text === '') return;
    const message = parseMessage(text);
    if (!message) options.noise(text.length > SHOWN ? `${text.slice(0, SHOWN).toWellFormed()}…` : text.toWellFormed());
    else for (const one of options.translation?.fromAgent(message) ?? [message]) if (!options.arrived(one)) controller?.enqueue(one as unknown as AnyMessage);
  };

  output.once('end', () => finish(new AgentError('gone', 'The agent closed its output.')));
  output.once('close', () => finish(new AgentError('gone', 'The agent closed its output.')));
  output.once('error', (error: Error) => finish(new AgentError('gone', `The agent's output failed: ${error.message}`, { cause: error })));
  options.input.on('error', (error: Error) => finish(new AgentError('gone', `The agent does not read any more: ${error.message}`, { cause: error })));

  const readable = new ReadableStream<AnyMessage>(
    {
      start(started) {
        controller = started;
        output.on('data', onData);
      },
      pull() {
        if (!held) output.resume();
      },
      cancel() {
        finish(new AgentError('gone', 'The session was closed.'));
      },
    },
    { highWaterMark: 64 },
  );
  const writable = new WritableStream<AnyMessage>({
    write: (message) => {
      const translated = options.translation?.toAgent(message) ?? [message];
      return writeLine(options.input, translated.map((one) => `${JSON.stringify(one)}\n`).join(''));
    },
  });
  return { stream: { readable, writable }, close: () => finish(new AgentError('gone', 'The session was closed.')) };
}

/** Splits bytes into lines of at most `MAX_MESSAGE_BYTES`, without joining a line again for every chunk of it. */
class Lines {
  private parts: Buffer[] = [];
  private size = 0;

  /** @throws {AgentError} `too-large` */
  *push(chunk: Buffer): Generator<string> {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      this.add(chunk.subarray(start, end));
      const line = Buffer.concat(this.parts).toString('utf8');
      this.parts = [];
      this.size = 0;
      start = end + 1;
      yield line;
    }
    this.add(chunk.subarray(start));
  }

  private add(part: Buffer): void {
    this.size += part.length;
    if (this.size > MAX_MESSAGE_BYTES) {
      this.parts = [];
      throw new AgentError('too-large', `The agent sent a message of more than ${MAX_MESSAGE_BYTES / 1024 / 1024} MiB. It was not read, and the session was ended.`);
    }
    if (part.length > 0) this.parts.push(part);
  }
}

/** A JSON-RPC 2.0 request, notification or answer; undefined for anything else. */
function parseMessage(text: string): IncomingMessage | undefined {
  if (!text.startsWith('{')) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const message = value as IncomingMessage;
  if (message['jsonrpc'] !== '2.0') return undefined;
  if (typeof message['method'] === 'string') return message;
  return 'id' in message && ('result' in message || 'error' in message) ? message : undefined;
}

function writeLine(input: NodeJS.WritableStream, line: string): Promise<void> {
  return new Promise((resolve, reject) => {
    input.write(line, (error) => (error ? reject(error) : resolve()));
  });
}
