/** Claude Code's transcripts: `~/.claude/projects/FOLDER/SESSION.jsonl`, one message a line (format as seen in 2.1). */
import { join } from 'node:path';
import * as z from 'zod';
import { resultText } from '../../agents/adapters/claude-results.ts';
import { describe } from '../../doors/hooks/describe.ts';
import { claude } from '../../agents/adapters/claude.ts';
import type { TranscriptEvent, TranscriptReader } from './types.ts';

const text = z.string().optional().catch(undefined);
const flag = z.boolean().optional().catch(undefined);
const count = z.int().nonnegative().catch(0);

const blockSchema = z.looseObject({ type: z.string(), text, thinking: text, id: text, name: text, input: z.unknown().optional(), tool_use_id: text, content: z.unknown().optional(), is_error: flag });
const usageSchema = z.looseObject({ input_tokens: count, output_tokens: count, cache_read_input_tokens: count, cache_creation_input_tokens: count });
const lineSchema = z.looseObject({
  type: z.string(),
  timestamp: text,
  sessionId: text,
  cwd: text,
  version: text,
  isMeta: flag,
  isSidechain: flag,
  agentId: text,
  message: z.looseObject({ id: text, model: text, content: z.union([z.string(), z.array(z.unknown())]).optional().catch(undefined), usage: usageSchema.optional().catch(undefined) }).optional().catch(undefined),
});
type Line = z.infer<typeof lineSchema>;

/** What stands in the place of a model where the agent itself speaks. */
const SYNTHETIC = '<synthetic>';

export const claudeTranscripts: TranscriptReader = {
  agent: 'claude',
  folders: (home, env) => [join(env['CLAUDE_CONFIG_DIR'] || join(home, '.claude'), 'projects')],
  start(cwd) {
    let told = false;
    /** A message comes in several lines that repeat its usage. */
    const spent = new Map<string, { input: number; output: number }>();
    return async (source) => {
      const parsed = lineSchema.safeParse(source);
      if (!parsed.success || (parsed.data.type !== 'user' && parsed.data.type !== 'assistant')) return [];
      const line = parsed.data;
      const at = line.timestamp === undefined ? {} : { at: line.timestamp };
      const events: TranscriptEvent[] = [];
      const model = line.message?.model === SYNTHETIC ? undefined : line.message?.model;
      if (!told && (line.type === 'user' || model !== undefined)) {
        told = model !== undefined;
        events.push({ ...at, type: 'about', ...some('session', line.sessionId), ...some('cwd', line.cwd), ...some('version', line.version), ...some('model', model) });
      }
      events.push(...(await said(line, at, line.cwd ?? cwd)));
      const usage = line.message?.usage;
      if (line.type === 'assistant' && usage !== undefined && model !== undefined) {
        spent.set(line.message?.id ?? String(spent.size), { input: usage.input_tokens + usage.cache_read_input_tokens + usage.cache_creation_input_tokens, output: usage.output_tokens });
        const total = [...spent.values()].reduce((sum, one) => ({ input: sum.input + one.input, output: sum.output + one.output }));
        events.push({ ...at, type: 'usage', inputTokens: total.input, outputTokens: total.output, model });
      }
      return events;
    };
  },
};

async function said(line: Line, at: { at?: string }, cwd: string): Promise<TranscriptEvent[]> {
  const content = line.message?.content;
  if (content === undefined) return [];
  const blocks = typeof content === 'string' ? [{ type: 'text', text: content } as z.infer<typeof blockSchema>] : content.flatMap((block) => blockSchema.safeParse(block).data ?? []);
  const events = await Promise.all(blocks.map((block) => (line.type === 'user' ? Promise.resolve(heard(line, block, at)) : spoken(line, block, at, cwd))));
  return events.flat();
}

/** What came to the model: the person's words, and results of tools. */
function heard(line: Line, block: z.infer<typeof blockSchema>, at: { at?: string }): TranscriptEvent[] {
  if (block.type === 'tool_result' && block.tool_use_id !== undefined) {
    const result = resultText(block.content);
    return [{ ...at, type: 'outcome', callId: block.tool_use_id, outcome: { status: block.is_error ? 'failed' : 'succeeded', basis: 'reported', ...(result === '' ? {} : { result }) } }];
  }
  const person = block.type === 'text' && !line.isMeta && !line.isSidechain;
  return person && block.text !== undefined ? [{ ...at, type: 'prompt', text: block.text }] : [];
}

async function spoken(line: Line, block: z.infer<typeof blockSchema>, at: { at?: string }, cwd: string): Promise<TranscriptEvent[]> {
  if (block.type === 'tool_use' && block.id !== undefined && block.name !== undefined) {
    const { action } = await describe(claude, { tool: block.name, input: block.input, callId: block.id }, { cwd, readText: () => Promise.resolve(undefined) });
    return [{ ...at, type: 'call', callId: block.id, tool: block.name, action, ...some('subagent', line.isSidechain ? (line.agentId ?? 'sidechain') : undefined) }];
  }
  if (line.isSidechain) return [];
  if (block.type === 'text' && block.text !== undefined) return [{ ...at, type: 'message', from: 'agent', text: block.text }];
  if (block.type === 'thinking' && block.thinking !== undefined) return [{ ...at, type: 'message', from: 'thought', text: block.thinking }];
  return [];
}

function some<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: V };
}
