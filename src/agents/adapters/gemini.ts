/**
 * Gemini CLI, headless (`gemini -o stream-json`): under ACP it runs no hooks. Its hooks come in through a system settings file of the
 * launch, which wins over the repository's and the user's (https://geminicli.com/docs/hooks, tested with 0.61.0).
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Action } from '../../model/action.ts';
import type { AgentAdapter, DescribeContext, HookDialect, HookEvent, StreamDialect, StreamEvent, ToolCall, WireRequest, Wiring } from '../adapter.ts';
import { edit, exec, fetch, mcp, other, read, text, write } from './tools.ts';

const EVENTS = ['SessionStart', 'BeforeTool', 'AfterTool', 'AfterAgent', 'SessionEnd'] as const;

export const gemini: AgentAdapter = { wire, hooks: hooks(), describe };

async function wire({ programs, dir, hook }: WireRequest): Promise<Wiring> {
  const settings = join(dir, 'gemini-settings.json');
  const entry = { type: 'command', name: 'signalbox', command: hook.command, timeout: hook.timeout * 1000 };
  const groups = Object.fromEntries(EVENTS.map((event) => [event, [{ matcher: '*', hooks: [entry] }]]));
  await writeFile(settings, JSON.stringify({ hooksConfig: { enabled: true }, tools: { enableHooks: true }, hooks: groups }), { mode: 0o600 });
  return {
    gate: 'hooks',
    // A relaunch in another memory size would lose the process that is watched.
    env: { GEMINI_CLI_SYSTEM_SETTINGS_PATH: settings, GEMINI_CLI_NO_RELAUNCH: 'true' },
    notes: [],
    permissions: [{ name: 'approval mode', value: 'yolo; every call is decided by Signalbox' }],
    speaks: 'lines',
    stream: stream(),
    turn: (prompt, session) => ({
      command: programs['gemini']!,
      args: ['--output-format', 'stream-json', '--approval-mode', 'yolo', ...(session === undefined ? [] : ['--resume', session])],
      stdin: prompt,
    }),
  };
}

const payloadSchema = z.looseObject({
  hook_event_name: z.string().max(100),
  session_id: z.string().max(1000).optional(),
  cwd: z.string().max(32_768).optional(),
  tool_name: z.string().max(1000).optional(),
  tool_input: z.unknown().optional(),
  tool_response: z.unknown().optional(),
  mcp_context: z.looseObject({ server_name: z.string(), tool_name: z.string() }).optional(),
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
    case 'BeforeTool':
      return { type: 'tool', call: callOf(payload) };
    case 'AfterTool': {
      const response = z.looseObject({ error: z.unknown().optional(), llmContent: z.unknown().optional() }).safeParse(payload.tool_response).data;
      const failed = response?.error !== undefined && response.error !== null;
      const result = resultText(response?.llmContent);
      return { type: 'tool-ended', call: callOf(payload), outcome: { status: failed ? 'failed' : 'succeeded', basis: 'reported', ...(result === '' ? {} : { result }) } };
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
  return mcpContext === undefined ? { tool, input } : { tool: `mcp__${mcpContext.server_name}__${mcpContext.tool_name}`, input };
}

function resultText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (Array.isArray(content)) return content.map(resultText).join('');
  return text(content, 'text') ?? '';
}

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
    error: z.looseObject({ message: z.string().optional() }).optional(),
    stats: z.looseObject({ input_tokens: z.int().nonnegative().optional(), output_tokens: z.int().nonnegative().optional() }).optional(),
  });
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
          return [{ type: 'tool-ended', callId: data.tool_id, outcome: { status: data.status === 'success' ? 'succeeded' : 'failed', basis: 'reported', ...(data.output === undefined ? {} : { result: data.output }) } }];
        case 'result': {
          const { input_tokens: inputTokens, output_tokens: outputTokens } = data.stats ?? {};
          const usage: StreamEvent = { type: 'usage', ...(inputTokens === undefined ? {} : { inputTokens }), ...(outputTokens === undefined ? {} : { outputTokens }) };
          const failed = data.status !== 'success';
          return [usage, { type: 'turn-ended', reason: failed ? 'error' : 'end_turn', ...(failed ? { problem: data.error?.message ?? 'The agent reports an error.' } : {}) }];
        }
        default:
          return [];
      }
    },
  };
}

async function describe({ tool, input }: ToolCall, context: DescribeContext): Promise<Action> {
  const { cwd } = context;
  const path = text(input, 'file_path', 'absolute_path', 'dir_path', 'path');
  switch (tool) {
    case 'run_shell_command':
      return exec(text(input, 'command') ?? '', cwd, text(input, 'dir_path', 'directory'));
    case 'read_file':
    case 'list_directory':
    case 'search_file_content':
    case 'grep_search':
    case 'glob':
    case 'read_many_files':
      return read([path], cwd);
    case 'write_file':
      if (path !== undefined) return write(path, text(input, 'content') ?? '', context);
      break;
    case 'replace':
      if (path !== undefined) return edit(path, text(input, 'old_string') ?? '', text(input, 'new_string') ?? '', true, context);
      break;
    case 'web_fetch': {
      const url = /https?:\/\/[^\s"'<>]+/.exec(text(input, 'url', 'prompt') ?? '')?.[0];
      if (url !== undefined) return fetch(url);
    }
  }
  const named = /^mcp__(.+?)__(.+)$/.exec(tool) ?? /^mcp_([^_]+)_(.+)$/.exec(tool);
  return named?.[1] === undefined || named[2] === undefined ? other(tool, input, cwd) : mcp(named[1], named[2], input);
}
