/** What the demo agent can do in one turn: say, plan, read, edit, run. Everything but its one lapse is asked for first. */
import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { methods, type AgentContext, type PlanEntry, type SessionUpdate, type ToolCallUpdate } from '@agentclientprotocol/sdk';

export interface HandsOptions {
  client: AgentContext;
  sessionId: string;
  cwd: string;
  /** Whether the client reads files for the agent; else it reads them itself. */
  clientReads: boolean;
  /** Pause before each step, in ms. */
  pace: number;
  signal: AbortSignal;
}

/** `reason`: what the client said about a refusal; ACP has no field for it, some clients put one into `_meta`. */
export type Permission = { allowed: true } | { allowed: false; reason?: string };

export interface Ran {
  code: number | null;
  output: string;
}

const MAX_OUTPUT = 20_000;
let calls = 0;

export class Hands {
  readonly cwd: string;
  private readonly options: HandsOptions;

  constructor(options: HandsOptions) {
    this.options = options;
    this.cwd = options.cwd;
  }

  async say(text: string): Promise<void> {
    await this.pause();
    // In two pieces, as a model would stream it.
    const middle = Math.ceil(text.length / 2);
    for (const part of [text.slice(0, middle), text.slice(middle)]) {
      await this.update({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: part } });
    }
  }

  async plan(entries: { content: string; status: PlanEntry['status'] }[]): Promise<void> {
    await this.update({ sessionUpdate: 'plan', entries: entries.map((entry) => ({ ...entry, priority: 'medium' as const })) });
  }

  async read(path: string): Promise<string> {
    const file = join(this.cwd, path);
    const toolCallId = await this.announce({ title: `Read ${path}`, kind: 'read', locations: [{ path: file }], rawInput: { path: file } });
    try {
      const { client, sessionId, clientReads } = this.options;
      const text = clientReads ? (await client.request(methods.client.fs.readTextFile, { sessionId, path: file })).content : await readFile(file, 'utf8');
      await this.report(toolCallId, 'completed', `${text.split('\n').length} lines`);
      return text;
    } catch (error) {
      await this.report(toolCallId, 'failed', String(error));
      throw error;
    }
  }

  /** Asks with the diff and, if allowed, writes the file. */
  async edit(path: string, change: (before: string) => string): Promise<Permission> {
    const file = join(this.cwd, path);
    const before = await readFile(file, 'utf8').catch(() => '');
    const after = change(before);
    const content = [{ type: 'diff' as const, path: file, oldText: before === '' ? null : before, newText: after }];
    const toolCallId = await this.announce({ title: `Edit ${path}`, kind: 'edit', locations: [{ path: file }], content });
    const permission = await this.ask({ toolCallId, title: `Edit ${path}`, kind: 'edit', locations: [{ path: file }], content });
    if (permission.allowed) {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, after);
      await this.report(toolCallId, 'completed', `Changed ${path}.`);
    } else await this.report(toolCallId, 'failed', 'Refused.');
    return permission;
  }

  /** The one lapse: writes first and tells afterwards, as agents do in their permissive modes. */
  async writeUnasked(path: string, text: string): Promise<void> {
    const file = join(this.cwd, path);
    await this.pause();
    await writeFile(file, text);
    const toolCallId = await this.announce({
      title: `Write ${path}`,
      kind: 'edit',
      status: 'in_progress',
      locations: [{ path: file }],
      content: [{ type: 'diff', path: file, oldText: null, newText: text }],
    });
    await this.report(toolCallId, 'completed', `Wrote ${path}.`);
  }

  /** Asks and, if allowed, runs the command as a child. Undefined where it was refused. */
  async run(argv: string[], title: string): Promise<{ permission: Permission; ran?: Ran }> {
    const rawInput = { command: argv.join(' '), cwd: this.cwd };
    const toolCallId = await this.announce({ title, kind: 'execute', rawInput });
    const permission = await this.ask({ toolCallId, title, kind: 'execute', rawInput });
    if (!permission.allowed) {
      await this.report(toolCallId, 'failed', 'Refused.');
      return { permission };
    }
    await this.update({ sessionUpdate: 'tool_call_update', toolCallId, status: 'in_progress' });
    const ran = await this.spawned(argv);
    await this.report(toolCallId, ran.code === 0 ? 'completed' : 'failed', ran.output, { exitCode: ran.code });
    return { permission, ran };
  }

  private async announce(call: Omit<Extract<SessionUpdate, { sessionUpdate: 'tool_call' }>, 'sessionUpdate' | 'toolCallId'>): Promise<string> {
    await this.pause();
    calls += 1;
    const toolCallId = `demo-${calls}`;
    await this.update({ sessionUpdate: 'tool_call', toolCallId, status: 'pending', ...call });
    return toolCallId;
  }

  private async report(toolCallId: string, status: 'completed' | 'failed', text: string, rawOutput?: unknown): Promise<void> {
    const content = [{ type: 'content' as const, content: { type: 'text' as const, text } }];
    await this.update({ sessionUpdate: 'tool_call_update', toolCallId, status, content, ...(rawOutput === undefined ? {} : { rawOutput }) });
  }

  private async ask(toolCall: ToolCallUpdate): Promise<Permission> {
    const { client, sessionId } = this.options;
    const { outcome, _meta } = await client.request(methods.client.session.requestPermission, {
      sessionId,
      toolCall,
      options: [
        { optionId: 'yes', name: 'Allow', kind: 'allow_once' },
        { optionId: 'always', name: 'Always allow', kind: 'allow_always' },
        { optionId: 'no', name: 'Refuse', kind: 'reject_once' },
      ],
    });
    this.options.signal.throwIfAborted();
    if (outcome.outcome === 'selected' && outcome.optionId !== 'no') return { allowed: true };
    const reason = _meta?.['signalbox/reason'];
    return { allowed: false, ...(typeof reason === 'string' && reason !== '' ? { reason } : {}) };
  }

  private update(update: SessionUpdate): Promise<void> {
    this.options.signal.throwIfAborted();
    const { client, sessionId } = this.options;
    return client.notify(methods.client.session.update, { sessionId, update });
  }

  private async pause(): Promise<void> {
    await sleep(this.options.pace, undefined, { signal: this.options.signal });
  }

  private spawned(argv: string[]): Promise<Ran> {
    const [program = '', ...args] = argv;
    const env = { ...process.env };
    // Node's test runner marks its children with it, and a marked child would not run tests of its own.
    delete env['NODE_TEST_CONTEXT'];
    return new Promise((resolve) => {
      const child = spawn(program, args, { cwd: this.cwd, env, stdio: ['ignore', 'pipe', 'pipe'], signal: this.options.signal });
      let output = '';
      const take = (chunk: Buffer): void => {
        output = (output + chunk.toString('utf8')).slice(-MAX_OUTPUT);
      };
      child.stdout.on('data', take);
      child.stderr.on('data', take);
      child.once('error', (error) => resolve({ code: null, output: `${output}${error.message}` }));
      child.once('close', (code) => resolve({ code, output }));
    });
  }
}
