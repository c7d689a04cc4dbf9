/**
 * The MCP servers of a workspace, from `.mcp.json` (`mcpServers`, as Claude Code reads it) and `.vscode/mcp.json` (`servers`, as VS
 * Code reads it). Values of `env` and `headers` may be secrets: they go to the agent and nowhere else.
 */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parse as parseJsonc, printParseErrorCode, type ParseError } from 'jsonc-parser';
import * as z from 'zod';
import type { McpServerConfig } from '../doors/acp/types.ts';
import { digestOf } from '../model/digest.ts';

const MAX_FILE = 1024 * 1024;
const MAX_SERVERS = 100;

const text = z.string().max(32_768);
const named = z.record(z.string().max(1000), text);
const stdioSchema = z.looseObject({ type: z.literal('stdio').optional(), command: text.min(1), args: z.array(text).max(1000).default([]), env: named.default({}) });
const remoteSchema = z.looseObject({ type: z.enum(['http', 'sse', 'streamable-http']).default('http'), url: text.min(1), headers: named.default({}) });
const fileSchema = z.looseObject({ mcpServers: z.record(z.string().min(1).max(200), z.unknown()).optional(), servers: z.record(z.string().min(1).max(200), z.unknown()).optional() });

/** A server as the record names it: no value of its environment or headers, only their names, and those within the digest. */
export interface ObservedServer {
  name: string;
  digest: string;
  transport: string;
}

export interface WorkspaceServers {
  servers: McpServerConfig[];
  observed: ObservedServer[];
  /** Sentences for a person: what was left out and why. */
  problems: string[];
}

/**
 * Reads both files; the first that names a server wins. In an untrusted workspace none counts, since each is a command to run.
 * A broken file or entry is a problem to show, never an error.
 */
export async function workspaceServers(folder: string, trusted: boolean, environment: NodeJS.ProcessEnv): Promise<WorkspaceServers> {
  const found: WorkspaceServers = { servers: [], observed: [], problems: [] };
  for (const file of ['.mcp.json', '.vscode/mcp.json']) {
    const entries = await readServers(folder, file, found.problems);
    if (entries.length > 0 && !trusted) {
      found.problems.push(`The MCP servers of ${file} are left out, because this workspace is not trusted.`);
      continue;
    }
    for (const [name, value] of entries) addServer(found, file, name, value, folder, environment);
  }
  return found;
}

async function readServers(folder: string, file: string, problems: string[]): Promise<[string, unknown][]> {
  const path = join(folder, file);
  let source: string;
  try {
    if ((await stat(path)).size > MAX_FILE) {
      problems.push(`${file} is larger than ${MAX_FILE} bytes and is left out.`);
      return [];
    }
    source = await readFile(path, 'utf8');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) problems.push(`${file} cannot be read: ${String(error)}`);
    return [];
  }
  const errors: ParseError[] = [];
  const value: unknown = parseJsonc(source, errors, { allowTrailingComma: true });
  if (errors[0]) {
    const line = source.slice(0, errors[0].offset).split('\n').length;
    problems.push(`${file}, line ${line}: ${printParseErrorCode(errors[0].error)}. Its servers are left out.`);
    return [];
  }
  const parsed = fileSchema.safeParse(value);
  if (!parsed.success) {
    problems.push(`${file} does not hold servers as expected and is left out.`);
    return [];
  }
  const entries = Object.entries({ ...parsed.data.servers, ...parsed.data.mcpServers });
  if (entries.length > MAX_SERVERS) problems.push(`${file} names ${entries.length} servers; only the first ${MAX_SERVERS} are used.`);
  return entries.slice(0, MAX_SERVERS);
}

function addServer(found: WorkspaceServers, file: string, name: string, value: unknown, folder: string, environment: NodeJS.ProcessEnv): void {
  if (found.servers.some((server) => server.name === name)) return;
  const unresolved = new Set<string>();
  const expand = (source: string): string => expandVariables(source, folder, environment, unresolved);
  const expandAll = (values: Record<string, string>): Record<string, string> =>
    Object.fromEntries(Object.entries(values).map(([key, source]) => [key, expand(source)]));
  const transport = transportOf(value, expand, expandAll);
  if (!transport) {
    found.problems.push(`The MCP server "${name}" of ${file} is neither a command nor an address and is left out.`);
    return;
  }
  if (unresolved.size > 0) {
    found.problems.push(`The MCP server "${name}" of ${file} needs ${[...unresolved].join(', ')}, which is not set, and is left out.`);
    return;
  }
  const server = { name, transport };
  found.servers.push(server);
  found.observed.push(observedServer(server));
}

function transportOf(
  value: unknown,
  expand: (source: string) => string,
  expandAll: (values: Record<string, string>) => Record<string, string>,
): McpServerConfig['transport'] | undefined {
  const stdio = stdioSchema.safeParse(value);
  if (stdio.success) return { type: 'stdio', command: expand(stdio.data.command), args: stdio.data.args.map(expand), env: expandAll(stdio.data.env) };
  const remote = remoteSchema.safeParse(value);
  if (!remote.success) return undefined;
  return { type: remote.data.type === 'sse' ? 'sse' : 'http', url: expand(remote.data.url), headers: expandAll(remote.data.headers) };
}

/** `${NAME}`, `${NAME:-default}` (Claude Code), `${env:NAME}` and `${workspaceFolder}` (VS Code); others cannot be known here. */
function expandVariables(source: string, folder: string, environment: NodeJS.ProcessEnv, unresolved: Set<string>): string {
  return source.replace(/\$\{([^}]*)\}/g, (whole, inner: string) => {
    if (inner === 'workspaceFolder') return folder;
    const match = /^(?:env:)?([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/.exec(inner);
    const value = match?.[1] === undefined || /^SIGNALBOX_/i.test(match[1]) ? undefined : (environment[match[1]] ?? match[2]);
    if (value === undefined) unresolved.add(whole);
    return value ?? '';
  });
}

/** The digest is over the transport with the names but not the values of its environment or headers, and without a URL's query. */
export function observedServer({ name, transport }: McpServerConfig): ObservedServer {
  const shape =
    transport.type === 'stdio'
      ? { type: transport.type, command: transport.command, args: transport.args, env: Object.keys(transport.env).sort() }
      : { type: transport.type, url: bareUrl(transport.url), headers: Object.keys(transport.headers).sort() };
  return { name, transport: transport.type, digest: digestOf(shape) };
}

function bareUrl(url: string): string {
  return URL.canParse(url) ? new URL(url).origin + new URL(url).pathname : '';
}
