/**
 * Codex CLI: gated by command hooks that come in with the launch and that it is told to trust by their hashes
 * (https://developers.openai.com/codex/hooks, tested with 0.169.0). Spoken to through ACP where `codex-acp` is installed, else headless;
 * headless as well where the repository has a configuration that nobody trusts, since `codex-acp` trusts every folder.
 */
import * as z from 'zod';
import type { Action } from '../../model/action.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { AgentAdapter, DescribeContext, HookDialect, HookEvent, ToolCall, WireRequest, Wiring } from '../adapter.ts';
import { commonEvent, decisionAnswer, formSchema, readForm, type FormPayload } from './claude-form.ts';
import { applyPatch } from './apply-patch.ts';
import { parsePatch, patchIn } from './codex-patch.ts';
import { aliasOf, codexStream } from './codex-stream.ts';
import { askCodex, type CodexFacts } from './codex-trust.ts';
import { userHooks } from './codex-user-hooks.ts';
import { absolute, exec, field, mcp, mcpName, other, read, text } from './tools.ts';
import { orRefuse } from './shell.ts';

export const codex: AgentAdapter = {
  wire,
  hooks: hooks(),
  describe,
  userHooks,
  // The provider of the model does these, not this machine.
  unhooked: ['web_search', 'image_generation'],
  toolOf,
  callOf: toldCall,
  subagentTools: ['collaborationspawn_agent', 'multi_agent_v1spawn_agent', 'spawn_agent'],
};

/** Events of the hooks, and the names that `hooks/list` has for them. */
const EVENTS = { SessionStart: 'sessionStart', PreToolUse: 'preToolUse', PostToolUse: 'postToolUse' } as const;
/** What a tool's process must not inherit; hooks get it all the same. */
const WITHHELD = ['SIGNALBOX_SOCKET', 'SIGNALBOX_RUN_TOKEN', 'CODEX_CONFIG'];

async function wire({ programs, cwd, env, hook }: WireRequest): Promise<Wiring> {
  const [program, acp] = [programs['codex']!, programs['codex-acp']];
  const asking = process.platform === 'win32' ? hook.command : orRefuse(hook.command);
  const groups = Object.fromEntries(
    Object.keys(EVENTS).map((event) => [event, [{ hooks: [{ type: 'command', command: event === 'PreToolUse' ? asking : hook.command, timeout: hook.timeout }] }]]),
  );
  const facts = await askCodex({ codex: program, options: optionsOf({ features: { hooks: true }, hooks: groups }), cwd, env, commands: [asking, hook.command] });
  const config = {
    // Input to a program on a terminal comes to no hook.
    features: { hooks: true, unified_exec_tty: false },
    hooks: { ...groups, state: stateOf(facts) },
    shell_environment_policy: { exclude: [...new Set([...facts.excluded, ...WITHHELD])] },
  };
  // Codex's own sandbox stays as the person has it.
  const sandbox = facts.sandbox ?? 'workspace-write';
  const byProfile = facts.profile && facts.sandbox === undefined;
  const common = {
    gate: 'hooks' as const,
    notes: notesOn(facts, acp !== undefined),
    permissions: [{ name: 'sandbox', value: byProfile ? 'a permission profile of the person' : sandbox }],
  };
  if (acp !== undefined && !facts.untrusted) {
    const started: Record<string, string> = { CODEX_PATH: program, CODEX_CONFIG: JSON.stringify(config) };
    if (!byProfile) started['INITIAL_AGENT_MODE'] = sandbox === 'danger-full-access' ? 'agent-full-access' : sandbox;
    return { ...common, speaks: 'acp', command: acp, args: [], env: started };
  }
  const options = ['--json', '--skip-git-repo-check', ...optionsOf({ ...config, approval_policy: 'never', ...(byProfile ? {} : { sandbox_mode: sandbox }) })];
  return {
    ...common,
    env: {},
    speaks: 'lines',
    stream: codexStream(),
    turn: (prompt, session) => ({ command: program, args: session === undefined ? ['exec', ...options, '-'] : ['exec', 'resume', ...options, session, '-'], stdin: prompt }),
  };
}

function notesOn({ switchedOff, untrusted }: CodexFacts, hasAcp: boolean): Wiring['notes'] {
  const notes: Wiring['notes'] = [];
  if (switchedOff) notes.push({ code: 'repository-switch', message: 'The .codex/config.toml of this folder switches hooks off. Signalbox overrides that for this run.' });
  if (untrusted && hasAcp) {
    const why = 'codex-acp would start what the .codex/config.toml of this folder names, and Codex was not told to trust the folder. So it runs without codex-acp.';
    notes.push({ code: 'repository-untrusted', message: why });
  }
  return notes;
}

/** @throws {Error} when Codex does not have all of our hooks: it would run tools without them. */
function stateOf({ hashes }: CodexFacts): Record<string, { trusted_hash: string }> {
  const missing = Object.entries(EVENTS).filter(([, listed]) => ![...hashes.values()].some(({ event }) => event === listed));
  if (missing.length > 0) throw new Error(`Codex does not take the hook for ${missing.map(([name]) => name).join(', ')}. Does an administrator allow only their own hooks?`);
  return Object.fromEntries([...hashes].map(([key, { hash }]) => [key, { trusted_hash: hash }]));
}

/** `-c` options of a configuration, two levels deep. */
function optionsOf(config: Record<string, unknown>): string[] {
  return Object.entries(config).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, inner]) => ['-c', `${name}.${key}=${toml(inner)}`]) : ['-c', `${name}=${toml(value)}`],
  );
}

/** A value in TOML, tables inline. */
function toml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toml).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}=${toml(inner)}`).join(',')}}`;
}

function hooks(): HookDialect {
  return {
    read: (payload) => readForm(payload, formSchema, eventOf),
    // With one field more, or without a reason, the tool would run.
    answer(event, decision) {
      const denied = event.type === 'tool' && decision?.verdict !== 'allow';
      return { stdout: JSON.stringify(denied ? { hookSpecificOutput: decisionAnswer(decision) } : {}), stderr: '', exitCode: 0 };
    },
  };
}

function eventOf(payload: FormPayload): HookEvent {
  if (payload.hook_event_name === 'PostToolUse') return { type: 'tool-ended', call: callOf(payload), outcome: outcomeOf(payload) };
  return commonEvent(payload, () => callOf(payload));
}

function callOf({ tool_name: tool, tool_input: input, tool_use_id: callId, agent_id: subagent, cwd }: FormPayload): ToolCall {
  if (tool === undefined) throw new Error('a tool call without the name of its tool');
  const patch = patchOf({ tool, input });
  const edits = cwd === undefined || patch === undefined ? undefined : parsePatch(patch);
  const alias = edits === undefined ? {} : { alias: aliasOf(edits.map(({ path }) => absolute(path, cwd!))) };
  return { tool, input, ...alias, ...(callId === undefined ? {} : { callId }), ...(subagent === undefined ? {} : { subagent }), ...(cwd === undefined ? {} : { cwd }) };
}

/** What `codex-acp` tells beside the calls of tools. */
const notices = /^(?:subagent-completed-|guardian_assessment:|fuzzyFileSearch\.|mcp_startup\.|elicitation-|plan-review:)/;

function toolOf({ toolCallId, title, rawInput }: { toolCallId: string; title?: string | null | undefined; rawInput?: unknown }): string | null | undefined {
  if (notices.test(toolCallId) || title === 'Compact conversation') return null;
  if (field(rawInput, 'type') === 'webSearch') return 'web_search';
  return title === 'Image generation' ? 'image_generation' : undefined;
}

const toldMcpSchema = z.looseObject({ server: z.string().min(1), tool: z.string().min(1), arguments: z.unknown().optional() });

/** `codex-acp` puts server, tool and arguments of an MCP call into its input, and asks beside a sandbox by the call's id alone. */
function toldCall({ rawInput, _meta }: { rawInput?: unknown; _meta?: Readonly<Record<string, unknown>> | null | undefined }): { tool: string; input: unknown } | undefined {
  if (_meta?.['is_mcp_tool_call'] !== true) return undefined;
  const { data } = toldMcpSchema.safeParse(rawInput);
  return data === undefined ? undefined : { tool: `mcp__${hookName(data.server)}__${hookName(data.tool)}`, input: data.arguments };
}

/** As Codex writes the names of servers and tools for the model, which its hooks have. */
function hookName(name: string): string {
  return name.replaceAll(/\W/g, '_');
}

/** A command's output comes without its exit code: how it ended is left to who knows more. */
function outcomeOf({ tool_name: tool, tool_response: response }: FormPayload): Outcome {
  const result = typeof response === 'string' ? response : text(response, 'output', 'text');
  const said = result === undefined || result === '' ? {} : { result };
  if (tool === 'Bash') return { status: 'unknown', basis: 'reported', ...said };
  const exitCode = tool === 'apply_patch' ? /^Exit code: (\d+)/.exec(result ?? '')?.[1] : undefined;
  const failed = (exitCode !== undefined && exitCode !== '0') || field(response, 'isError') === true;
  return { status: failed ? 'failed' : 'succeeded', basis: 'reported', ...said };
}

/** The patch that a call applies: as a tool of its own, or as a command that Codex takes for it. */
function patchOf({ tool, input }: Pick<ToolCall, 'tool' | 'input'>): string | undefined {
  const command = text(input, 'command') ?? '';
  return tool === 'apply_patch' ? command : tool === 'Bash' ? patchIn(command) : undefined;
}

async function describe(call: ToolCall, context: DescribeContext): Promise<Action> {
  const { tool, input } = call;
  const { cwd } = context;
  const patched = await applyPatch(patchOf(call), context);
  if (patched !== undefined) return patched;
  const [command, path, named] = [text(input, 'command'), text(input, 'path'), mcpName(tool)];
  if (tool === 'Bash' && command !== undefined) return exec(command, cwd);
  if (tool === 'view_image' && path !== undefined) return read([path], cwd);
  return named === undefined ? other(tool, input, cwd) : mcp(named.server, named.tool, input);
}
