/**
 * Qwen Code through ACP (`qwen --acp`), gated by hooks in a system settings file of the launch, which wins over the repository's and the
 * person's (https://qwenlm.github.io/qwen-code-docs, tested with 0.24.4). Hooks and their answers have Claude Code's form.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Action } from '../../model/action.ts';
import type { AgentAdapter, DescribeContext, HookDialect, HookEvent, ToolCall, UserHooksRequest, WireRequest, Wiring } from '../adapter.ts';
import type { ConfigEdit } from '../install/edits.ts';
import { commonEvent, decisionAnswer, formSchema, readForm } from './claude-form.ts';
import { readSettings } from './gemini-home.ts';
import { pinned } from './pinned.ts';
import { neverRefuse, orRefuse } from './shell.ts';
import { edit, exec, fetch, mcp, mcpName, other, read, text, write } from './tools.ts';

const EVENTS = ['SessionStart', 'UserPromptSubmit', 'PreToolUse', 'PostToolUse', 'PostToolUseFailure'] as const;
/** After so many seconds it does not wait for a hook any more, whatever its settings say, and runs the tool. */
const LONGEST_HOOK = 60;

const OWN_EVENTS = [...EVENTS, 'Stop', 'SessionEnd'] as const;

export const qwen: AgentAdapter = { wire, hooks: hooks(), describe, userHooks, subagentTools: ['agent'], longestHook: LONGEST_HOOK };

async function wire({ programs, cwd, dir, env, hook }: WireRequest): Promise<Wiring> {
  const file = join(dir, 'qwen-settings.json');
  const entry = (event: string) => ({
    type: 'command',
    name: 'signalbox',
    command: process.platform === 'win32' ? hook.command : event === 'PreToolUse' ? orRefuse(hook.command) : neverRefuse(hook.command),
    timeout: hook.timeout * 1000,
  });
  const groups = Object.fromEntries(EVENTS.map((event) => [event, [{ matcher: '*', hooks: [entry(event)] }]]));
  const settings = { disableAllHooks: false, hooks: groups, tools: { approvalMode: 'yolo' }, general: { disableAutoUpdate: true } };
  await writeFile(file, JSON.stringify(settings), { mode: 0o600 });
  return {
    gate: 'hooks',
    env: { ...pinned(env), QWEN_CODE_SYSTEM_SETTINGS_PATH: file, QWEN_CODE_NO_RELAUNCH: 'true' },
    notes: await notesOn(cwd),
    permissions: [
      { name: 'approval mode', value: 'yolo; every call is decided by Signalbox' },
      { name: 'time to decide', value: `less than ${hook.timeout} s; what nobody has decided by then is denied` },
    ],
    speaks: 'acp',
    command: programs['qwen']!,
    args: ['--acp', '--approval-mode', 'yolo'],
  };
}

/** Weaker than a launch: settings of the repository can switch these off. */
async function userHooks({ home, hook }: UserHooksRequest): Promise<ConfigEdit[]> {
  const file = join(home, '.qwen', 'settings.json');
  const command = (event: string) => (event === 'PreToolUse' ? orRefuse(hook.command) : neverRefuse(hook.command));
  return OWN_EVENTS.map((event) => ({
    form: 'json-item',
    file,
    path: ['hooks', event],
    value: { matcher: '*', hooks: [{ type: 'command', name: 'signalbox', command: command(event), timeout: hook.timeout * 1000 }] },
  }));
}

/** What the repository says in vain. */
async function notesOn(cwd: string): Promise<Wiring['notes']> {
  const file = '.qwen/settings.json';
  const settings = await readSettings(join(cwd, file)).catch(() => ({}));
  return 'disableAllHooks' in settings && settings['disableAllHooks'] === true
    ? [{ code: 'repository-switch', message: `${file} of this repository would switch hooks off. It is overridden in this run.` }]
    : [];
}

const payloadSchema = z.looseObject({
  ...formSchema.shape,
  /** `tool_use_id` is the hook's own; this one is that of ACP. */
  tool_call_id: z.string().min(1).max(1000).optional(),
  error: z.string().optional(),
  is_interrupt: z.boolean().optional(),
});
type Payload = z.infer<typeof payloadSchema>;

function hooks(): HookDialect {
  return {
    read: (payload) => readForm(payload, payloadSchema, eventOf),
    answer(event, decision) {
      if (event.type !== 'tool') return { stdout: '{}', stderr: '', exitCode: 0 };
      return { stdout: JSON.stringify({ hookSpecificOutput: decisionAnswer(decision) }), stderr: '', exitCode: 0 };
    },
  };
}

function eventOf(payload: Payload): HookEvent {
  switch (payload.hook_event_name) {
    case 'PostToolUse': {
      const result = resultText(payload.tool_response);
      const exitCode = payload.tool_name === 'run_shell_command' ? exitCodeIn(result) : undefined;
      const failed = exitCode !== undefined && exitCode !== 0;
      return { type: 'tool-ended', call: callOf(payload), outcome: { status: failed ? 'failed' : 'succeeded', basis: 'reported', ...(result === '' ? {} : { result }), ...(exitCode === undefined ? {} : { exitCode }) } };
    }
    case 'PostToolUseFailure': {
      const { error, is_interrupt: interrupted } = payload;
      const exitCode = error === undefined ? undefined : exitCodeIn(error);
      const more = { ...(error === undefined ? {} : { result: error }), ...(exitCode === undefined ? {} : { exitCode }) };
      return { type: 'tool-ended', call: callOf(payload), outcome: { status: interrupted === true ? 'cancelled' : 'failed', basis: 'reported', ...more } };
    }
    default:
      return commonEvent(payload, () => callOf(payload));
  }
}

function callOf({ tool_name: tool, tool_input: input, tool_call_id: callId, agent_id: subagent }: Payload): ToolCall {
  if (tool === undefined) throw new Error('a tool call without the name of its tool');
  return { tool, input, ...(callId === undefined ? {} : { callId }), ...(subagent === undefined ? {} : { subagent }) };
}

function resultText(response: unknown): string {
  if (typeof response === 'string') return response;
  if (Array.isArray(response)) return response.map(resultText).join('');
  const known = text(response, 'llmContent', 'text', 'output', 'returnDisplay');
  return known ?? (response === undefined || response === null ? '' : JSON.stringify(response));
}

/** The exit code stands in a line after what the command printed. */
function exitCodeIn(result: string): number | undefined {
  const code = /\nExit Code: (\d+)(?:\n|$)(?!.*\nExit Code: )/s.exec(result)?.[1];
  return code === undefined ? undefined : Number(code);
}

async function describe({ tool, input }: ToolCall, context: DescribeContext): Promise<Action> {
  const { cwd } = context;
  const path = text(input, 'file_path', 'absolute_path', 'path');
  switch (tool) {
    case 'run_shell_command':
    case 'monitor':
      return exec(text(input, 'command') ?? '', cwd, text(input, 'directory', 'dir_path'));
    case 'read_file':
    case 'list_directory':
    case 'grep_search':
    case 'glob':
      return read([path], cwd);
    case 'write_file':
      if (path !== undefined) return write(path, text(input, 'content') ?? '', context);
      break;
    case 'edit':
      if (path !== undefined) return edit(path, text(input, 'old_string') ?? '', text(input, 'new_string') ?? '', true, context);
      break;
    case 'web_fetch': {
      const url = text(input, 'url');
      if (url !== undefined) return fetch(url);
    }
  }
  const named = mcpName(tool);
  return named === undefined ? other(tool, input, cwd) : mcp(named.server, named.tool, input);
}
