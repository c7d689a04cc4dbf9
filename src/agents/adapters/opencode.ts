/**
 * OpenCode through `opencode acp`. Its hooks are functions of a plugin, which comes in through the configuration of the launch
 * (https://opencode.ai/docs/config, tested with 1.18.33): `OPENCODE_CONFIG_CONTENT` is read after the user's and the repository's files.
 */
import { access } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { parse, type ParseError } from 'jsonc-parser';
import * as z from 'zod';
import type { Action } from '../../model/action.ts';
import type { AgentAdapter, DescribeContext, HookDialect, HookEvent, ToolCall, WireRequest, Wiring } from '../adapter.ts';
import { applyPatch } from './apply-patch.ts';
import { repositoryCode } from './repository-code.ts';
import { edit, exec, fetch, field, mcp, other, read, text, write } from './tools.ts';

/** Variables that would keep the plugin out. */
const OFF = ['OPENCODE_PURE'] as const;
/** Asks for everything where the plugin is not there; the plugin takes it out (`doors/hooks/opencode.ts`). */
const ASK_ALL = '?*';

export const opencode: AgentAdapter = { wire, hooks: hooks(), describe, subagentTools: ['task'] };

async function wire({ programs, cwd, env, hook }: WireRequest): Promise<Wiring> {
  await access(hook.plugin).catch(() => {
    throw new Error(`${hook.plugin} is not there. Build or install Signalbox again.`);
  });
  const config = settingsOf(env, 'OPENCODE_CONFIG_CONTENT');
  const plugins = Array.isArray(config['plugin']) ? (config['plugin'] as unknown[]) : [];
  const plugin = [...plugins, [pathToFileURL(hook.plugin).href, { deadline: hook.timeout }]];
  const permission = { ...settingsOf(env, 'OPENCODE_PERMISSION'), [ASK_ALL]: 'ask' };
  return {
    gate: 'hooks',
    env: {
      OPENCODE_CONFIG_CONTENT: JSON.stringify({ ...config, plugin }),
      OPENCODE_PERMISSION: JSON.stringify(permission),
      ...Object.fromEntries(OFF.map((name) => [name, '0'])),
    },
    notes: await repositoryCode('OpenCode', cwd, ['.opencode/plugin', '.opencode/plugins']),
    permissions: [{ name: 'permission', value: 'allow; every call is decided by Signalbox' }],
    speaks: 'acp',
    command: programs['opencode']!,
    args: ['acp'],
  };
}

/** What the user has in a variable already. @throws {Error} where it is no JSON object: nothing can be added to it. */
function settingsOf(env: Readonly<Record<string, string>>, name: string): Record<string, unknown> {
  const given = env[name];
  if (given === undefined || given === '') return {};
  const errors: ParseError[] = [];
  const value: unknown = parse(given, errors, { allowTrailingComma: true });
  const parsed = z.record(z.string(), z.unknown()).safeParse(value);
  if (errors.length > 0 || !parsed.success) throw new Error(`${name} in the environment is no JSON object. Correct it or unset it, then run again.`);
  return parsed.data;
}

const payloadSchema = z.looseObject({
  event: z.enum(['start', 'before', 'after']),
  cwd: z.string().max(32_768).optional().catch(undefined),
  session: z.string().max(1000).optional(),
  /** Where the session is a subagent's: the session that started it. */
  parent: z.string().max(1000).optional(),
  tool: z.string().max(1000).optional(),
  callId: z.string().max(1000).optional(),
  input: z.unknown().optional(),
  output: z.unknown().optional(),
  exit: z.int().optional().catch(undefined),
});
type Payload = z.infer<typeof payloadSchema>;

function hooks(): HookDialect {
  return {
    read(payload) {
      const parsed = payloadSchema.parse(payload);
      const { session, cwd } = parsed;
      return { ...(session === undefined ? {} : { session }), ...(cwd === undefined ? {} : { cwd }), event: eventOf(parsed) };
    },
    answer(event, decision) {
      if (event.type !== 'tool') return { stdout: '{}', stderr: '', exitCode: 0 };
      const allowed = decision?.verdict === 'allow';
      return { stdout: JSON.stringify(allowed ? { decision: 'allow' } : { decision: 'deny', reason: decision?.reason ?? 'Denied.' }), stderr: '', exitCode: 0 };
    },
  };
}

function eventOf(payload: Payload): HookEvent {
  if (payload.event === 'start') return { type: 'session-started' };
  if (payload.event === 'before') return { type: 'tool', call: callOf(payload) };
  const { output, exit } = payload;
  const failed = exit !== undefined && exit !== 0;
  const outcome = { status: failed ? ('failed' as const) : ('succeeded' as const), basis: 'reported' as const, ...(typeof output === 'string' && output !== '' ? { result: output } : {}), ...(exit === undefined ? {} : { exitCode: exit }) };
  return { type: 'tool-ended', call: callOf(payload), outcome };
}

function callOf({ tool, input, callId, session, parent }: Payload): ToolCall {
  if (tool === undefined) throw new Error('a tool call without the name of its tool');
  return { tool, input, ...(callId === undefined ? {} : { callId }), ...(parent === undefined || session === undefined ? {} : { subagent: session }) };
}

async function describe({ tool, input }: ToolCall, context: DescribeContext): Promise<Action> {
  const { cwd } = context;
  const path = text(input, 'filePath', 'path');
  switch (tool) {
    case 'bash':
    case 'shell':
      return exec(text(input, 'command') ?? '', cwd, text(input, 'workdir'));
    case 'read':
    case 'list':
    case 'lsp':
    case 'grep':
    case 'glob':
      return read([path], cwd);
    case 'write':
      if (path !== undefined) return write(path, text(input, 'content') ?? '', context);
      break;
    case 'edit': {
      if (path !== undefined) return edit(path, text(input, 'oldString') ?? '', text(input, 'newString') ?? '', field(input, 'replaceAll') === true, context);
      break;
    }
    case 'apply_patch': {
      const patch = await applyPatch(text(input, 'patchText'), context);
      if (patch !== undefined) return patch;
      break;
    }
    case 'webfetch': {
      const url = text(input, 'url');
      if (url !== undefined) return fetch(url);
    }
  }
  const named = mcpTool(tool, context.servers ?? []);
  return named === undefined ? other(tool, input, cwd) : mcp(named.server, named.tool, input);
}

/** Tools of MCP servers are named `SERVER_TOOL`, other characters than letters, digits, `_` and `-` replaced: only a server that is known can be told from it. */
function mcpTool(name: string, servers: readonly string[]): { server: string; tool: string } | undefined {
  const prefixed = servers.map((server) => ({ server, prefix: `${server.replaceAll(/[^\w-]/g, '_')}_` })).filter(({ prefix }) => name.startsWith(prefix));
  const [only] = prefixed;
  return only === undefined || prefixed.length > 1 ? undefined : { server: only.server, tool: name.slice(only.prefix.length) };
}
