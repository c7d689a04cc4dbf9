/**
 * What `codex exec --json` prints: threads, turns and items. The ids of its items are its own, so a call is known by what it is: the
 * command without the shell around it, the files of a patch, the arguments of an MCP tool.
 */
import * as z from 'zod';
import type { Outcome } from '../../model/outcome.ts';
import type { StreamDialect, StreamEvent, ToolCall } from '../adapter.ts';
import { words } from './shell.ts';

const itemSchema = z.looseObject({
  id: z.string(),
  type: z.string(),
  text: z.string().optional(),
  command: z.string().optional(),
  aggregated_output: z.string().optional(),
  exit_code: z.int().nullish(),
  status: z.string().optional(),
  changes: z.array(z.looseObject({ path: z.string(), kind: z.string().optional() })).optional(),
  server: z.string().optional(),
  tool: z.string().optional(),
  arguments: z.unknown().optional(),
  result: z.unknown().optional(),
  error: z.looseObject({ message: z.string().optional() }).nullish(),
  query: z.string().optional(),
});
type Item = z.infer<typeof itemSchema>;

const count = z.int().nonnegative().optional();
const lineSchema = z.looseObject({
  type: z.string(),
  thread_id: z.string().optional(),
  item: itemSchema.optional(),
  usage: z.looseObject({ input_tokens: count, output_tokens: count }).optional(),
  error: z.looseObject({ message: z.string().optional() }).optional(),
  message: z.string().optional(),
});

export function codexStream(): StreamDialect {
  return {
    read(line): StreamEvent[] {
      const { data } = lineSchema.safeParse(line);
      switch (data?.type) {
        case 'thread.started':
          return data.thread_id === undefined ? [] : [{ type: 'session', session: data.thread_id }];
        case 'item.started':
          return data.item === undefined ? [] : begun(data.item);
        case 'item.completed':
          return data.item === undefined ? [] : completed(data.item);
        case 'turn.completed': {
          const { input_tokens: inputTokens, output_tokens: outputTokens } = data.usage ?? {};
          const usage: StreamEvent = { type: 'usage', ...(inputTokens === undefined ? {} : { inputTokens }), ...(outputTokens === undefined ? {} : { outputTokens }) };
          return [...(data.usage === undefined ? [] : [usage]), { type: 'turn-ended', reason: 'end_turn' }];
        }
        case 'turn.failed':
          return [{ type: 'turn-ended', reason: 'error', problem: data.error?.message ?? 'Codex reports that the turn failed.' }];
        default:
          return [];
      }
    },
  };
}

function completed(item: Item): StreamEvent[] {
  if (item.type === 'agent_message' || item.type === 'reasoning') {
    return item.text === undefined ? [] : [{ type: 'message', from: item.type === 'reasoning' ? 'thought' : 'agent', text: item.text }];
  }
  const events = begun(item);
  return events.length === 0 ? [] : [...events, { type: 'tool-ended', callId: item.id, outcome: outcomeOf(item) }];
}

function begun(item: Item): StreamEvent[] {
  const call = callOf(item);
  return call === undefined ? [] : [{ type: 'tool', call, name: item.id }];
}

/** The call as a hook names it. Work with subagents comes to the hooks alone. */
function callOf(item: Item): ToolCall | undefined {
  switch (item.type) {
    case 'command_execution':
      return item.command === undefined ? undefined : { tool: 'Bash', input: { command: unwrapped(item.command) } };
    case 'file_change': {
      const paths = (item.changes ?? []).map(({ path }) => path);
      return { tool: 'apply_patch', input: { files: paths }, alias: aliasOf(paths) };
    }
    case 'mcp_tool_call':
      return item.server === undefined || item.tool === undefined ? undefined : { tool: `mcp__${item.server}__${item.tool}`, input: item.arguments };
    case 'web_search':
      return { tool: 'web_search', input: { query: item.query ?? '' } };
    default:
      return undefined;
  }
}

/** The name under which a patch and the report of its files are the same call. @param paths absolute */
export function aliasOf(paths: readonly string[]): string {
  return `files ${JSON.stringify([...new Set(paths)].sort())}`;
}

/** `/usr/bin/bash -lc 'COMMAND'`: what a model asked for is the last of the three words. */
function unwrapped(command: string): string {
  const [, option, inner, ...more] = words(command) ?? [];
  return inner !== undefined && more.length === 0 && /^(-l?c|-Command)$/.test(option ?? '') ? inner : command;
}

function outcomeOf(item: Item): Outcome {
  const succeeded = item.status === undefined || item.status === 'completed';
  const exitCode = item.exit_code ?? undefined;
  const result = item.aggregated_output ?? item.error?.message ?? mcpText(item.result);
  return { status: succeeded ? 'succeeded' : 'failed', basis: 'reported', ...(exitCode === undefined ? {} : { exitCode }), ...(result === undefined || result === '' ? {} : { result }) };
}

function mcpText(result: unknown): string | undefined {
  const content = z.looseObject({ content: z.array(z.looseObject({ text: z.string().optional() })) }).safeParse(result).data?.content;
  return content?.map(({ text }) => text ?? '').filter((text) => text !== '').join('\n');
}
