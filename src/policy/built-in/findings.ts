/** Which findings a rule can accept, and who may say so. Ids with `*` at the end stand for all that begin so. */

/** Refused, whatever any layer says. */
export const refused = ['command.catastrophic', 'path.signalbox', 'secret.to-network'] as const;

/** What an allow rule of a repository never accepts: only the user's own policy, naming them, or a person can. */
export const guarded = [
  'path.agent-config',
  'path.ci',
  'path.credentials',
  'path.git-internals',
  'path.hook',
  'path.outside-workspace',
  'path.start-file',
  'command.privilege',
  'command.persists',
  'command.environment',
  'command.dumps-secrets',
  'command.unresolved',
  'secret.*',
  'shell.*',
  'net.private-address',
  'net.scheme',
  'guard.*',
  'text.*',
  'injection.*',
  'flow.*',
  'external.*',
  'tool.changed',
  'tool.shadows',
  'tool.contradicts',
] as const;

/** What an allow rule accepts that says nothing about findings. All else it must name. */
export const ordinary = [
  'command.writes',
  'command.deletes',
  'command.runs-code',
  'command.network',
  'command.changes-repository',
  'command.unknown',
  'path.temporary-output',
] as const;

/** All of the above, for the policy's digest. */
export const GUARDED_BY = { refused, guarded, ordinary };
