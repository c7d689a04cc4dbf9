/** Another guard, a program of the user’s own: it reads one JSON line and answers one, in the same order. Whatever goes wrong fails closed. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import type { Finding } from '../../model/decision.ts';
import { readAnswer, type ExternalAnswer, type ExternalRequest } from './answer.ts';

export interface ExternalGuardOptions {
  /** Program and arguments; no shell reads them. */
  command: readonly string[];
  /** How long an answer may take, in ms. */
  timeout: number;
  /** Where it runs. */
  cwd: string;
}

/** Of a request, and of an answer, in UTF-16 units. */
const MAX_REQUEST = 4 * 1024 * 1024;
const MAX_ANSWER = 1024 * 1024;
const MAX_WAITING = 100;

interface Waiting {
  id: string;
  line: string;
  /** It was sent a second time. */
  again?: true;
  settle: (answer: ExternalAnswer) => void;
  timer: NodeJS.Timeout;
}

interface Running {
  child: ChildProcessWithoutNullStreams;
  text: string;
  answered?: true;
}

export class ExternalGuard {
  readonly #options: ExternalGuardOptions;
  #running: Running | undefined;
  #waiting: Waiting[] = [];
  #count = 0;
  #closed = false;
  #version: string | undefined;

  /** Starts nothing: the program is started with the first request, and again after it has ended. */
  constructor(options: ExternalGuardOptions) {
    this.#options = options;
  }

  /** Never rejects: what goes wrong is the finding `guard.external-failed`. */
  inspect(request: ExternalRequest): Promise<ExternalAnswer> {
    if (this.#closed) return Promise.resolve(this.#failed('it was closed'));
    if (request.text.length > MAX_REQUEST) return Promise.resolve(this.#failed('what it should look at is too large'));
    if (this.#waiting.length >= MAX_WAITING) return Promise.resolve(this.#failed('too much waits for it'));
    const id = String((this.#count += 1));
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#end(`it did not answer within ${this.#options.timeout} ms`), this.#options.timeout);
      const waiting: Waiting = { id, line: `${JSON.stringify({ id, ...request })}\n`, settle: resolve, timer };
      this.#waiting.push(waiting);
      this.#send(waiting);
    });
  }

  /** Ends the program; what waits fails. */
  close(): void {
    this.#closed = true;
    this.#end('it was closed');
  }

  #send({ line }: Waiting): void {
    try {
      this.#start().child.stdin.write(line);
    } catch (error) {
      this.#end((error as Error).message);
    }
  }

  #start(): Running {
    if (this.#running) return this.#running;
    const [program = '', ...args] = this.#options.command;
    const child = spawn(program, args, { cwd: this.#options.cwd, stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true }) as unknown as ChildProcessWithoutNullStreams;
    const running: Running = { child, text: '' };
    this.#running = running;
    const end = (why: string) => {
      if (this.#running === running) this.#gone(running, why);
    };
    child.once('error', (error) => end(`it cannot be run: ${error.message}`));
    child.once('close', (code, signal) => end(`it ended (${signal ?? code})`));
    child.stdin.on('error', (error) => end(`it does not read: ${error.message}`));
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      if (this.#running === running) this.#read(running, chunk);
    });
    // A gate that ends is not kept alive by it.
    child.unref();
    return running;
  }

  #read(running: Running, chunk: string): void {
    running.text += chunk;
    for (let at = running.text.indexOf('\n'); at >= 0 && this.#running === running; at = running.text.indexOf('\n')) {
      const line = running.text.slice(0, at);
      running.text = running.text.slice(at + 1);
      this.#answer(line);
    }
    if (running.text.length > MAX_ANSWER) this.#end('its answer is too long');
  }

  #answer(line: string): void {
    const [first] = this.#waiting;
    if (!first) return this.#end('it answered without being asked');
    let answer: ExternalAnswer;
    try {
      answer = readAnswer(line, first.id);
    } catch (error) {
      return this.#end(`its answer cannot be read: ${(error as Error).message.slice(0, 200)}`);
    }
    this.#version = answer.version ?? this.#version;
    this.#waiting.shift();
    if (this.#running) this.#running.answered = true;
    clearTimeout(first.timer);
    first.settle({ ...answer, version: this.#version });
  }

  /** One that has answered before may have ended before it was asked again, which nobody had seen yet: what waits is sent to a new one, once. */
  #gone({ answered }: Running, why: string): void {
    const again = answered ? this.#waiting.filter((waiting) => !waiting.again) : [];
    this.#waiting = this.#waiting.filter((waiting) => !again.includes(waiting));
    this.#end(why);
    this.#waiting = [...again];
    for (const waiting of again) {
      waiting.again = true;
      if (this.#waiting.includes(waiting)) this.#send(waiting);
    }
  }

  /** Order is all that tells which answer is whose: when one is missing, all that wait have failed. */
  #end(why: string): void {
    const running = this.#running;
    const waiting = this.#waiting;
    this.#running = undefined;
    this.#waiting = [];
    running?.child.kill('SIGKILL');
    for (const { settle, timer } of waiting) {
      clearTimeout(timer);
      settle(this.#failed(why));
    }
  }

  #failed(why: string): ExternalAnswer {
    const finding: Finding = { id: 'guard.external-failed', severity: 'high', reason: `could not be looked at by the external guard: ${why}` };
    return { findings: [finding], version: this.#version };
  }
}
