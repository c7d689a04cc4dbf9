/**
 * `signalbox hook`: started by an agent before and after each tool call. Reads the payload from standard input and gives the gate's answer.
 * Whatever goes wrong is a reason on standard error and exit code 2, which every agent with command hooks takes as a refusal.
 */
import { askGate, type Answered } from './client.ts';

/** The longest payload that is read, in UTF-16 units; the gate takes no longer message either. */
const MAX_PAYLOAD = 32 * 1024 * 1024;

/** When a hook answers at the latest where nothing else is said, in seconds; agents are told to wait longer. */
export const DEFAULT_DEADLINE = 3540;

export interface HookProgram {
  env: NodeJS.ProcessEnv;
  /** All of standard input. */
  input: () => Promise<string>;
  /** In ms; shorter than the agent's own, which would let the tool run when it is over. */
  deadline: number;
  /** The agent, where the hook stands in the person's own configuration of it; absent: it was injected into one launch. */
  agent?: string;
  /** Starts the gate of a folder, for a session that the person started alone. */
  startGate: (folder: string) => Promise<void>;
}

/** What to print, and how to end. Never rejects. */
export async function runHook(program: HookProgram): Promise<Answered> {
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error('Nobody decided in the time that the agent gives.')), program.deadline);
    });
    return await Promise.race([asked(program), late]);
  } catch (error) {
    return { stdout: '', stderr: `Denied by Signalbox: ${error instanceof Error ? error.message : String(error)}\n`, exitCode: 2 };
  } finally {
    clearTimeout(timer);
  }
}

async function asked({ env, input, agent, startGate }: HookProgram): Promise<Answered> {
  const { SIGNALBOX_SOCKET: socket, SIGNALBOX_RUN_TOKEN: secret } = env;
  const text = await input();
  if (text.length > MAX_PAYLOAD) throw new Error('The call is too large to be decided.');
  const payload = parsed(text);
  if (socket !== undefined && secret !== undefined) {
    return askGate({ socket, role: 'run', secret, request: { method: 'run/hook', params: { payload, ...(agent === undefined ? {} : { agent }) } } });
  }
  if (agent === undefined) throw new Error('This session was not started by Signalbox, and its gate is not known here.');
  // Loads `node:crypto`, which a call that has its gate in the environment loads only once it waits for it.
  const { ownSession } = await import('./own-session.ts');
  return ownSession({ agent, payload, env, startGate });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('The agent did not say what it wants to do in JSON.');
  }
}
