/** An agent in this process, whose every line the test writes itself, and a session with it. */
import { PassThrough } from 'node:stream';
import { createAcpSession } from '../../../../src/doors/acp/session.ts';
import type { AcpOptions } from '../../../../src/doors/acp/types.ts';
import type { AgentSession } from '../../../../src/doors/session.ts';
import type { FakeGate } from './fake-gate.ts';

export interface Message {
  jsonrpc?: string;
  id?: unknown;
  method?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
  error?: { code: number; message: string; data?: unknown };
}

export class Script {
  readonly toAgent = new PassThrough();
  readonly fromAgent = new PassThrough();
  readonly heard: Message[] = [];
  readonly session: AgentSession;
  /** What is answered to a request of the client, by method; undefined: nothing. */
  readonly answers: Record<string, (message: Message) => Record<string, unknown> | undefined> = {
    initialize: () => ({ protocolVersion: 1, agentCapabilities: {} }),
    'session/new': () => ({ sessionId: 's' }),
  };
  private waiters: (() => void)[] = [];
  private rest = '';

  constructor(gate: FakeGate, options: Partial<AcpOptions> = {}) {
    this.session = createAcpSession(gate, {
      input: this.toAgent, output: this.fromAgent, cwd: gate.cwd, servers: [], client: { name: 'test', version: '0' }, startTimeout: 2000, ...options,
    });
    this.toAgent.on('data', (chunk: Buffer) => {
      this.rest += chunk.toString('utf8');
      const lines = this.rest.split('\n');
      this.rest = lines.pop() ?? '';
      for (const line of lines) this.hear(JSON.parse(line) as Message);
    });
  }

  /** Writes messages in one piece, as they may arrive. */
  send(...messages: Message[]): void {
    this.fromAgent.write(messages.map((message) => `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`).join(''));
  }

  /** The first message that fits, when it is there. */
  async until(fits: (message: Message) => boolean): Promise<Message> {
    for (;;) {
      const found = this.heard.find(fits);
      if (found) return found;
      await new Promise<void>((resolve) => this.waiters.push(resolve));
    }
  }

  answerTo(id: unknown): Promise<Message> {
    return this.until((message) => message.id === id && message.method === undefined);
  }

  /** Ends the turn that goes on. */
  async endTurn(stopReason = 'end_turn'): Promise<void> {
    const prompt = await this.until((message) => message.method === 'session/prompt' && !this.ended.has(message.id));
    this.ended.add(prompt.id);
    this.send({ id: prompt.id, result: { stopReason } });
  }
  private readonly ended = new Set<unknown>();

  private hear(message: Message): void {
    this.heard.push(message);
    const result = message.method === undefined ? undefined : this.answers[message.method]?.(message);
    if (result) this.send({ id: message.id, result });
    for (const waiter of this.waiters.splice(0)) waiter();
  }
}

export function update(fields: Record<string, unknown>): Message {
  return { method: 'session/update', params: { sessionId: 's', update: fields } };
}

export const options = [
  { optionId: 'forever', name: 'Always', kind: 'allow_always' },
  { optionId: 'once', name: 'Once', kind: 'allow_once' },
  { optionId: 'never', name: 'Never', kind: 'reject_always' },
  { optionId: 'no', name: 'No', kind: 'reject_once' },
];

export function permission(id: unknown, toolCall: Record<string, unknown>, offered: unknown = options): Message {
  return { id, method: 'session/request_permission', params: { sessionId: 's', toolCall, options: offered } };
}
