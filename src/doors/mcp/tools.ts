/** Asks MCP servers which tools they have, so that the record can say what an agent could use. The one place that imports the MCP SDK. */
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { digestOf } from '../../model/digest.ts';
import type { McpServerConfig } from '../acp/types.ts';

/** A tool by name; `digest`: SHA-256 over RFC 8785 of its whole definition, so that a changed description is noticed. */
export interface ObservedTool {
  name: string;
  digest: string;
  server: string;
  description?: string | undefined;
  annotations?: Record<string, unknown> | undefined;
}

export interface ToolsOptions {
  cwd: string;
  /** For servers that are commands; their own variables come on top. */
  env: Readonly<Record<string, string>>;
  client: { name: string; version: string };
  /** How long one server may take, in ms. */
  timeout: number;
  signal: AbortSignal;
}

/** More tools or pages than this are not asked for. */
const MAX_TOOLS = 1000;
const MAX_PAGES = 20;

/** Asks all servers at once. One that does not answer is named in `unknown`, with a problem in words, and never an error. */
export async function listTools(servers: readonly McpServerConfig[], options: ToolsOptions): Promise<{ tools: ObservedTool[]; unknown: string[]; problems: string[] }> {
  const answers = await Promise.allSettled(servers.map((server) => toolsOf(server, options)));
  const tools = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  const problems = answers.flatMap((answer, index) =>
    answer.status === 'rejected' ? [`The tools of the MCP server "${servers[index]!.name}" are not known: ${answer.reason instanceof Error ? answer.reason.message : 'it does not answer'}`] : [],
  );
  const unknown = servers.filter((_, index) => answers[index]!.status === 'rejected').map(({ name }) => name);
  return { tools, unknown, problems };
}

async function toolsOf(server: McpServerConfig, options: ToolsOptions): Promise<ObservedTool[]> {
  // Loaded when a workspace has servers: most have none, and the SDK is large.
  const { Client } = await import('@modelcontextprotocol/sdk/client/index.js');
  const client = new Client(options.client);
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(options.timeout)]);
  const limits = { signal, timeout: options.timeout };
  try {
    await client.connect(await transportTo(server, options), limits);
    const tools: ObservedTool[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < MAX_PAGES && tools.length < MAX_TOOLS; page++) {
      const listed = await client.listTools(cursor === undefined ? {} : { cursor }, limits);
      tools.push(...listed.tools.map((tool) => ({ name: tool.name, digest: digestOf(tool), server: server.name, description: wordsOf(tool), annotations: tool.annotations })));
      cursor = listed.nextCursor;
      if (cursor === undefined) break;
    }
    return tools.slice(0, MAX_TOOLS);
  } finally {
    await client.close().catch(() => undefined);
  }
}

/** All that a model reads of a tool: its description, and those of its parameters. */
function wordsOf({ title, description, inputSchema }: { title?: string | undefined; description?: string | undefined; inputSchema: unknown }): string {
  const found = [title ?? '', description ?? ''];
  const pending: unknown[] = [inputSchema];
  for (let one = pending.pop(); one !== undefined && found.length < 1000; one = pending.pop()) {
    if (typeof one !== 'object' || one === null) continue;
    for (const [key, value] of Object.entries(one)) {
      if (typeof value === 'string' && (key === 'description' || key === 'title')) found.push(value);
      else pending.push(value);
    }
  }
  return found.filter((text) => text !== '').join('\n').slice(0, 200_000);
}

async function transportTo({ transport }: McpServerConfig, { cwd, env }: ToolsOptions): Promise<Transport> {
  switch (transport.type) {
    case 'stdio': {
      const { StdioClientTransport } = await import('@modelcontextprotocol/sdk/client/stdio.js');
      return new StdioClientTransport({ command: transport.command, args: transport.args, env: { ...env, ...transport.env }, cwd, stderr: 'ignore' });
    }
    case 'http': {
      const { StreamableHTTPClientTransport } = await import('@modelcontextprotocol/sdk/client/streamableHttp.js');
      return new StreamableHTTPClientTransport(new URL(transport.url), { requestInit: { headers: transport.headers } });
    }
    case 'sse': {
      const { SSEClientTransport } = await import('@modelcontextprotocol/sdk/client/sse.js');
      return new SSEClientTransport(new URL(transport.url), { requestInit: { headers: transport.headers } });
    }
  }
}
