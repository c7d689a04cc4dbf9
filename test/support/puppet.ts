/** An agent whose every move a test makes: `test/fixtures/agents/puppet.ts` as a real agent process of a real gate. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Bootstrap } from '../../src/gate/bootstrap.ts';
import { TestGate } from './gate.ts';
import { projectRoot, testWorkspace } from './workspace.ts';

/** What the client answered to the agent. */
export interface Reply {
  result?: Record<string, unknown>;
  error?: { code: number; message: string };
}

export interface Puppet {
  pid: number;
  argv: string[];
  /** All that it finds in its environment. */
  env: Record<string, string>;
  /** What its client said of itself in `initialize`. */
  client: Record<string, unknown>;
  request(method: string, params: Record<string, unknown>): Promise<Reply>;
  /** Asks for permission; whether an allowing option was chosen. */
  ask(toolCall: Record<string, unknown>): Promise<boolean>;
  /** Asks the person something. */
  question(params: Record<string, unknown>): Promise<Reply>;
  update(update: Record<string, unknown>): void;
  /** Ends the turn, and with it the run. */
  end(): void;
}

/** Waits for puppets at a socket; one for each turn of each run. */
export class Strings {
  readonly command: { command: string; args: string[] };
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private readonly here: Puppet[] = [];
  private readonly waiting: ((puppet: Puppet) => void)[] = [];

  constructor(dir: string) {
    const socket = join(dir, 'strings.sock');
    this.command = { command: process.execPath, args: [join(projectRoot, 'test/fixtures/agents/puppet.ts'), socket] };
    this.server = createServer((connection) => this.take(connection)).listen(socket);
  }

  /** The next puppet whose turn has begun. */
  next(): Promise<Puppet> {
    const puppet = this.here.shift();
    return puppet === undefined ? new Promise((resolve) => this.waiting.push(resolve)) : Promise.resolve(puppet);
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }

  private take(connection: Socket): void {
    this.sockets.add(connection);
    const replies = new Map<number, (reply: Reply) => void>();
    let last = 0;
    const send = (line: object): number => {
      connection.write(`${JSON.stringify({ id: ++last, ...line })}\n`);
      return last;
    };
    const request: Puppet['request'] = (method, params) => new Promise((resolve) => replies.set(send({ method, params }), resolve));
    const offered = [{ optionId: 'a', name: 'Allow', kind: 'allow_once' }, { optionId: 'r', name: 'Reject', kind: 'reject_once' }];
    connection.on('error', () => undefined).on('close', () => replies.forEach((reply) => reply({ error: { code: 0, message: 'the puppet is gone' } })));
    createInterface({ input: connection }).on('error', () => undefined).on('line', (text) => {
      const line = JSON.parse(text) as Reply & Pick<Puppet, 'pid' | 'argv' | 'env' | 'client'> & { id?: number };
      if (line.id !== undefined) return replies.get(line.id)?.(line);
      const puppet: Puppet = {
        ...line,
        request,
        ask: async (toolCall) => ((await request('session/request_permission', { toolCall, options: offered })).result?.['outcome'] as { optionId?: string } | undefined)?.optionId === 'a',
        question: (params) => request('elicitation/create', params),
        update: (notify) => void send({ notify }),
        end: () => void send({ end: 'end_turn' }),
      };
      const waiting = this.waiting.shift();
      if (waiting === undefined) this.here.push(puppet);
      else waiting(puppet);
    });
  }
}

/** A gate with an agent `puppet`. */
export function puppetGate(more: Partial<Bootstrap> = {}): { gate: TestGate; strings: Strings } {
  const workspace = testWorkspace();
  const strings = new Strings(dirname(workspace.folder));
  mkdirSync(join(workspace.folder, '.signalbox'));
  const agents = [{ id: 'puppet', name: 'Puppet', ...strings.command, defaultPrompt: 'go' }];
  writeFileSync(join(workspace.folder, '.signalbox', 'agents.json'), JSON.stringify({ version: 1, agents }));
  return { gate: new TestGate(workspace, more), strings };
}
