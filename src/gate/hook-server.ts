/**
 * The HTTP hook of agents that can call one: `POST /hooks`, on loopback only, with the run's token as bearer. It listens when the first
 * launch needs it. A web page must not reach it, so a request with an origin, or for another host, is refused (DNS rebinding).
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NoSuchRun, type Operations } from './operations.ts';
import { sameProof } from './proof.ts';
import { MAX_MESSAGE } from './protocol.ts';

const PATH = '/hooks';

export class HookServer {
  private readonly operations: () => Pick<Operations, 'hook' | 'runOfToken'>;
  private server: Server | undefined;
  private listening: Promise<string> | undefined;

  /** @param operations the gate's; a function, since they are built after this. */
  constructor(operations: () => Pick<Operations, 'hook' | 'runOfToken'>) {
    this.operations = operations;
  }

  /** The address to be called; listens from the first time on. */
  url(): Promise<string> {
    this.listening ??= new Promise((resolve, reject) => {
      // A hook waits for a person as long as the policy lets it.
      const server = createServer({ requestTimeout: 30_000, keepAliveTimeout: 60_000 }, (request, response) => void this.serve(request, response));
      server.timeout = 0;
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => {
        server.unref();
        resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}`);
      });
      this.server = server;
    });
    return this.listening;
  }

  close(): void {
    this.server?.closeAllConnections();
    this.server?.close();
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    try {
      const run = this.runOf(request);
      if (run === undefined) return answer(response, 403, '{"error":"not allowed"}');
      const payload: unknown = JSON.parse(await body(request));
      const { stdout, exitCode, stderr } = await this.operations().hook({ run, payload }, gone.signal);
      // The agents that speak HTTP take any failure as a refusal where they are told to; the reason is for whoever reads their log.
      if (exitCode !== 0) return answer(response, 500, JSON.stringify({ error: stderr.trim() }));
      return answer(response, 200, stdout === '' ? '{}' : stdout);
    } catch (error) {
      const status = error instanceof NoSuchRun ? 403 : error instanceof TooLarge ? 413 : 400;
      return answer(response, status, JSON.stringify({ error: 'Signalbox refuses this call.' }));
    }
  }

  private runOf({ method, url, headers }: IncomingMessage): string | undefined {
    const address = this.server?.address() as AddressInfo | null | undefined;
    if (method !== 'POST' || url !== PATH || headers.host !== `127.0.0.1:${address?.port}` || headers.origin !== undefined) return undefined;
    const given = /^Bearer (\S{1,200})$/.exec(headers.authorization ?? '')?.[1];
    return given === undefined ? undefined : this.operations().runOfToken((token) => sameProof(token, given));
  }
}

class TooLarge extends Error {}

async function body(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MAX_MESSAGE) throw new TooLarge('too large');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text);
}
