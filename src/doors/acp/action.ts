/** From a tool call as an agent describes it to an `Action`. The kind is the agent's claim, so a command is a command whatever the kind. */
import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { actionSchema, type Action, type Change } from '../../model/action.ts';
import { digestOf } from '../../model/digest.ts';
import { boundedId, textOf, tidyJson, type CallFields } from './messages.ts';
import { commandLine } from './quote.ts';

const MAX_TITLE = 300;
/** The names under which agents give the path of a file in a tool's input. */
const PATH_KEYS = ['file_path', 'filePath', 'path', 'abs_path', 'absolute_path', 'notebook_path', 'source', 'destination', 'old_path', 'new_path', 'uri'];

export interface Described {
  action: Action;
  /** One line without control characters. */
  title: string;
  tool?: string;
  /** Where tool and input are the agent's own, as its hooks name them. */
  fingerprint?: string;
  /** Where only the input is the agent's own: of that alone. */
  alias?: string;
  /** The agent's id of the call that started the subagent which makes this one. */
  parentCall?: string;
}

/** @param cwd the folder of the session, absolute; relative paths are taken from it. */
export function describeCall(call: CallFields, cwd: string): Described {
  const input = tidyJson(call.rawInput);
  const tool = toolName(call);
  const title = oneLine(call.title ?? '');
  const action = buildAction(call, input, tool, title, cwd);
  const parsed = actionSchema.safeParse(action);
  const kept: Action = parsed.success ? parsed.data : { kind: 'other', tool: clip(tool ?? 'tool', 1000), input: whole(call, input), cwd };
  const parentCall = parentCallOf(call);
  return {
    action: kept,
    title: title || titleOf(kept),
    ...(tool === undefined ? {} : { tool: clip(tool, 1000) }),
    ...(tool === undefined || input === undefined ? {} : { fingerprint: digestOf({ tool, input: input ?? null }) }),
    ...(tool !== undefined || input === undefined ? {} : { alias: digestOf({ input }) }),
    ...(parentCall === undefined ? {} : { parentCall }),
  };
}

/** The call that started the subagent which makes this one, where Claude's adapter says so. */
export function parentCallOf(call: CallFields): string | undefined {
  const id = member(call._meta?.['claudeCode'], 'parentToolUseId');
  return typeof id === 'string' && id !== '' ? boundedId(id) : undefined;
}

/** A text as one line of at most 300 characters, for lists. */
export function oneLine(text: string): string {
  const line = text.toWellFormed().replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim();
  return line.length > MAX_TITLE ? `${line.slice(0, MAX_TITLE - 1).toWellFormed()}…` : line;
}

function buildAction(call: CallFields, input: unknown, tool: string | undefined, title: string, cwd: string): Action {
  const mcp = mcpName(tool) ?? mcpName(call.title ?? undefined);
  if (mcp) return { kind: 'mcp', ...mcp, ...(input === undefined ? {} : { arguments: input }) };
  const changes = changesOf(call, input, cwd);
  const paths = pathsOf(call, input, changes, cwd);
  if (call.kind === 'edit' || call.kind === 'delete' || call.kind === 'move' || changes.length > 0) {
    if (paths.length > 0) return { kind: 'write', paths, cwd, ...(changes.length > 0 ? { changes } : {}) };
  } else {
    const command = commandOf(input);
    if (command) return { kind: 'exec', ...command, cwd: folderOf(input, cwd) };
    if (call.kind === 'execute' && title !== '') return { kind: 'exec', command: unquoted(call.title ?? title), cwd: folderOf(input, cwd) };
    if (call.kind === 'fetch') {
      const url = stringOf(input, ['url', 'uri']) ?? /https?:\/\/\S+/.exec(call.title ?? '')?.[0];
      const method = stringOf(input, ['method']);
      if (url !== undefined) return { kind: 'fetch', url, ...(method === undefined ? {} : { method: clip(method, 32) }) };
    }
    if (call.kind === 'search') return { kind: 'read', paths: paths.length > 0 ? paths : [cwd], cwd };
    if (call.kind === 'read' && paths.length > 0) return { kind: 'read', paths, cwd };
  }
  return { kind: 'other', tool: clip(tool ?? call.kind ?? 'tool', 1000) || 'tool', input: whole(call, input), cwd };
}

/** The agent's own name of the tool: a field of ACP, or where Claude's adapter puts it. */
function toolName(call: CallFields): string | undefined {
  if (call.name) return oneLine(call.name);
  const named = member(call._meta?.['claudeCode'], 'toolName');
  return typeof named === 'string' && named !== '' ? oneLine(named) : undefined;
}

/** `mcp__server__tool`, as Claude Code, Codex and others name the tools of MCP servers. */
function mcpName(name: string | undefined): { server: string; tool: string } | undefined {
  const match = /^mcp__([\w.@/-]+?)__([\w.@/:-]+)$/.exec(name ?? '');
  return match?.[1] === undefined || match[2] === undefined ? undefined : { server: clip(match[1], 1000), tool: clip(match[2], 1000) };
}

function changesOf(call: CallFields, input: unknown, cwd: string): Change[] {
  const diffs = (call.content ?? []).flatMap((part): Change[] => {
    if (part.type !== 'diff' || typeof part['path'] !== 'string' || typeof part['newText'] !== 'string') return [];
    const before = typeof part['oldText'] === 'string' ? part['oldText'].toWellFormed() : null;
    return [{ path: absolute(part['path'], cwd), before, after: call.kind === 'delete' ? null : part['newText'].toWellFormed() }];
  });
  if (diffs.length > 0) return diffs;
  const path = stringOf(input, PATH_KEYS) ?? call.locations?.[0]?.path;
  if (path === undefined) return [];
  // An empty text stands for what a deleted file holds where the agent does not say; null would mean that there is no file.
  if (call.kind === 'delete') return [{ path: absolute(path, cwd), before: '', after: null }];
  if (call.kind !== 'edit') return [];
  const after = stringOf(input, ['content', 'new_string', 'newString', 'newText', 'new_text', 'file_text', 'new_str']);
  const before = stringOf(input, ['old_string', 'oldString', 'oldText', 'old_text', 'old_str']) ?? null;
  return after === undefined ? [] : [{ path: absolute(path, cwd), before, after }];
}

function pathsOf(call: CallFields, input: unknown, changes: Change[], cwd: string): string[] {
  const found = changes.map((change) => change.path);
  for (const key of PATH_KEYS) {
    const value = member(input, key);
    if (typeof value === 'string' && value !== '') found.push(absolute(value, cwd));
  }
  for (const location of call.locations ?? []) found.push(absolute(location.path, cwd));
  return [...new Set(found)].slice(0, 1000);
}

function commandOf(input: unknown): { command: string; argv?: string[] } | undefined {
  for (const key of ['command', 'cmd']) {
    const value = member(input, key);
    if (typeof value === 'string' && value.trim() !== '') {
      const args = member(input, 'args');
      if (!isStrings(args) || args.length === 0) return { command: value };
      return { command: commandLine([value, ...args]), argv: [value, ...args] };
    }
    if (isStrings(value) && value.length > 0) return { command: commandLine(value), argv: value };
  }
  return undefined;
}

function folderOf(input: unknown, cwd: string): string {
  const given = stringOf(input, ['cwd', 'workdir', 'working_directory', 'directory', 'dir_path']);
  return given === undefined || given === '' ? cwd : absolute(given, cwd);
}

/** All that is known of a call that fits no kind, so that a person sees it whole. */
function whole(call: CallFields, input: unknown): unknown {
  if (input !== undefined && input !== null) return input;
  const texts = (call.content ?? []).flatMap((part) => (part.type === 'content' ? [textOf(part['content'])] : []));
  return { title: (call.title ?? '').toWellFormed(), locations: (call.locations ?? []).map((location) => location.path.toWellFormed()), text: texts.join('\n') };
}

function titleOf(action: Action): string {
  switch (action.kind) {
    case 'exec': return oneLine(action.command);
    case 'read': return oneLine(`Read ${action.paths.join(', ')}`);
    case 'write': return oneLine(`Write ${action.paths.join(', ')}`);
    case 'fetch': return oneLine(`Fetch ${action.url}`);
    case 'mcp': return oneLine(`${action.server}: ${action.tool}`);
    case 'other': return oneLine(action.tool);
  }
}

function absolute(path: string, cwd: string): string {
  const given = path.toWellFormed();
  if (given.startsWith('file://')) {
    try {
      return fileURLToPath(given);
    } catch {
      return resolve(cwd, given);
    }
  }
  return isAbsolute(given) ? resolve(given) : resolve(cwd, given);
}

/** Agents that give no input put the command in the title, some of them between backquotes. */
function unquoted(title: string): string {
  return /^`([^`]+)`$/.exec(title.trim())?.[1] ?? title.toWellFormed();
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}

function stringOf(value: unknown, keys: string[]): string | undefined {
  for (const key of keys) {
    const found = member(value, key);
    if (typeof found === 'string') return found;
  }
  return undefined;
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((part) => typeof part === 'string');
}

function clip(text: string, limit: number): string {
  return text.slice(0, limit).toWellFormed();
}
