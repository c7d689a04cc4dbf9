/** One conversation with `codex app-server` (JSON-RPC on its standard streams, https://developers.openai.com/codex/app-server). */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import * as z from 'zod';

/** How long all of it may take, and how long it may take to end, in ms. */
const PATIENCE = 20_000;
const END_PATIENCE = 2000;

export interface AppServer {
  codex: string;
  options?: readonly string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
}

/** @throws {Error} with a sentence for the person, when the answer is not there or not as `schema` says. */
export type Ask = <T extends z.ZodType>(schema: T, method: string, params: object) => Promise<z.infer<T>>;

const greetingSchema = z.looseObject({ codexHome: z.string() });

/**
 * Starts one, lets `talk` ask it, and ends it.
 * @throws {Error} with a sentence for the person, when Codex does not answer.
 */
export async function withAppServer<R>({ codex, options = [], cwd, env }: AppServer, talk: (ask: Ask, codexHome: string) => Promise<R>): Promise<R> {
  const server = spawn(codex, ['app-server', ...options], { cwd, env, stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true });
  const ended = new Promise((resolve) => server.once('exit', resolve).once('error', resolve));
  const waiting: ((answer: unknown) => void)[] = [];
  const timer: { handle?: NodeJS.Timeout } = {};
  const failed = new Promise<never>((_, reject) => {
    const fail = (why: string) => reject(new Error(`Codex was asked about its hooks and ${why}. Does "codex app-server" work?`));
    timer.handle = setTimeout(() => fail(`did not answer within ${PATIENCE / 1000} s`), PATIENCE);
    server.once('error', (error) => fail(`could not be started: ${error.message}`));
    server.once('exit', (code) => fail(`ended with exit code ${code}`));
  });
  failed.catch(() => undefined);
  server.stdin.on('error', () => undefined);
  createInterface({ input: server.stdout }).on('line', (line) => {
    const answer = parsed(line);
    if (answer !== undefined) waiting[answer.id]?.(answer.result);
  });
  const ask: Ask = (schema, method, params) => {
    const answer = new Promise((resolve) => {
      const id = waiting.push(resolve) - 1;
      server.stdin.write(`${JSON.stringify({ id, method, params })}\n`);
    });
    return Promise.race([answer.then((result) => checked(schema, result, method)), failed]);
  };
  try {
    const { codexHome } = await ask(greetingSchema, 'initialize', { clientInfo: { name: 'signalbox', version: '1' } });
    server.stdin.write(`${JSON.stringify({ method: 'initialized' })}\n`);
    return await talk(ask, codexHome);
  } finally {
    clearTimeout(timer.handle);
    // It ends with its input.
    server.stdin.end();
    const patience = setTimeout(() => server.kill('SIGKILL'), END_PATIENCE);
    await ended;
    clearTimeout(patience);
  }
}

function parsed(line: string): { id: number; result: unknown } | undefined {
  try {
    return z.looseObject({ id: z.int().nonnegative(), result: z.unknown() }).safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

function checked<T extends z.ZodType>(schema: T, value: unknown, method: string): z.infer<T> {
  const result = schema.safeParse(value);
  if (!result.success) throw new Error(`Codex answered ${method} in a way that Signalbox does not know. Is this a version that it gates?`);
  return result.data;
}
