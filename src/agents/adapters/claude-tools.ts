/** What each tool of Claude Code would do (https://code.claude.com/docs/en/tools-reference, and what 2.1.330 offers). */
import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Action, Change } from '../../model/action.ts';
import type { DescribeContext, ToolCall } from '../adapter.ts';
import { absolute, edit, exec, fetch, field, mcp, mcpName, other, read, text, write } from './tools.ts';

/** Agents that come with Claude Code. */
const OWN_AGENTS: readonly unknown[] = [undefined, 'general-purpose', 'Explore', 'Plan'];

export async function describe({ tool, input }: ToolCall, context: DescribeContext): Promise<Action> {
  const { cwd } = context;
  const path = text(input, 'file_path', 'notebook_path', 'path');
  switch (tool) {
    case 'Bash':
    case 'Monitor': {
      const command = text(input, 'command');
      if (command !== undefined) return exec(command, cwd);
      break;
    }
    case 'Read':
    case 'NotebookRead':
      if (path !== undefined) return read([path], cwd);
      break;
    case 'LS':
    case 'Grep':
      return read([path], cwd);
    case 'Glob':
      return read([globRoot(path, text(input, 'pattern') ?? '')], cwd);
    case 'Write':
      if (path !== undefined) return write(path, text(input, 'content') ?? '', context);
      break;
    case 'Edit':
      if (path !== undefined) return edit(path, text(input, 'old_string') ?? '', text(input, 'new_string') ?? '', field(input, 'replace_all') === true, context);
      break;
    case 'MultiEdit': {
      const edits = field(input, 'edits');
      if (path !== undefined && Array.isArray(edits)) return multiEdit(path, edits, context);
      break;
    }
    case 'NotebookEdit':
      if (path !== undefined) return notebookEdit(path, input, cwd);
      break;
    case 'WebFetch': {
      const url = text(input, 'url');
      if (url !== undefined) return fetch(url);
      break;
    }
    case 'Agent':
    case 'Task':
      return other(await subagentName(tool, input, cwd), input, cwd);
  }
  const named = mcpName(tool);
  return named === undefined ? other(tool, input, cwd) : mcp(named.server, named.tool, input);
}

/** The folder that a pattern searches: it may lead out of `path`. */
function globRoot(path: string | undefined, pattern: string): string | undefined {
  const fixed = /^[^*?[{]*/.exec(pattern)?.[0] ?? '';
  if (!fixed.startsWith('/') && !fixed.includes('..') && !fixed.startsWith('~')) return path;
  const folder = fixed === pattern ? fixed : dirname(`${fixed}x`);
  return path === undefined ? folder : absolute(folder, path);
}

async function multiEdit(path: string, edits: unknown[], { cwd, readText }: DescribeContext): Promise<Action> {
  const file = absolute(path, cwd);
  const before = (await readText(file)) ?? null;
  let after = before ?? '';
  for (const one of edits) {
    const [from, to] = [text(one, 'old_string') ?? '', text(one, 'new_string') ?? ''];
    if (from === '') after = to;
    else after = field(one, 'replace_all') === true ? after.replaceAll(from, () => to) : after.replace(from, () => to);
  }
  return { kind: 'write', paths: [file], cwd, changes: [{ path: file, before, after }] };
}

/** A cell is shown by itself: a notebook as a whole is JSON that nobody reads. */
function notebookEdit(path: string, input: unknown, cwd: string): Action {
  const file = absolute(path, cwd);
  const source = text(input, 'new_source') ?? '';
  const change: Change = text(input, 'edit_mode') === 'delete' ? { path: file, before: `(cell ${text(input, 'cell_id') ?? ''})`, after: '' } : { path: file, before: null, after: source };
  return { kind: 'write', paths: [file], cwd, changes: [change] };
}

/**
 * The tool, and what makes it more than a subagent whose calls are each decided: another place to work, or a definition that the
 * repository can give hooks and servers of its own. Only the bare tool is one that nobody is asked about.
 */
async function subagentName(tool: string, input: unknown, cwd: string): Promise<string> {
  const isolation = field(input, 'isolation');
  if (isolation !== undefined) return `${tool} (isolation: ${text(input, 'isolation') ?? '?'})`;
  const type = field(input, 'subagent_type');
  if (!OWN_AGENTS.includes(type) || (await isThere(join(cwd, '.claude', 'agents')))) return `${tool} (${text(input, 'subagent_type') ?? 'general-purpose'})`;
  return tool;
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}
