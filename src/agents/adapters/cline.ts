/**
 * Cline CLI through `cline --acp`, tested with 3.0.65. It asks for every call of the conversation itself through ACP, and for none of a
 * subagent's. Those come to its hooks alone, which stand in its own folder; a launch has a folder of its own (`CLINE_DIR`) that leads
 * to all else the person has there. What a hook refuses ends the turn; the model does not hear why.
 */
import { cp, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as z from 'zod';
import type { Action } from '../../model/action.ts';
import type { AgentAdapter, DescribeContext, HookDialect, HookEvent, ToolCall, WireRequest, Wiring } from '../adapter.ts';
import { applyPatch } from './apply-patch.ts';
import { repositoryCode } from './repository-code.ts';
import { edit, exec, fetch, field, other, read, text, write } from './tools.ts';

/** How long Cline waits for a hook, in seconds; nothing changes it. */
const PATIENCE = 120;
const EVENTS = ['TaskStart', 'PreToolUse', 'PostToolUse'] as const;

export const cline: AgentAdapter = { wire, hooks: hooks(), describe, toolOf, describesAcp: true, subagentTools: ['spawn_agent'], longestHook: PATIENCE };

async function wire({ programs, cwd, dir, env, hook }: WireRequest): Promise<Wiring> {
  const own = env['CLINE_DIR'] || join(env['HOME'] ?? env['USERPROFILE'] ?? '', '.cline');
  const folder = join(dir, 'cline');
  await mkdir(join(folder, 'hooks'), { recursive: true, mode: 0o700 });
  for (const name of await readdir(own).catch(() => [])) if (name !== 'hooks') await symlink(join(own, name), join(folder, name));
  // It follows no links to hooks.
  await cp(join(own, 'hooks'), join(folder, 'hooks'), { recursive: true, dereference: true }).catch(noSuchFolder);
  const cancel = JSON.stringify({ cancel: true, errorMessage: 'Signalbox has not decided: nobody answered in time, or its gate is gone.' });
  for (const event of EVENTS) {
    // Files are told apart by their extension: a person's own hook of the same event is there beside it.
    const file = join(folder, 'hooks', `${event}${process.platform === 'win32' ? '.ps1' : '.bash'}`);
    const otherwise = event === 'PreToolUse' ? `'${cancel}'` : `'{}'`;
    const line = process.platform === 'win32' ? `$input | & ${hook.command}; if ($LASTEXITCODE -ne 0) { ${otherwise} }` : `${hook.command} || echo ${otherwise}`;
    await writeFile(file, `${line}\n`, { mode: 0o700, flag: 'wx' }).catch(() => {
      throw new Error(`${join(own, 'hooks', basename(file))} is a hook of your own, in the place that Signalbox needs. Give it another extension, then run again.`);
    });
  }
  return {
    gate: 'hooks',
    env: { CLINE_DIR: folder, CLINE_DATA_DIR: env['CLINE_DATA_DIR'] || join(own, 'data') },
    notes: await repositoryCode('Cline', cwd, ['.cline/plugins', '.clinerules/plugins']),
    permissions: [{ name: 'auto-approve', value: 'off; every call is decided by Signalbox' }],
    speaks: 'acp',
    command: programs['cline']!,
    args: ['--acp', '--auto-approve', 'false'],
  };
}

function noSuchFolder(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

const callSchema = z.looseObject({ id: z.string().max(1000).optional(), name: z.string().max(1000), input: z.unknown().optional(), output: z.unknown().optional(), error: z.unknown().optional() });
const payloadSchema = z.looseObject({
  hookName: z.string().max(100),
  sessionContext: z.looseObject({ rootSessionId: z.string().max(1000).optional() }).optional().catch(undefined),
  agent_id: z.string().max(1000).optional(),
  parent_agent_id: z.string().max(1000).nullish(),
  tool_call: callSchema.optional(),
  tool_result: callSchema.optional(),
});
type Payload = z.infer<typeof payloadSchema>;

function hooks(): HookDialect {
  return {
    read(payload) {
      const parsed = payloadSchema.parse(payload);
      const session = parsed.sessionContext?.rootSessionId;
      return { ...(session === undefined ? {} : { session }), event: eventOf(parsed) };
    },
    answer(event, decision) {
      const denied = event.type === 'tool' && decision?.verdict !== 'allow';
      return { stdout: JSON.stringify(denied ? { cancel: true, errorMessage: decision?.reason ?? 'Denied.' } : {}), stderr: '', exitCode: 0 };
    },
  };
}

function eventOf(payload: Payload): HookEvent {
  const { hookName, parent_agent_id: parent, agent_id: agent, tool_call: asked, tool_result: ended } = payload;
  const subagent = typeof parent === 'string' ? agent : undefined;
  switch (hookName) {
    case 'agent_start':
      return subagent === undefined ? { type: 'session-started' } : { type: 'subagent-started', subagent };
    case 'tool_call':
      if (asked === undefined) throw new Error('a tool call without its tool');
      // It is asked for through ACP next, where a refusal does not end the turn and nothing hurries.
      return subagent === undefined ? { type: 'other', name: 'tool' } : { type: 'tool', call: callOf(asked, subagent) };
    case 'tool_result': {
      if (ended === undefined) throw new Error('the end of a tool call without its tool');
      const result = typeof ended.output === 'string' ? ended.output : ended.output === undefined ? '' : JSON.stringify(ended.output);
      const failed = (ended.error !== undefined && ended.error !== null) || unsuccessful(ended.output);
      return { type: 'tool-ended', call: callOf(ended, subagent), outcome: { status: failed ? 'failed' : 'succeeded', basis: 'reported', ...(result === '' ? {} : { result }) } };
    }
    default:
      return { type: 'other', name: hookName };
  }
}

function callOf({ name: tool, id: callId, input }: z.infer<typeof callSchema>, subagent: string | undefined): ToolCall {
  return { tool, input, ...(callId === undefined ? {} : { callId }), ...(subagent === undefined ? {} : { subagent }) };
}

/** Tools that do several things at once give a list of results. */
function unsuccessful(output: unknown): boolean {
  return Array.isArray(output) && output.length > 0 && output.every((one) => field(one, 'success') === false);
}

/** ACP titles are the tool, or the tool and what it is about. */
function toolOf({ title }: { title?: string | null | undefined }): string | undefined {
  return /^([a-z][\w-]*)(?::|$)/.exec(title ?? '')?.[1];
}

async function describe({ tool, input }: ToolCall, context: DescribeContext): Promise<Action> {
  const { cwd } = context;
  switch (tool) {
    case 'run_commands': {
      const commands = field(input, 'commands');
      const all = typeof commands === 'string' ? [commands] : Array.isArray(commands) ? commands : [text(input, 'command')];
      if (all.length > 0 && all.every((command) => typeof command === 'string')) return exec(all.join('\n'), cwd);
      break;
    }
    case 'read_files': {
      const files = field(input, 'files');
      const paths = Array.isArray(files) ? files.map((file) => text(file, 'path')) : [text(input, 'path')];
      if (paths.length > 0 && paths.every((path) => path !== undefined)) return read(paths, cwd);
      break;
    }
    case 'search_codebase':
      return read([], cwd);
    case 'editor': {
      const path = text(input, 'path');
      const [from, to] = [text(input, 'old_text'), text(input, 'new_text')];
      if (path === undefined || to === undefined || (field(input, 'insert_line') ?? undefined) !== undefined) break;
      return from === undefined ? write(path, to, context) : edit(path, from, to, false, context);
    }
    case 'apply_patch': {
      const patch = await applyPatch(text(input, 'input', 'patch'), context);
      if (patch !== undefined) return patch;
      break;
    }
    case 'fetch_web_content': {
      const requests = field(input, 'requests');
      const url = Array.isArray(requests) && requests.length === 1 ? text(requests[0], 'url') : text(input, 'url');
      if (url !== undefined) return fetch(url);
    }
  }
  return other(tool, input, cwd);
}
