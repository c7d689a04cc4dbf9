/**
 * GitHub Copilot CLI through `copilot --acp`. Its hooks come in with a plugin of the launch (`--plugin-dir`;
 * https://docs.github.com/copilot/reference/copilot-cli-reference/cli-hooks-reference, tested with 1.0.102). It is not told to allow
 * everything: what its hooks did not decide, because they are off or too late, it asks through ACP.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { digestOf } from '../../model/digest.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { AgentAdapter, HookDialect, HookEvent, ToolCall, WireRequest, Wiring } from '../adapter.ts';
import { hookSwitches } from './copilot-switches.ts';
import { describe } from './copilot-tools.ts';

const EVENTS = ['sessionStart', 'preToolUse', 'postToolUse', 'postToolUseFailure', 'subagentStart'] as const;

/** A hook that fails refuses as well, but then the model would not hear why. */
const UNDECIDED = JSON.stringify({ permissionDecision: 'deny', permissionDecisionReason: 'Signalbox has not decided: nobody answered in time, or its gate is gone.' });

export const copilot: AgentAdapter = { wire, hooks: hooks(), describe, subagentTools: ['task'] };

async function wire({ programs, cwd, dir, hook }: WireRequest): Promise<Wiring> {
  const off = await hookSwitches(cwd);
  if (off.length > 0) throw new Error(`${off.join(' and ')} switches the hooks of Copilot off ("disableAllHooks"), so it cannot be gated here. Take that out, then run it again.`);
  const plugin = join(dir, 'copilot-plugin');
  await mkdir(plugin, { recursive: true, mode: 0o700 });
  const entry = { type: 'command', bash: `${hook.command} || echo '${UNDECIDED}'`, powershell: `& ${hook.command}; if ($LASTEXITCODE -ne 0) { '${UNDECIDED}' }`, timeoutSec: hook.timeout };
  await writeFile(join(plugin, 'plugin.json'), JSON.stringify({ name: 'signalbox', version: '1.0.0', description: 'Asks Signalbox.', hooks: 'hooks.json' }));
  await writeFile(join(plugin, 'hooks.json'), JSON.stringify({ version: 1, hooks: Object.fromEntries(EVENTS.map((event) => [event, [entry]])) }));
  return {
    gate: 'hooks',
    // Set to "true" it would also trust the folder, and so the hooks and plugins of the repository.
    env: { COPILOT_ALLOW_ALL: 'false' },
    notes: [],
    permissions: [{ name: 'allow all', value: 'off; every call is decided by Signalbox' }],
    speaks: 'acp',
    command: programs['copilot']!,
    args: ['--acp', '--no-auto-update', '--no-remote', '--plugin-dir', plugin],
  };
}

/** Payloads do not name their event; what they hold tells it. */
const payloadSchema = z.looseObject({
  sessionId: z.string().max(1000).optional(),
  cwd: z.string().max(32_768).optional(),
  source: z.string().max(100).optional(),
  toolName: z.string().max(1000).optional(),
  toolArgs: z.unknown().optional(),
  toolResult: z.looseObject({ resultType: z.string().optional(), textResultForLlm: z.string().optional() }).optional(),
  error: z.unknown().optional(),
  agentId: z.string().max(1000).optional(),
  parentAgentId: z.string().max(1000).optional(),
});
type Payload = z.infer<typeof payloadSchema>;

function hooks(): HookDialect {
  return {
    read(payload) {
      const parsed = payloadSchema.parse(payload);
      const { sessionId: session, cwd } = parsed;
      return { ...(session === undefined ? {} : { session }), ...(cwd === undefined ? {} : { cwd }), event: eventOf(parsed) };
    },
    answer(event, decision) {
      if (event.type !== 'tool') return { stdout: '', stderr: '', exitCode: 0 };
      const { verdict, reason } = decision ?? { verdict: 'deny', reason: 'Denied.' };
      return { stdout: JSON.stringify({ permissionDecision: verdict, permissionDecisionReason: reason }), stderr: '', exitCode: 0 };
    },
  };
}

function eventOf(payload: Payload): HookEvent {
  const { toolName, toolResult, error, source, agentId } = payload;
  if (toolName !== undefined) {
    const call = callOf(payload, toolName);
    if (toolResult === undefined && error === undefined) return { type: 'tool', call };
    return { type: 'tool-ended', call, outcome: outcomeOf(payload) };
  }
  if (source !== undefined) return { type: 'session-started' };
  return agentId === undefined ? { type: 'other', name: 'unknown' } : { type: 'subagent-started', subagent: agentId };
}

function callOf({ toolArgs: input, agentId }: Payload, tool: string): ToolCall {
  const alias = aliasOf(input);
  return { tool, input, ...(alias === undefined ? {} : { alias }), ...(agentId === undefined ? {} : { subagent: agentId }) };
}

/** ACP gives the input of a call as it is here, and not its tool. */
function aliasOf(input: unknown): string | undefined {
  try {
    return digestOf({ input });
  } catch {
    return undefined;
  }
}

/** The result of a command says how it ended in its last line. */
function outcomeOf({ toolResult, error }: Payload): Outcome {
  const result = toolResult?.textResultForLlm ?? (typeof error === 'string' ? error : undefined);
  const exit = /<(?:shellId: \S+ completed|exited) with exit code (\d{1,9})>\s*$/.exec(result ?? '')?.[1];
  const exitCode = exit === undefined ? undefined : Number(exit);
  const failed = toolResult === undefined || toolResult.resultType !== 'success' || (exitCode ?? 0) !== 0;
  return { status: failed ? 'failed' : 'succeeded', basis: 'reported', ...(result === undefined || result === '' ? {} : { result }), ...(exitCode === undefined ? {} : { exitCode }) };
}
