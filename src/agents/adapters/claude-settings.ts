/**
 * The settings of one launch of Claude Code, and what those of the repository would do to it. Settings of a launch win over the user's
 * and the repository's, lists are merged (https://code.claude.com/docs/en/settings, tested with 2.1.330).
 */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { UserHooksRequest, WireRequest, Wiring } from '../adapter.ts';
import type { ConfigEdit } from '../install/edits.ts';
import { field } from './tools.ts';

/** Claude's hook events that come to the gate. `SessionStart` takes no HTTP hook; the first prompt shows as well that hooks are on. */
const EVENTS = ['UserPromptSubmit', 'PreToolUse', 'PermissionRequest', 'PostToolUse', 'PostToolUseFailure', 'SubagentStart', 'SubagentStop', 'Stop', 'SessionEnd'] as const;

/** Those of a session that a person starts alone; what it asks the person again it asks in its own terminal. */
const OWN_EVENTS = ['SessionStart', 'UserPromptSubmit', 'PreToolUse', 'PostToolUse', 'PostToolUseFailure', 'SubagentStart', 'Stop', 'SessionEnd'] as const;

/** Settings by which a repository lets commands run that no tool call asks for, or changes a call after it was decided. */
const COMMANDS = ['hooks', 'enabledPlugins', 'apiKeyHelper', 'awsAuthRefresh', 'awsCredentialExport', 'gcpAuthRefresh', 'otelHeadersHelper', 'statusLine', 'fileSuggestion'] as const;
/** Settings that name what hooks may reach. They are merged, so ours is added where another is. */
const ALLOWED_URLS = 'allowedHttpHookUrls';
const ALLOWED_VARIABLES = 'httpHookAllowedEnvVars';

/** Variables by which Claude Code would start without hooks. */
export const ordinaryStart = { CLAUDE_CODE_SIMPLE: '0', CLAUDE_CODE_SAFE_MODE: '0', CLAUDE_CODE_PERSONAL_HOOKS_OFF: '0' };

/** A repository's settings larger than this are taken for unreadable, in bytes. */
const MAX_SETTINGS = 1024 * 1024;

interface SettingsFile {
  /** As a person would name it. */
  name: string;
  fromRepository: boolean;
  /** Undefined: it is there and cannot be read. */
  values: Record<string, unknown> | undefined;
}

export interface LaunchSettings {
  settings: Record<string, unknown>;
  /** Which settings files Claude reads besides. */
  sources: readonly ('user' | 'project' | 'local')[];
  notes: Wiring['notes'];
}

/** Reads what is there and makes the settings of a launch. */
export async function launchSettings({ cwd, env, hook, trusted }: Pick<WireRequest, 'cwd' | 'env' | 'hook' | 'trusted'>): Promise<LaunchSettings> {
  const files = await settingsFiles(cwd, env);
  const repository = files.filter(({ fromRepository }) => fromRepository);
  const notes = repository.flatMap(notesOf);
  if (!trusted) notes.push({ code: 'untrusted-workspace', message: 'This workspace is not trusted, so Claude Code is started without its settings, MCP servers, skills and CLAUDE.md.' });
  const runsCommands = repository.some(({ values }) => values === undefined || COMMANDS.some((name) => name in values));
  const names = (setting: string): boolean => files.some(({ values }) => values !== undefined && setting in values);
  return {
    settings: {
      disableAllHooks: false,
      // Commands inside of skills and slash commands run before any hook.
      disableSkillShellExecution: true,
      hooks: Object.fromEntries(EVENTS.map((event) => [event, [{ hooks: [httpHook(hook)] }]])),
      // A repository could send the hooks to a proxy of its own, which would answer them.
      env: { ...ordinaryStart, ...directToLoopback(env) },
      ...(names(ALLOWED_URLS) ? { [ALLOWED_URLS]: [hook.url] } : {}),
      ...(names(ALLOWED_VARIABLES) ? { [ALLOWED_VARIABLES]: [hook.tokenVariable] } : {}),
    },
    // Without the repository's settings go its MCP servers, skills, agents and CLAUDE.md.
    sources: runsCommands || !trusted ? ['user'] : ['user', 'project', 'local'],
    notes,
  };
}

function httpHook({ url, tokenVariable, timeout }: WireRequest['hook']): Record<string, unknown> {
  return { type: 'http', url, headers: { Authorization: `Bearer $${tokenVariable}` }, allowedEnvVars: [tokenVariable], timeout, onFailure: 'block' };
}

/** For sessions that a person starts alone: the command hook, in their own settings. */
export async function userHooks({ home, env, hook }: UserHooksRequest): Promise<ConfigEdit[]> {
  const file = join(configFolder({ ...env, HOME: home }, home), 'settings.json');
  return OWN_EVENTS.map((event) => {
    const handler = { type: 'command', command: hook.command, timeout: hook.timeout, ...(event === 'PreToolUse' ? { onFailure: 'block' } : {}) };
    return { form: 'json-item', file, path: ['hooks', event], value: { hooks: [handler] } };
  });
}

function configFolder(env: Readonly<Record<string, string | undefined>>, otherwise: string): string {
  return env['CLAUDE_CONFIG_DIR'] || join(env['HOME'] || env['USERPROFILE'] || otherwise, '.claude');
}

/** The person's exceptions from their proxy, and loopback. */
export function directToLoopback(env: Readonly<Record<string, string>>): Record<string, string> {
  const exceptions = [env['NO_PROXY'] ?? env['no_proxy'], '127.0.0.1', 'localhost'].filter((part) => part !== undefined && part !== '').join(',');
  return { NO_PROXY: exceptions, no_proxy: exceptions };
}

async function settingsFiles(cwd: string, env: Readonly<Record<string, string>>): Promise<SettingsFile[]> {
  const places = [
    { name: 'Your own settings of Claude Code', path: join(configFolder(env, cwd), 'settings.json'), fromRepository: false },
    { name: '.claude/settings.json', path: join(cwd, '.claude', 'settings.json'), fromRepository: true },
    { name: '.claude/settings.local.json', path: join(cwd, '.claude', 'settings.local.json'), fromRepository: true },
  ];
  const read = await Promise.all(places.map(async ({ path, ...place }) => ({ ...place, found: await readSettings(path) })));
  return read.flatMap(({ found, ...place }) => (found === 'absent' ? [] : [{ ...place, values: found }]));
}

async function readSettings(path: string): Promise<Record<string, unknown> | 'absent' | undefined> {
  try {
    if ((await stat(path)).size > MAX_SETTINGS) return undefined;
    const parsed: unknown = JSON.parse((await readFile(path, 'utf8')).replace(/^\uFEFF/, ''));
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as Record<string, unknown>) : undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'absent' : undefined;
  }
}

function notesOf({ name, values }: SettingsFile): Wiring['notes'] {
  const note = (code: string, message: string) => ({ code, message });
  if (values === undefined) return [note('repository-switch', `${name} of the repository cannot be read, so Claude Code is started without the repository's settings.`)];
  const notes: Wiring['notes'] = [];
  if (values['disableAllHooks'] === true) notes.push(note('repository-switch', `${name} of the repository would turn off all hooks (disableAllHooks). This launch overrides it.`));
  const runs = COMMANDS.filter((setting) => setting in values);
  if (runs.length > 0) {
    notes.push(note('repository-switch', `${name} of the repository would let commands run that nobody is asked about (${runs.join(', ')}). Claude Code is started without the repository's settings.`));
  }
  const lists = [ALLOWED_URLS, ALLOWED_VARIABLES].filter((setting) => setting in values);
  if (lists.length > 0) notes.push(note('repository-switch', `${name} of the repository would keep hooks from the gate (${lists.join(', ')}). This launch overrides it.`));
  const permissions = values['permissions'];
  if (['allow', 'defaultMode', 'additionalDirectories'].some((setting) => field(permissions, setting) !== undefined)) {
    notes.push(note('repository-switch', `${name} of the repository would permit tool calls unasked (permissions). Each call is decided by Signalbox all the same.`));
  }
  return notes;
}
