/** The client's side of ACP v1: what the agent may ask of Signalbox, and who answers it. */
import { client, methods, RequestError, type RequestPermissionResponse } from '@agentclientprotocol/sdk';
import type { Calls } from './calls.ts';
import type { AgentQuestions } from './questions.ts';
import { serveCreate, serveRead, serveWrite } from './served.ts';
import type { Terminals } from './terminals.ts';

export interface ClientSide {
  name: string;
  cwd: string;
  calls: Calls;
  terminals: Terminals;
  questions: AgentQuestions;
  /** Ends what is being served when the turn or the run ends. */
  during: <T>(signal: AbortSignal, act: (signal: AbortSignal) => Promise<T>) => Promise<T>;
  /** Answers the permission request with this id. */
  answer: (id: unknown, signal: AbortSignal) => Promise<RequestPermissionResponse>;
}

/** The SDK's client with all of its handlers, not connected yet. */
export function clientSide({ name, cwd, calls, terminals, questions, during, answer }: ClientSide): ReturnType<typeof client> {
  const serve = methods.client;
  const terminalOf = (id: string) => {
    const terminal = terminals.get(id);
    if (!terminal) throw RequestError.resourceNotFound(id);
    return terminal;
  };
  return client({ name })
    .onRequest(serve.session.requestPermission, (params: unknown) => params, (context) => answer(context.requestId, context.signal))
    .onRequest(serve.fs.writeTextFile, async ({ params, signal }) => {
      await during(signal, (until) => serveWrite(calls, cwd, params, until));
      return {};
    })
    .onRequest(serve.fs.readTextFile, async ({ params, signal }) => ({ content: await during(signal, (until) => serveRead(calls, cwd, params, until)) }))
    .onRequest(serve.terminal.create, ({ params, signal }) => during(signal, (until) => serveCreate(calls, terminals, params, until)))
    .onRequest(serve.terminal.output, ({ params }) => {
      const terminal = terminalOf(params.terminalId);
      const { exit } = terminal;
      return { ...terminal.output(), ...(exit ? { exitStatus: { exitCode: exit.exitCode, signal: exit.signal } } : {}) };
    })
    .onRequest(serve.terminal.waitForExit, async ({ params }) => {
      const { exitCode, signal } = await terminalOf(params.terminalId).exited;
      return { exitCode, signal };
    })
    .onRequest(serve.terminal.kill, async ({ params }) => {
      await terminalOf(params.terminalId).kill();
      return {};
    })
    .onRequest(serve.terminal.release, async ({ params }) => {
      if (!(await terminals.release(params.terminalId))) throw RequestError.resourceNotFound(params.terminalId);
      return {};
    })
    .onRequest(serve.elicitation.create, (params: unknown) => params, ({ params, signal }) => during(signal, (until) => questions.serve(params, until)))
    .onNotification(serve.elicitation.complete, (params: unknown) => params, ({ params }) => questions.completed(params));
}
