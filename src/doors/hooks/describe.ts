/** A tool call of an agent as a proposal names it: checked, bounded, with a title and the agent's name of the tool. */
import type { AgentAdapter, DescribeContext, ToolCall } from '../../agents/adapter.ts';
import type { Proposal } from '../../gate/run-gate.ts';
import { actionSchema, type Action } from '../../model/action.ts';
import { digestOf } from '../../model/digest.ts';
import { oneLine } from '../acp/action.ts';
import { tidyJson } from '../acp/messages.ts';

/** What the call would do, by the agent's adapter. What that cannot tell, or the model cannot hold, is `other` with the whole input. */
export async function describe(adapter: Pick<AgentAdapter, 'describe'>, call: ToolCall, context: DescribeContext): Promise<Pick<Proposal, 'action' | 'title' | 'tool' | 'fingerprint' | 'alias'>> {
  const tool = oneLine(call.tool) || 'tool';
  const input = tidyJson(call.input);
  const cwd = call.cwd ?? context.cwd;
  let action: Action = { kind: 'other', tool, input, cwd };
  try {
    action = await adapter.describe({ ...call, tool, input }, { ...context, cwd });
  } catch {
    // A tool whose input is not what its agent's adapter expects is shown whole instead.
  }
  const parsed = actionSchema.safeParse(action);
  const alias = call.alias === undefined ? {} : { alias: call.alias };
  return { action: parsed.success ? parsed.data : { kind: 'other', tool, input, cwd }, title: tool, tool, fingerprint: digestOf({ tool, input: input ?? null }), ...alias };
}
