/**
 * `signalbox hook`: started by an agent before and after each tool call. Reads the payload from standard input and gives the gate's answer.
 * Whatever goes wrong is a reason on standard error and exit code 2, which every agent with command hooks takes as a refusal.
 */
import { askGate } from './client.ts';

/** The longest payload that is read, in UTF-16 units; the gate takes no longer message either. */
const MAX_PAYLOAD = 32 * 1024 * 1024;

export interface HookProgram {
  env: NodeJS.ProcessEnv;
  input: NodeJS.ReadableStream;
  output: NodeJS.WritableStream;
  errors: NodeJS.WritableStream;
  /** In ms; shorter than the agent's own, which would let the tool run when it is over. */
  deadline: number;
}

/** @returns the exit code. Never rejects. */
export async function runHook(program: HookProgram): Promise<number> {
  const timer = { handle: undefined as NodeJS.Timeout | undefined };
  try {
    const late = new Promise<never>((_resolve, reject) => {
      timer.handle = setTimeout(() => reject(new Error('Nobody decided in the time that the agent gives.')), program.deadline);
    });
    const { stdout, stderr, exitCode } = await Promise.race([asked(program), late]);
    if (stdout !== '') program.output.write(stdout);
    if (stderr !== '') program.errors.write(stderr);
    return exitCode;
  } catch (error) {
    program.errors.write(`Denied by Signalbox: ${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  } finally {
    clearTimeout(timer.handle);
  }
}

async function asked({ env, input }: HookProgram): ReturnType<typeof askGate> {
  const { SIGNALBOX_SOCKET: socket, SIGNALBOX_RUN_TOKEN: token } = env;
  if (socket === undefined || token === undefined) throw new Error('This session was not started by Signalbox, and its gate is not known here.');
  let text = '';
  input.setEncoding('utf8');
  for await (const chunk of input) {
    text += String(chunk);
    if (text.length > MAX_PAYLOAD) throw new Error('The call is too large to be decided.');
  }
  return askGate({ socket, token, payload: parsed(text) });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('The agent did not say what it wants to do in JSON.');
  }
}
