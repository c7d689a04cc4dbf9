/**
 * Hooks in the form that Claude Code has given them (https://code.claude.com/docs/en/hooks), and that Codex and Qwen Code have taken over:
 * what their payloads share. Each adapter adds what its agent says otherwise.
 */
import * as z from 'zod';
import type { HookEvent, HookMessage, ToolCall } from '../adapter.ts';

export const formSchema = z.looseObject({
  hook_event_name: z.string().min(1).max(100),
  session_id: z.string().max(1000).optional(),
  cwd: z.string().max(32_768).optional(),
  model: z.string().max(1000).optional(),
  agent_id: z.string().min(1).max(1000).optional(),
  tool_name: z.string().min(1).max(1000).optional(),
  tool_input: z.unknown().optional(),
  tool_response: z.unknown().optional(),
  tool_use_id: z.string().min(1).max(1000).optional(),
  prompt: z.string().optional(),
  last_assistant_message: z.string().nullish(),
});
export type FormPayload = z.infer<typeof formSchema>;

/** A payload of this form, with the agent's own fields in `schema`. @throws {Error} for anything else. */
export function readForm<T extends FormPayload>(payload: unknown, schema: z.ZodType<T>, eventOf: (payload: T) => HookEvent): HookMessage {
  const parsed = schema.parse(payload);
  const { session_id: session, cwd, model } = parsed;
  return { ...(session === undefined ? {} : { session }), ...(cwd === undefined ? {} : { cwd }), ...(model === undefined ? {} : { model }), event: eventOf(parsed) };
}

/** What an event says in all agents of this form. */
export function commonEvent(payload: FormPayload, callOf: () => ToolCall): HookEvent {
  const { hook_event_name: name, prompt, agent_id: subagent, last_assistant_message: said } = payload;
  switch (name) {
    case 'SessionStart':
      return { type: 'session-started' };
    case 'UserPromptSubmit':
      return prompt === undefined ? { type: 'other', name } : { type: 'prompt', text: prompt };
    case 'PreToolUse':
      return { type: 'tool', call: callOf() };
    case 'SubagentStart':
      return subagent === undefined ? { type: 'other', name } : { type: 'subagent-started', subagent };
    case 'Stop':
      return { type: 'turn-ended', ...(typeof said === 'string' ? { text: said } : {}) };
    case 'SessionEnd':
      return { type: 'session-ended' };
    default:
      return { type: 'other', name };
  }
}

/** The answer to `PreToolUse` where the agent takes both words. */
export function decisionAnswer(decision: { verdict: 'allow' | 'deny'; reason: string } | undefined): object {
  return { hookEventName: 'PreToolUse', permissionDecision: decision?.verdict === 'allow' ? 'allow' : 'deny', permissionDecisionReason: decision?.reason || 'Denied.' };
}
