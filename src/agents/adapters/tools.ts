/** What agents' adapters share: reading fields of a tool's input, and actions made from them. */
import { isAbsolute, resolve } from 'node:path';
import type { Action } from '../../model/action.ts';
import type { DescribeContext } from '../adapter.ts';

/** A string under one of these names; undefined where none is. */
export function text(input: unknown, ...names: string[]): string | undefined {
  for (const name of names) {
    const value = field(input, name);
    if (typeof value === 'string') return value;
  }
  return undefined;
}

export function field(input: unknown, name: string): unknown {
  return typeof input === 'object' && input !== null && Object.hasOwn(input, name) ? (input as Record<string, unknown>)[name] : undefined;
}

export function absolute(path: string, cwd: string): string {
  return isAbsolute(path) ? resolve(path) : resolve(cwd, path);
}

/** A command for a shell. @param folder where it runs, if not in `cwd`. */
export function exec(command: string, cwd: string, folder?: string): Action {
  return { kind: 'exec', command, cwd: folder === undefined || folder === '' ? cwd : absolute(folder, cwd) };
}

/** Reading these files or folders; of none: of the folder itself. */
export function read(paths: readonly (string | undefined)[], cwd: string): Action {
  const given = paths.filter((path): path is string => path !== undefined && path !== '').map((path) => absolute(path, cwd));
  return { kind: 'read', paths: given.length > 0 ? given : [cwd], cwd };
}

/** Writing `after` as the whole of a file; shown against what is there now. */
export async function write(path: string, after: string, { cwd, readText }: DescribeContext): Promise<Action> {
  const file = absolute(path, cwd);
  return { kind: 'write', paths: [file], cwd, changes: [{ path: file, before: (await readText(file)) ?? null, after }] };
}

/** One replacement within a file: `all` or only the first. Shown on the whole file where the old text is found in it. */
export async function edit(path: string, from: string, to: string, all: boolean, { cwd, readText }: DescribeContext): Promise<Action> {
  const file = absolute(path, cwd);
  const whole = await readText(file);
  if (whole !== undefined && from !== '' && whole.includes(from)) {
    const after = all ? whole.replaceAll(from, () => to) : whole.replace(from, () => to);
    return { kind: 'write', paths: [file], cwd, changes: [{ path: file, before: whole, after }] };
  }
  return { kind: 'write', paths: [file], cwd, changes: [{ path: file, before: from === '' ? (whole ?? null) : from, after: to }] };
}

export function fetch(url: string, method?: string): Action {
  return { kind: 'fetch', url, ...(method === undefined ? {} : { method }) };
}

export function mcp(server: string, tool: string, input: unknown): Action {
  return { kind: 'mcp', server, tool, ...(input === undefined ? {} : { arguments: input }) };
}

/** `mcp__server__tool`, as Claude Code, Codex and others name the tools of MCP servers. */
export function mcpName(name: string): { server: string; tool: string } | undefined {
  const match = /^mcp__(.+?)__(.+)$/.exec(name);
  return match?.[1] === undefined || match[2] === undefined ? undefined : { server: match[1], tool: match[2] };
}

export function other(tool: string, input: unknown, cwd: string): Action {
  return { kind: 'other', tool, input, cwd };
}
