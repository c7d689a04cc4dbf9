/** What each tool of Copilot CLI would do (tools of 1.0.102). */
import type { Action } from '../../model/action.ts';
import type { DescribeContext, ToolCall } from '../adapter.ts';
import { applyPatch } from './apply-patch.ts';
import { edit, exec, fetch, mcp, other, read, text, write } from './tools.ts';

export async function describe({ tool, input }: ToolCall, context: DescribeContext): Promise<Action> {
  const { cwd } = context;
  const path = text(input, 'path');
  switch (tool) {
    case 'bash':
    case 'powershell': {
      const command = text(input, 'command');
      if (command !== undefined) return exec(command, cwd);
      break;
    }
    case 'view':
    case 'grep':
    case 'rg':
    case 'glob':
      return read([path], cwd);
    case 'create':
      if (path !== undefined) return write(path, text(input, 'file_text') ?? '', context);
      break;
    case 'edit':
      if (path !== undefined) return edit(path, text(input, 'old_str') ?? '', text(input, 'new_str') ?? '', false, context);
      break;
    case 'apply_patch': {
      const patch = await applyPatch(typeof input === 'string' ? input : text(input, 'input', 'patch'), context);
      if (patch !== undefined) return patch;
      break;
    }
    case 'web_fetch': {
      const url = text(input, 'url');
      if (url !== undefined) return fetch(url);
    }
  }
  const named = mcpTool(tool, context.servers ?? []);
  return named === undefined ? other(tool, input, cwd) : mcp(named.server, named.tool, input);
}

/** Tools of MCP servers are named `SERVER-TOOL`: only a server that is known can be told from it. */
function mcpTool(name: string, servers: readonly string[]): { server: string; tool: string } | undefined {
  const fitting = servers.filter((server) => name.startsWith(`${server}-`));
  const [server] = fitting;
  return server === undefined || fitting.length > 1 ? undefined : { server, tool: name.slice(server.length + 1) };
}
