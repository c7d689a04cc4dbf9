/** Variables that make programs load code. */
const loading = ['NODE_OPTIONS', 'BASH_ENV', 'LD_PRELOAD', 'LD_AUDIT', 'DYLD_INSERT_LIBRARIES'];

/**
 * Agents that read variables from a file of the repository (`.env`) leave alone what is set already. Set to what the person has, or to
 * nothing, these cannot come from there and into the hook.
 */
export function pinned(env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(loading.map((name) => [name, env[name] ?? '']));
}
