/** Codex's transcripts: `~/.codex/sessions/Y/M/D/rollout-*.jsonl` (format as seen in 0.169). */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { actionSchema, type Action, type Change } from '../../model/action.ts';
import type { Outcome } from '../../model/outcome.ts';
import { oneLine } from '../../doors/acp/action.ts';
import { tidyJson } from '../../doors/acp/messages.ts';
import type { TranscriptEvent, TranscriptReader } from './types.ts';

const text = z.string().optional().catch(undefined);
const count = z.int().nonnegative().catch(0);

const lineSchema = z.looseObject({ timestamp: text, type: z.string(), payload: z.looseObject({ type: text }) });
const metaSchema = z.looseObject({ id: text, cwd: text, cli_version: text, model_provider: text });
const tokensSchema = z.looseObject({ info: z.looseObject({ total_token_usage: z.looseObject({ input_tokens: count, output_tokens: count }) }) });
const changeSchema = z.looseObject({ type: z.string(), content: text, unified_diff: text, move_path: z.string().nullish().catch(undefined) });
const itemSchema = z.looseObject({
  type: z.string(),
  id: z.string(),
  status: text,
  content: z.array(z.looseObject({ text })).optional().catch(undefined),
  summary_text: z.array(z.string()).optional().catch(undefined),
  command: z.array(z.string()).optional().catch(undefined),
  cwd: text,
  aggregated_output: text,
  exit_code: z.int().nullish().catch(undefined),
  changes: z.record(z.string(), changeSchema).optional().catch(undefined),
  stdout: text,
  server: text,
  tool: text,
  arguments: z.unknown().optional(),
  query: text,
});
type Item = z.infer<typeof itemSchema>;

export const codexTranscripts: TranscriptReader = {
  agent: 'codex',
  folders: (home, env) => [join(env['CODEX_HOME'] || join(home, '.codex'), 'sessions')],
  start(cwd) {
    let folder = cwd;
    return (source) => {
      const parsed = lineSchema.safeParse(source);
      if (!parsed.success) return [];
      const { type, payload, timestamp } = parsed.data;
      const at = timestamp === undefined ? {} : { at: timestamp };
      if (type === 'session_meta') {
        const { id: session, cwd: given, cli_version: version, model_provider: provider } = metaSchema.parse(payload);
        folder = given ?? folder;
        return [{ ...at, type: 'about', ...some({ session, cwd: given, version, provider }) }];
      }
      if (type === 'turn_context') return typeof payload['model'] === 'string' ? [{ ...at, type: 'about', model: payload['model'] }] : [];
      if (type !== 'event_msg') return [];
      if (payload.type === 'token_count') {
        const tokens = tokensSchema.safeParse(payload).data?.info.total_token_usage;
        return tokens === undefined ? [] : [{ ...at, type: 'usage', inputTokens: tokens.input_tokens, outputTokens: tokens.output_tokens }];
      }
      const item = payload.type === 'item_completed' ? itemSchema.safeParse(payload['item']).data : undefined;
      return item === undefined ? [] : eventsOf(item, folder).map((event) => ({ ...at, ...event }));
    };
  },
};

function eventsOf(item: Item, cwd: string): TranscriptEvent[] {
  const said = (item.content ?? []).map((part) => part.text ?? '').join('');
  switch (item.type) {
    case 'UserMessage':
      return said === '' ? [] : [{ type: 'prompt', text: said }];
    case 'AgentMessage':
      return said === '' ? [] : [{ type: 'message', from: 'agent', text: said }];
    case 'Reasoning': {
      const thought = (item.summary_text ?? []).join('\n') || said;
      return thought === '' ? [] : [{ type: 'message', from: 'thought', text: thought }];
    }
    default: {
      const action = actionOf(item, cwd);
      if (action === undefined) return [];
      const parsed = actionSchema.safeParse(action);
      const kept: Action = parsed.success ? parsed.data : { kind: 'other', tool: oneLine(item.type), input: tidyJson(item), cwd };
      return [
        { type: 'call', callId: item.id, tool: item.tool ?? item.type, action: kept },
        { type: 'outcome', callId: item.id, outcome: outcomeOf(item) },
      ];
    }
  }
}

/** `undefined`: it does nothing. */
function actionOf(item: Item, cwd: string): Action | undefined {
  switch (item.type) {
    case 'CommandExecution': {
      const argv = item.command ?? [];
      // The agent wraps each line in a login shell.
      const line = argv.length === 3 && /^-l?c$/.test(argv[1] ?? '') ? argv[2] : argv.join(' ');
      return { kind: 'exec', command: line ?? '', cwd: folderOf(item.cwd) ?? cwd };
    }
    case 'FileChange': {
      const changes = Object.entries(item.changes ?? {}).flatMap(([path, change]) => changesOf(path, change));
      return { kind: 'write', paths: changes.map(({ path }) => path), cwd, ...(Object.values(item.changes ?? {}).every(({ type }) => type === 'add') ? { changes } : {}) };
    }
    case 'McpToolCall':
      return { kind: 'mcp', server: item.server ?? 'unknown', tool: item.tool ?? 'unknown', arguments: tidyJson(item.arguments ?? null) };
    case 'WebSearch':
      return { kind: 'fetch', url: item.query ?? '' };
    case 'CollabAgentToolCall':
    case 'ImageView':
    case 'DynamicToolCall':
      return { kind: 'other', tool: oneLine(item.tool ?? item.type), input: tidyJson(item), cwd };
    default:
      return undefined;
  }
}

/** What a file held before is not in the transcript, nor, of an update, what it held after. */
function changesOf(path: string, { type, content, move_path: moved }: z.infer<typeof changeSchema>): Change[] {
  const change: Change = { path, before: type === 'add' ? null : '', after: type === 'delete' ? null : (content ?? '') };
  return typeof moved === 'string' ? [{ ...change, after: null }, { path: moved, before: null, after: content ?? '' }] : [change];
}

function outcomeOf({ status, exit_code: exitCode, aggregated_output: output, stdout }: Item): Outcome {
  const result = output ?? stdout ?? '';
  const states: Record<string, Outcome['status']> = { completed: 'succeeded', failed: 'failed', declined: 'cancelled' };
  return {
    status: typeof exitCode === 'number' && exitCode !== 0 ? 'failed' : (states[status ?? ''] ?? 'unknown'),
    basis: 'reported',
    ...(result === '' ? {} : { result }),
    ...(typeof exitCode === 'number' ? { exitCode } : {}),
  };
}

function folderOf(cwd: string | undefined): string | undefined {
  if (cwd?.startsWith('file://') !== true) return cwd;
  try {
    return fileURLToPath(cwd);
  } catch {
    return undefined;
  }
}

function some<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
