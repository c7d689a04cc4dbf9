/** What `claude -p --output-format stream-json` prints: system, assistant, user and result lines. */
import * as z from 'zod';
import type { StreamDialect, StreamEvent } from '../adapter.ts';
import { exitCodeIn, resultText } from './claude-results.ts';

const optionalText = z.string().optional().catch(undefined);
const count = z.int().nonnegative().catch(0);

const blockSchema = z.looseObject({
  type: z.string(),
  text: optionalText,
  thinking: optionalText,
  id: optionalText,
  name: optionalText,
  input: z.unknown().optional(),
  tool_use_id: optionalText,
  content: z.unknown().optional(),
  is_error: z.boolean().optional().catch(undefined),
});
const modelUsageSchema = z.looseObject({ inputTokens: count, outputTokens: count, cacheReadInputTokens: count, cacheCreationInputTokens: count, provider: optionalText });
const lineSchema = z.looseObject({
  type: z.string(),
  subtype: optionalText,
  session_id: optionalText,
  model: optionalText,
  claude_code_version: optionalText,
  parent_tool_use_id: z.string().nullish().catch(undefined),
  agent_id: optionalText,
  message: z.looseObject({ content: z.union([z.string(), z.array(z.unknown())]).optional().catch(undefined) }).optional().catch(undefined),
  is_error: z.boolean().optional().catch(undefined),
  result: optionalText,
  errors: z.array(z.string()).optional().catch(undefined),
  total_cost_usd: z.number().nonnegative().optional().catch(undefined),
  modelUsage: z.record(z.string(), modelUsageSchema).optional().catch(undefined),
  stop_reason: z.string().nullish().catch(undefined),
});
type Line = z.infer<typeof lineSchema>;
type Block = z.infer<typeof blockSchema>;

/** Claude's names of who serves the model, in those of OpenTelemetry's GenAI conventions. */
const providers: Readonly<Record<string, string>> = { firstParty: 'anthropic', bedrock: 'aws.bedrock', vertex: 'gcp.vertex_ai', foundry: 'azure.ai.inference' };

export class ClaudeStream implements StreamDialect {
  private session: string | undefined;

  read(line: unknown): StreamEvent[] {
    const parsed = lineSchema.safeParse(line);
    if (!parsed.success) return [];
    const { data } = parsed;
    switch (data.type) {
      case 'system':
        return data.subtype === 'init' ? this.begun(data) : [];
      case 'assistant':
        return blocksOf(data).flatMap((block) => said(block, data));
      case 'user':
        return blocksOf(data).flatMap(ended);
      case 'result':
        return this.result(data);
      default:
        return [];
    }
  }

  /** Said again whenever something wakes the agent; told once. */
  private begun({ session_id: session, model, claude_code_version: version }: Line): StreamEvent[] {
    if (session === undefined || session === this.session) return [];
    this.session = session;
    return [{ type: 'session', session, ...(model === undefined ? {} : { model }), ...(version === undefined ? {} : { version }) }];
  }

  private result(line: Line): StreamEvent[] {
    const models = Object.entries(line.modelUsage ?? {});
    const [model, only] = models.length === 1 ? models[0]! : [];
    const provider = only?.provider === undefined ? undefined : providers[only.provider];
    // Of the whole session, also where it was resumed.
    const inputTokens = models.reduce((total, [, one]) => total + one.inputTokens + one.cacheReadInputTokens + one.cacheCreationInputTokens, 0);
    const outputTokens = models.reduce((total, [, one]) => total + one.outputTokens, 0);
    const usage: StreamEvent = {
      type: 'usage',
      ...(line.modelUsage === undefined ? {} : { inputTokens, outputTokens }),
      ...(line.total_cost_usd === undefined ? {} : { costMicros: Math.round(line.total_cost_usd * 1e6), currency: 'USD' }),
      ...(model === undefined ? {} : { model }),
      ...(provider === undefined ? {} : { provider }),
    };
    const failed = line.is_error === true;
    const problem = line.errors?.join(' ') || line.result || `The agent reports ${line.subtype ?? 'an error'}.`;
    return [usage, { type: 'turn-ended', reason: failed ? 'error' : (line.stop_reason ?? 'end_turn'), ...(failed ? { problem } : {}) }];
  }
}

function blocksOf({ message }: Line): Block[] {
  const content = message?.content;
  if (content === undefined || typeof content === 'string') return [];
  return content.flatMap((block) => blockSchema.safeParse(block).data ?? []);
}

/** What a subagent says goes to the agent, not to the person; its calls count as any. */
function said(block: Block, { parent_tool_use_id: parent, agent_id: subagent }: Line): StreamEvent[] {
  if (block.type === 'tool_use' && block.id !== undefined && block.name !== undefined) {
    const by = { ...(subagent === undefined ? {} : { subagent }), ...(typeof parent === 'string' ? { parentCall: parent } : {}) };
    return [{ type: 'tool', call: { tool: block.name, input: block.input, callId: block.id, ...by } }];
  }
  if (typeof parent === 'string') return [];
  if (block.type === 'text' && block.text !== undefined) return [{ type: 'message', from: 'agent', text: block.text }];
  if (block.type === 'thinking' && block.thinking !== undefined) return [{ type: 'message', from: 'thought', text: block.thinking }];
  return [];
}

function ended(block: Block): StreamEvent[] {
  if (block.type !== 'tool_result' || block.tool_use_id === undefined) return [];
  const result = resultText(block.content);
  const exitCode = block.is_error === true ? exitCodeIn(result) : undefined;
  const outcome = { status: block.is_error === true ? ('failed' as const) : ('succeeded' as const), basis: 'reported' as const, ...(result === '' ? {} : { result }), ...(exitCode === undefined ? {} : { exitCode }) };
  return [{ type: 'tool-ended', callId: block.tool_use_id, outcome }];
}
