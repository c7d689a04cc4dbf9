/**
 * Claude Code: gated by HTTP hooks that come in through the settings of the launch (https://code.claude.com/docs/en/hooks, tested with
 * 2.1.330). Spoken to through ACP where `claude-agent-acp` is installed, else headless. In both it runs in its asking mode: what the
 * hooks allow it does not ask about again, and if they were ever off, it would still do nothing on its own.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { AgentAdapter, HookDialect, HookEvent, ToolCall, WireRequest, Wiring } from '../adapter.ts';
import { commonEvent, decisionAnswer, formSchema, readForm } from './claude-form.ts';
import { exitCodeIn, resultText } from './claude-results.ts';
import { directToLoopback, launchSettings, ordinaryStart, userHooks } from './claude-settings.ts';
import { ClaudeStream } from './claude-stream.ts';
import { describe } from './claude-tools.ts';

export const claude: AgentAdapter = { wire, hooks: hooks(), describe, userHooks, subagentTools: ['Agent', 'Task'] };

async function wire(request: WireRequest): Promise<Wiring> {
  const { programs, dir, env } = request;
  const { settings, sources, notes } = await launchSettings(request);
  const wired = {
    gate: 'hooks' as const,
    // A variable of the person's session in which Signalbox was started must not make this one a part of it.
    env: { ...ordinaryStart, ...directToLoopback(env), CLAUDE_CODE_EXECUTABLE: programs['claude']! },
    notes,
    permissions: [{ name: 'permission mode', value: 'default; every call is decided by Signalbox' }],
  };
  const acp = programs['claude-agent-acp'];
  if (acp !== undefined) {
    return { ...wired, speaks: 'acp', command: acp, args: [], sessionMeta: { claudeCode: { options: { settings, settingSources: sources, promptSuggestions: false } } }, mode: 'default' };
  }
  const file = join(dir, 'claude-settings.json');
  await writeFile(file, JSON.stringify(settings), { mode: 0o600 });
  const fixed = ['-p', '--output-format', 'stream-json', '--verbose', '--permission-mode', 'manual', '--settings', file, '--setting-sources', sources.join(',')];
  return {
    ...wired,
    speaks: 'lines',
    stream: new ClaudeStream(),
    turn: (prompt, session) => ({ command: programs['claude']!, args: session === undefined ? fixed : [...fixed, '--resume', session], stdin: prompt }),
  };
}

const payloadSchema = z.looseObject({
  ...formSchema.shape,
  error: z.string().optional(),
  is_interrupt: z.boolean().optional(),
  duration_ms: z.number().nonnegative().optional(),
});
type Payload = z.infer<typeof payloadSchema>;

function hooks(): HookDialect {
  return {
    read: (payload) => readForm(payload, payloadSchema, eventOf),
    answer(event, decision) {
      if (event.type !== 'tool') return { stdout: '{}', stderr: '', exitCode: 0 };
      const again = decision?.verdict === 'allow' ? { behavior: 'allow' } : { behavior: 'deny', message: decision?.reason ?? 'Denied.' };
      const answer = event.again ? { hookEventName: 'PermissionRequest', decision: again } : decisionAnswer(decision);
      return { stdout: JSON.stringify({ hookSpecificOutput: answer }), stderr: '', exitCode: 0 };
    },
  };
}

function eventOf(payload: Payload): HookEvent {
  switch (payload.hook_event_name) {
    case 'UserPromptSubmit':
      // What wakes the agent when something in the background ended is nobody's prompt.
      if (payload.prompt?.startsWith('<task-notification>')) return { type: 'other', name: 'UserPromptSubmit' };
      break;
    // Writes to some places, such as .claude itself, it asks about whatever the hooks have said before.
    case 'PermissionRequest':
      return { type: 'tool', call: callOf(payload), again: true };
    case 'PostToolUse': {
      const result = resultText(payload.tool_response);
      return { type: 'tool-ended', call: callOf(payload), outcome: { status: 'succeeded', basis: 'reported', ...duration(payload), ...(result === '' ? {} : { result }) } };
    }
    case 'PostToolUseFailure': {
      const { error, is_interrupt: interrupted } = payload;
      const exitCode = error === undefined ? undefined : exitCodeIn(error);
      const outcome = { ...duration(payload), ...(error === undefined ? {} : { result: error }), ...(exitCode === undefined ? {} : { exitCode }) };
      return { type: 'tool-ended', call: callOf(payload), outcome: { status: interrupted === true ? 'cancelled' : 'failed', basis: 'reported', ...outcome } };
    }
  }
  return commonEvent(payload, () => callOf(payload));
}

function callOf({ tool_name: tool, tool_input: given, tool_use_id: callId, agent_id: subagent, cwd }: Payload): ToolCall {
  if (tool === undefined) throw new Error('a tool call without the name of its tool');
  const input = tool === 'AskUserQuestion' ? withoutAnswers(given) : given;
  return { tool, input, ...(callId === undefined ? {} : { callId }), ...(subagent === undefined ? {} : { subagent }), ...(cwd === undefined ? {} : { cwd }) };
}

/** The call is what was asked; when it has ended, the person's answers stand beside that. */
function withoutAnswers(input: unknown): unknown {
  if (typeof input !== 'object' || input === null) return input;
  return Object.fromEntries(Object.entries(input).filter(([name]) => name !== 'answers' && name !== 'annotations'));
}

function duration({ duration_ms: ms }: Payload): { durationMs?: number } {
  return ms === undefined ? {} : { durationMs: Math.round(ms) };
}
