/**
 * The hook program's side of the gate's socket: one payload there, one answer back. It speaks the protocol of `src/gate/protocol.ts`
 * by hand, since it starts with every tool call: what it does not load costs nothing.
 */
import { connect, type Socket } from 'node:net';
import type * as Proofs from '../../gate/proof.ts';

export interface HookRequest {
  socket: string;
  /** What it proves itself with: a run's token, or the secret of the gated folders. */
  role: 'run' | 'session';
  secret: string;
  request: { method: 'run/hook'; params: { payload: unknown; agent?: string } } | { method: 'session/hook'; params: { payload: unknown; agent: string; cwd: string } };
}

/** What the gate wants the hook to print, and how it is to end. */
export interface Answered {
  stdout: string;
  stderr: string;
  exitCode: number;
}

interface Message {
  id?: number;
  method?: string;
  params?: { nonce?: unknown; protocol?: unknown };
  result?: Record<string, unknown>;
  error?: { message?: unknown };
}

/** Rejects with a sentence for the agent when the gate does not answer as it should. Waits as long as it takes. */
export function askGate(asked: HookRequest): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const stream = connect(asked.socket);
    stream.on('error', () => reject(new Error('The gate of Signalbox cannot be reached.')));
    stream.on('close', () => reject(new Error('The gate of Signalbox ended before it answered.')));
    // Loaded while the gate notices that somebody has come.
    import('../../gate/proof.ts').then((proofs) => converse(stream, asked, proofs, resolve, reject), reject);
  });
}

function converse(stream: Socket, { role, secret, request }: HookRequest, { Seal, newNonce, proofOf, sameProof }: typeof Proofs, resolve: (answered: Answered) => void, reject: (error: Error) => void): void {
  const nonce = newNonce();
  let held = '';
  let gateNonce = '';
  let seals: { own: Proofs.Seal; gate: Proofs.Seal } | undefined;
  const fail = (message: string) => {
    stream.destroy();
    reject(new Error(message));
  };
  const take = (line: string) => {
    const text = seals === undefined || line.startsWith('{') ? line : seals.gate.open(line);
    if (text === undefined) return fail('The gate of Signalbox could not be recognised.');
    const message = JSON.parse(text) as Message;
    if (message.error !== undefined) return fail(`Signalbox refuses: ${String(message.error.message)}`);
    if (message.method === 'challenge' && gateNonce === '') {
      gateNonce = String(message.params?.nonce);
      const client = { kind: 'agent', name: 'signalbox hook', version: '', pid: process.pid };
      const params = { protocol: message.params?.protocol, client, role, nonce, proof: proofOf('client', secret, gateNonce, nonce) };
      stream.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'hello', params })}\n`);
      seals = { own: new Seal('client', secret, gateNonce, nonce), gate: new Seal('gate', secret, gateNonce, nonce) };
    } else if (message.id === 1) {
      if (seals === undefined || !sameProof(proofOf('gate', secret, gateNonce, nonce), String(message.result?.['proof']))) return fail('The gate of Signalbox could not be recognised.');
      stream.write(`${seals.own.close(JSON.stringify({ jsonrpc: '2.0', id: 2, ...request }))}\n`);
    } else if (message.id === 2) {
      // Only what is sealed may answer.
      if (line.startsWith('{')) return fail('The gate of Signalbox could not be recognised.');
      const { stdout, stderr, exitCode } = message.result ?? {};
      if (typeof stdout !== 'string' || typeof stderr !== 'string' || typeof exitCode !== 'number') return fail('The gate of Signalbox gave no answer that can be read.');
      stream.end();
      resolve({ stdout, stderr, exitCode });
    }
  };
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    held += chunk;
    const lines = held.split('\n');
    held = lines.pop() ?? '';
    try {
      for (const line of lines) if (line !== '') take(line);
    } catch {
      fail('The gate of Signalbox gave no answer that can be read.');
    }
  });
}
