/** Values that must never be written because they were given to the agent: from its environment and its MCP servers. */
import type { McpServerConfig } from '../doors/acp/types.ts';
import type { KnownSecret } from '../record/redact.ts';

/** Names of variables that hold secrets, by the words that people use for them. */
const secretName = /(?:^|_)(?:TOKEN|SECRET|KEY|APIKEY|PASSWORD|PASSWD|PWD|PASS|CREDENTIALS?|AUTH|COOKIE|SESSION|DSN)(?:_|$)/i;
/** Variables whose names look like a secret and whose values are paths or flags. */
const harmless = /^(?:PWD|OLDPWD|SSH_AUTH_SOCK|XDG_SESSION_\w+|DESKTOP_SESSION|SESSION_MANAGER|GPG_AGENT_INFO|XAUTHORITY)$/i;

/** All that is secret in an agent's environment, and every value of its MCP servers' environments and headers. */
export function knownSecrets(env: Readonly<Record<string, string>>, servers: readonly McpServerConfig[]): KnownSecret[] {
  const fromEnv = Object.entries(env).filter(([name, value]) => secretName.test(name) && !harmless.test(name) && !value.startsWith('/'));
  const fromServers = servers.flatMap(({ transport }) => Object.entries(transport.type === 'stdio' ? transport.env : transport.headers)).filter(([name]) => !harmless.test(name));
  const secrets = [...fromEnv.map(([, value]) => ({ kind: 'environment', value })), ...fromServers.map(([, value]) => ({ kind: 'mcp-server', value }))];
  // Short values are words that would be cut out of everything.
  return secrets.filter(({ value }) => value.length >= 8);
}
