/** The requests of the agent that are performed here: each is decided first, and what is refused is answered with the reason. */
import { isAbsolute } from 'node:path';
import { RequestError, type CreateTerminalRequest, type CreateTerminalResponse, type ReadTextFileRequest, type WriteTextFileRequest } from '@agentclientprotocol/sdk';
import { oneLine } from './action.ts';
import type { Calls, Mediated } from './calls.ts';
import { FileProblem, planRead, planWrite, realTarget } from './files.ts';
import type { Terminals } from './terminals.ts';

/** Of answers to what was refused; in the range that JSON-RPC leaves to implementations. */
export const DENIED = -32_003;

export async function serveWrite(calls: Calls, cwd: string, request: WriteTextFileRequest, signal: AbortSignal): Promise<void> {
  demandAbsolute(request.path);
  const plan = await asAnswers(() => planWrite(request.path, request.content, cwd));
  const mediated = await calls.mediate({ action: plan.action, title: oneLine(`Write ${request.path}`), tool: 'fs/write_text_file' }, 'acp/fs', signal);
  demandAllowed(mediated);
  await performed(mediated, () => plan.perform());
}

export async function serveRead(calls: Calls, cwd: string, request: ReadTextFileRequest, signal: AbortSignal): Promise<string> {
  demandAbsolute(request.path);
  const plan = planRead(request.path, cwd);
  const mediated = await calls.mediate({ action: plan.action, title: oneLine(`Read ${request.path}`), tool: 'fs/read_text_file' }, 'acp/fs', signal);
  demandAllowed(mediated);
  let text = '';
  await performed(mediated, async () => {
    text = await plan.perform(request.line ?? undefined, request.limit ?? undefined);
    return `read ${Buffer.byteLength(text)} bytes`;
  });
  return text;
}

export async function serveCreate(calls: Calls, terminals: Terminals, request: CreateTerminalRequest, signal: AbortSignal): Promise<CreateTerminalResponse> {
  const bad = request.env?.find(({ name }) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
  if (bad) throw RequestError.invalidParams({ name: bad.name }, 'not the name of an environment variable');
  if (terminals.full) throw RequestError.invalidRequest(undefined, 'too many terminals are open; release one first');
  const place = terminals.place(request);
  const real = await asAnswers(() => realTarget(place));
  const mediated = await calls.mediate({ ...terminals.describe(request), tool: 'terminal/create' }, 'acp/terminal', signal);
  demandAllowed(mediated);
  if (signal.aborted) {
    await mediated.finish({ status: 'cancelled', basis: 'mediated', result: 'Not started: the session was ending.' });
    throw RequestError.requestCancelled();
  }
  if ((await realTarget(place).catch(() => undefined)) !== real) {
    const result = `${place} leads elsewhere than when this was decided. Nothing was started.`;
    await mediated.finish({ status: 'failed', basis: 'mediated', result });
    throw new RequestError(-32_603, result);
  }
  return { terminalId: terminals.start({ ...request, cwd: real }, mediated) };
}

function demandAbsolute(path: string): void {
  if (!isAbsolute(path)) throw RequestError.invalidParams({ path }, 'the path must be absolute');
}

function demandAllowed({ decision }: Mediated): void {
  if (decision.verdict !== 'allow') throw new RequestError(DENIED, `Denied: ${decision.reason}`, { reason: decision.reason });
}

/** Does it, records how it went, and only then answers. */
async function performed(mediated: Mediated, act: () => Promise<string>): Promise<void> {
  const began = Date.now();
  try {
    const result = await act();
    await mediated.finish({ status: 'succeeded', basis: 'mediated', result, durationMs: Date.now() - began });
  } catch (error) {
    const result = error instanceof Error ? error.message : String(error);
    await mediated.finish({ status: 'failed', basis: 'mediated', result, durationMs: Date.now() - began });
    throw answerOf(error);
  }
}

async function asAnswers<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw answerOf(error);
  }
}

function answerOf(error: unknown): RequestError {
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof FileProblem && error.missing ? new RequestError(-32_002, message) : new RequestError(-32_603, message);
}
