/**
 * Gemini CLI, headless (`gemini -o stream-json`): under ACP it runs no hooks (https://geminicli.com/docs/hooks, tested with 0.61.0).
 *
 * Its settings are read before `--skip-trust` is, in a folder that nothing says is trusted: so nothing of the repository's
 * `.gemini/settings.json` and `.env` counts, with which hooks could be switched off, and the tools work all the same.
 */
import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import * as z from 'zod';
import type { Action } from '../../model/action.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { AgentAdapter, DescribeContext, HookDialect, HookEvent, StreamDialect, StreamEvent, ToolCall, UserHooksRequest, WireRequest, Wiring } from '../adapter.ts';
import type { ConfigEdit } from '../install/edits.ts';
import { prepareHome, readSettings, section } from './gemini-home.ts';
import { pinned } from './pinned.ts';
import { neverRefuse, orRefuse } from './shell.ts';
import { edit, exec, field, fetch, mcp, other, read, text, write } from './tools.ts';

const EVENTS = ['SessionStart', 'BeforeTool', 'AfterTool'] as const;

/** Of sessions that the person starts alone; a refusal of any but `BeforeTool` would make it try again. */
const OWN_EVENTS = [...EVENTS, 'BeforeAgent', 'AfterAgent', 'SessionEnd'] as const;

export const gemini: AgentAdapter = { wire, hooks: hooks(), describe, userHooks, subagentTools: ['invoke_agent'], unnamedSubagents: true };

async function wire({ programs, cwd, dir, env, hook }: WireRequest): Promise<Wiring> {
  const own = await prepareHome(env['GEMINI_CLI_HOME'] || env['HOME'] || homedir(), dir);
  if (section(own.settings, 'security')['disableYoloMode'] === true) {
    throw new Error('Your settings of Gemini CLI forbid its mode "yolo" (security.disableYoloMode). Signalbox needs it, since it decides every call itself. Take that setting out to run Gemini CLI from here.');
  }
  const commandOf = (event: string) => (process.platform === 'win32' ? powerShell(hook.argv, event) : event === 'BeforeTool' ? orRefuse(hook.command) : neverRefuse(hook.command));
  return {
    gate: 'hooks',
    env: {
      ...pinned(env),
      GEMINI_CLI_HOME: own.home,
      GEMINI_CLI_TRUSTED_FOLDERS_PATH: own.trustedFolders,
      GEMINI_CLI_TRUST_WORKSPACE: '',
      // A second process would be started with the folder trusted, and the one that is watched would only wait for it.
      GEMINI_CLI_NO_RELAUNCH: 'true',
    },
    notes: await notesOn(cwd),
    permissions: [{ name: 'approval mode', value: 'yolo; every call is decided by Signalbox' }],
    speaks: 'lines',
    stream: stream(),
    turn: (prompt, session) => {
      // Each turn reads the settings anew. The name is not to be guessed: settings can switch hooks off by it.
      const name = `signalbox-${randomBytes(12).toString('hex')}`;
      own.write(withHooks(own.settings, (event) => ({ type: 'command', name, command: commandOf(event), timeout: hook.timeout * 1000 })));
      return {
        command: programs['gemini']!,
        args: ['--output-format', 'stream-json', '--approval-mode', 'yolo', '--skip-trust', ...(session === undefined ? [] : ['--resume', session])],
        stdin: prompt,
      };
    },
  };
}

/** Weaker than a launch: settings of the repository can switch these off. */
async function userHooks({ home, env, hook }: UserHooksRequest): Promise<ConfigEdit[]> {
  const file = join(env['GEMINI_CLI_HOME'] || home, '.gemini', 'settings.json');
  const command = (event: string) => (event === 'BeforeTool' ? orRefuse(hook.command) : neverRefuse(hook.command));
  return OWN_EVENTS.map((event) => ({
    form: 'json-item',
    file,
    path: ['hooks', event],
    value: { matcher: '*', sequential: true, hooks: [{ type: 'command', name: 'signalbox', command: command(event), timeout: hook.timeout * 1000 }] },
  }));
}

/** The person's settings with the hooks of this launch after theirs, so that a call is decided as their hooks leave it. */
function withHooks(settings: Record<string, unknown>, entry: (event: string) => Record<string, unknown>): Record<string, unknown> {
  const hooks = section(settings, 'hooks');
  const security = section(settings, 'security');
  const redaction = section(security, 'environmentVariableRedaction');
  const allowed = Array.isArray(redaction['allowed']) ? (redaction['allowed'] as unknown[]) : [];
  const added = EVENTS.map((event) => [event, [...groupsOf(hooks[event]), { matcher: '*', sequential: true, hooks: [entry(event)] }]]);
  return {
    ...settings,
    hooksConfig: { ...section(settings, 'hooksConfig'), enabled: true },
    hooks: { ...hooks, ...Object.fromEntries(added) },
    security: {
      ...security,
      folderTrust: { ...section(security, 'folderTrust'), enabled: true },
      environmentVariableRedaction: { ...redaction, allowed: [...allowed, 'SIGNALBOX_SOCKET', 'SIGNALBOX_RUN_TOKEN'] },
    },
  };
}

/** The person's own groups of hooks, less those that Signalbox has installed for sessions started without it: each call comes once. */
function groupsOf(groups: unknown): unknown[] {
  if (!Array.isArray(groups)) return [];
  return groups.map((group: unknown) => {
    const hooks = field(group, 'hooks');
    return Array.isArray(hooks) ? { ...(group as object), hooks: hooks.filter((hook: unknown) => !/[\\/]hooks[\\/]gemini\b| --agent gemini\b/.test(text(hook, 'command') ?? '')) } : group;
  });
}

/** Windows runs hooks with PowerShell. */
function powerShell(argv: readonly string[], event: string): string {
  const quoted = argv.map((part) => `'${part.replaceAll("'", "''")}'`).join(' ');
  const refusal = "[Console]::Error.WriteLine('Not allowed: Signalbox has not decided.'); exit 2";
  return `& ${quoted}; if ($LASTEXITCODE -ne 0) { ${event === 'BeforeTool' ? refusal : 'exit 0'} }`;
}

/** What the repository says in vain. */
async function notesOn(cwd: string): Promise<Wiring['notes']> {
  const file = '.gemini/settings.json';
  let settings: Record<string, unknown>;
  try {
    settings = await readSettings(join(cwd, file));
  } catch {
    return [{ code: 'repository-settings', message: `${file} of this repository cannot be read. Gemini CLI goes without it in this run.` }];
  }
  if (Object.keys(settings).length === 0) return [];
  const { enabled, disabled } = section(settings, 'hooksConfig');
  const off = enabled === false || (Array.isArray(disabled) && disabled.length > 0);
  const why = off ? ' It would switch hooks off.' : ' Settings there can switch hooks off.';
  return [{ code: off ? 'repository-switch' : 'repository-settings', message: `Gemini CLI goes without ${file} of this repository in this run.${why}` }];
}

const payloadSchema = z.looseObject({
  hook_event_name: z.string().max(100),
  session_id: z.string().max(1000).optional(),
  cwd: z.string().max(32_768).optional(),
  tool_name: z.string().max(1000).optional(),
  tool_input: z.unknown().optional(),
  tool_response: z.unknown().optional(),
  mcp_context: z.looseObject({ server_name: z.string(), tool_name: z.string() }).optional(),
  prompt: z.string().optional(),
  prompt_response: z.string().optional(),
});
type Payload = z.infer<typeof payloadSchema>;

function hooks(): HookDialect {
  return {
    read(payload) {
      const parsed = payloadSchema.parse(payload);
      const { session_id: session, cwd } = parsed;
      return { ...(session === undefined ? {} : { session }), ...(cwd === undefined ? {} : { cwd }), event: eventOf(parsed) };
    },
    answer(event, decision) {
      const denied = event.type === 'tool' && decision?.verdict !== 'allow';
      return { stdout: JSON.stringify(denied ? { decision: 'deny', reason: decision?.reason ?? 'Denied.' } : {}), stderr: '', exitCode: 0 };
    },
  };
}

function eventOf(payload: Payload): HookEvent {
  switch (payload.hook_event_name) {
    case 'SessionStart':
      return { type: 'session-started' };
    case 'BeforeAgent':
      return payload.prompt === undefined ? { type: 'other', name: 'BeforeAgent' } : { type: 'prompt', text: payload.prompt };
    case 'BeforeTool':
      return { type: 'tool', call: callOf(payload) };
    case 'AfterTool': {
      const response = z.looseObject({ error: z.unknown().optional(), llmContent: z.unknown().optional() }).safeParse(payload.tool_response).data;
      const result = resultText(response?.llmContent);
      const exitCode = payload.tool_name === 'run_shell_command' ? exitCodeIn(result) : undefined;
      const failed = (response?.error !== undefined && response.error !== null) || exitCode !== undefined;
      const outcome: Outcome = { status: failed ? 'failed' : 'succeeded', basis: 'reported', ...(result === '' ? {} : { result }), ...(exitCode === undefined ? {} : { exitCode }) };
      return { type: 'tool-ended', call: callOf(payload), outcome };
    }
    case 'AfterAgent':
      return { type: 'turn-ended', ...(payload.prompt_response === undefined ? {} : { text: payload.prompt_response }) };
    case 'SessionEnd':
      return { type: 'session-ended' };
    default:
      return { type: 'other', name: payload.hook_event_name };
  }
}

function callOf({ tool_name: tool, tool_input: input, mcp_context: mcpContext }: Payload): ToolCall {
  if (tool === undefined) throw new Error('a tool call without the name of its tool');
  return { tool, input, ...(mcpContext === undefined ? {} : { mcp: { server: mcpContext.server_name, tool: mcpContext.tool_name } }) };
}

/** A command that fails says so in a line after what it printed. */
function exitCodeIn(result: string): number | undefined {
  const code = /\nExit Code: (\d+)\n(?!.*\nExit Code: )/s.exec(result)?.[1];
  return code === undefined ? undefined : Number(code);
}

function resultText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (Array.isArray(content)) return content.map(resultText).join('');
  return text(content, 'text') ?? '';
}

/** Errors of calls that never came to the hooks, since there was nothing to run. */
const NOT_BEGUN = ['tool_not_registered', 'invalid_tool_params'];

function outcomeOf({ status, output, error }: { status?: string | undefined; output?: string | undefined; error?: { type?: string | undefined; message?: string | undefined } | undefined }): Outcome {
  const result = output ?? error?.message;
  const notBegun = error?.type !== undefined && NOT_BEGUN.includes(error.type);
  return { status: status === 'success' ? 'succeeded' : 'failed', basis: 'reported', ...(result === undefined ? {} : { result }), ...(notBegun ? { begun: false } : {}) };
}

const tokens = z.int().nonnegative().optional();

/** `--output-format stream-json`: init, message, tool_use, tool_result, error, result. */
function stream(): StreamDialect {
  const lineSchema = z.looseObject({
    type: z.string(),
    session_id: z.string().optional(),
    model: z.string().optional(),
    role: z.string().optional(),
    content: z.string().optional(),
    delta: z.boolean().optional(),
    tool_name: z.string().optional(),
    tool_id: z.string().optional(),
    parameters: z.unknown().optional(),
    status: z.string().optional(),
    output: z.string().optional(),
    error: z.looseObject({ type: z.string().optional(), message: z.string().optional() }).optional(),
    stats: z.looseObject({ input_tokens: tokens, output_tokens: tokens, models: z.record(z.string(), z.unknown()).optional() }).optional(),
  });
  // Each turn is a process, which counts from nothing.
  const total = { inputTokens: 0, outputTokens: 0 };
  return {
    read(line): StreamEvent[] {
      const parsed = lineSchema.safeParse(line);
      if (!parsed.success) return [];
      const { data } = parsed;
      switch (data.type) {
        case 'init':
          return data.session_id === undefined ? [] : [{ type: 'session', session: data.session_id, ...(data.model === undefined ? {} : { model: data.model }) }];
        case 'message':
          return data.role === 'assistant' && data.content !== undefined ? [{ type: 'message', from: 'agent', text: data.content, partial: data.delta ?? false }] : [];
        case 'tool_use':
          if (data.tool_name === undefined) return [];
          return [{ type: 'tool', call: { tool: data.tool_name, input: data.parameters, ...(data.tool_id === undefined ? {} : { callId: data.tool_id }) } }];
        case 'tool_result':
          if (data.tool_id === undefined) return [];
          return [{ type: 'tool-ended', callId: data.tool_id, outcome: outcomeOf(data) }];
        case 'result': {
          total.inputTokens += data.stats?.input_tokens ?? 0;
          total.outputTokens += data.stats?.output_tokens ?? 0;
          const models = Object.keys(data.stats?.models ?? {});
          const usage: StreamEvent = { type: 'usage', ...total, ...(models.length === 1 ? { model: models[0]! } : {}), provider: 'gcp.gemini' };
          const failed = data.status !== 'success';
          return [usage, { type: 'turn-ended', reason: failed ? 'error' : 'end_turn', ...(failed ? { problem: data.error?.message ?? 'The agent reports an error.' } : {}) }];
        }
        default:
          return [];
      }
    },
  };
}

async function describe({ tool, input, mcp: server }: ToolCall, context: DescribeContext): Promise<Action> {
  const { cwd } = context;
  if (server !== undefined) return mcp(server.server, server.tool, input);
  const path = text(input, 'file_path', 'absolute_path', 'dir_path', 'path');
  switch (tool) {
    case 'run_shell_command':
      return exec(text(input, 'command') ?? '', cwd, text(input, 'dir_path', 'directory'));
    case 'read_file':
    case 'list_directory':
    case 'search_file_content':
    case 'grep_search':
      return read([path], cwd);
    case 'glob':
      return read([folderOf(text(input, 'pattern') ?? '', path)], cwd);
    case 'read_many_files': {
      const patterns = field(input, 'include') ?? field(input, 'paths');
      return read(Array.isArray(patterns) ? patterns.map((pattern) => (typeof pattern === 'string' ? folderOf(pattern, undefined) : undefined)) : [path], cwd);
    }
    case 'write_file':
      if (path !== undefined) return write(path, text(input, 'content') ?? '', context);
      break;
    case 'replace':
      if (path !== undefined) return edit(path, text(input, 'old_string') ?? '', text(input, 'new_string') ?? '', true, context);
      break;
    case 'web_fetch': {
      const urls = (text(input, 'url', 'prompt') ?? '').match(/https?:\/\/[^\s"'<>]+/g) ?? [];
      if (urls.length === 1) return fetch(urls[0]);
    }
  }
  const named = /^mcp_([^_]+)_(.+)$/.exec(tool);
  return named?.[1] === undefined || named[2] === undefined ? other(tool, input, cwd) : mcp(named[1], named[2], input);
}

/** The folder that a pattern looks in; of a pattern that is a plain path, the path. */
function folderOf(pattern: string, base: string | undefined): string {
  const special = pattern.search(/[*?[\]{}()!]/);
  const plain = special === -1 ? pattern : pattern.slice(0, pattern.lastIndexOf('/', special) + 1);
  return isAbsolute(plain) ? plain : join(base ?? '', plain);
}
