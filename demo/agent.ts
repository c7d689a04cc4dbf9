/**
 * The demo agent: an ordinary agent of the Agent Client Protocol (v1) on its standard streams, without a model, a key or a network.
 * It knows one project, the sample, and always does the same there. It asks with `session/request_permission` and then uses its own
 * hands, as agents do. Environment: `DEMO_PACE`, the pause between steps in ms.
 */
import { randomUUID } from 'node:crypto';
import { Readable, Writable } from 'node:stream';
import { agent, methods, ndJsonStream, PROTOCOL_VERSION, RequestError } from '@agentclientprotocol/sdk';
import { Hands } from './hands.ts';
import { playTurn, type Memory } from './story.ts';

interface Session {
  cwd: string;
  memory: Memory;
  /** Ends the turn that goes on. */
  turn: AbortController;
}

const sessions = new Map<string, Session>();
const pace = Number(process.env['DEMO_PACE'] ?? 150);
let clientReads = false;

const app = agent({ name: 'signalbox-demo' })
  .onRequest(methods.agent.initialize, ({ params }) => {
    clientReads = params.clientCapabilities?.fs?.readTextFile === true;
    return {
      protocolVersion: PROTOCOL_VERSION,
      agentInfo: { name: 'signalbox-demo', title: 'Demo agent', version: '1' },
      agentCapabilities: { loadSession: false },
      authMethods: [],
    };
  })
  .onRequest(methods.agent.session.new, ({ params }) => {
    const sessionId = randomUUID();
    sessions.set(sessionId, { cwd: params.cwd, memory: { refused: [] }, turn: new AbortController() });
    return { sessionId };
  })
  .onRequest(methods.agent.session.prompt, async ({ params, client }) => {
    const session = sessions.get(params.sessionId);
    if (!session) throw RequestError.sessionNotFound(params.sessionId);
    const turn = new AbortController();
    session.turn = turn;
    const hands = new Hands({ client, sessionId: params.sessionId, cwd: session.cwd, clientReads, pace, signal: turn.signal });
    const text = params.prompt.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n');
    try {
      await playTurn(hands, text, session.memory);
      return { stopReason: turn.signal.aborted ? 'cancelled' : 'end_turn' };
    } catch (error) {
      if (turn.signal.aborted) return { stopReason: 'cancelled' };
      throw error;
    }
  })
  .onNotification(methods.agent.session.cancel, ({ params }) => {
    sessions.get(params.sessionId)?.turn.abort();
  });

const connection = app.connect(ndJsonStream(Writable.toWeb(process.stdout), Readable.toWeb(process.stdin) as ReadableStream<Uint8Array>));

/** Whoever started the agent is gone or wants it gone: its commands end with it. */
function leave(): void {
  for (const session of sessions.values()) session.turn.abort();
  process.exit(0);
}
void connection.closed.then(leave);
process.once('SIGTERM', leave);
process.once('SIGINT', leave);
