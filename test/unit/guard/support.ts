/** The guard and the built-in policy over a made-up file system: `/ws` is the workspace, `/ws/link` leads into `.signalbox`, and `/ws/shadows` holds a `json.py`. */
import { createGuard } from '../../../src/guard/guard.ts';
import type { GuardContext } from '../../../src/guard/types.ts';
import type { Action } from '../../../src/model/action.ts';
import { loadPolicy } from '../../../src/policy/load.ts';
import type { Grant, PolicySource } from '../../../src/policy/types.ts';

export const guard = await createGuard('node_modules/@vscode/tree-sitter-wasm/wasm');

export const context: GuardContext = {
  roots: ['/ws'],
  home: '/home/u',
  platform: 'linux',
  realpath: (path) =>
    path
      .replace(/^\/ws\/link(?=\/|$)/, '/ws/.signalbox')
      .replace(/^\/ws\/link2(?=\/|$)/, '/elsewhere/a/b')
      .replace(/^\/ws\/out(?=\/|$)/, '/elsewhere/deep'),
  shadowing: (folder) => (folder === '/ws/shadows' ? ['json.py', 'data.json'] : []),
};

export function policyOf(workspace?: string, { trusted = true, user }: { trusted?: boolean; user?: string } = {}) {
  const sources: PolicySource[] = [];
  if (user !== undefined) sources.push({ layer: 'user', file: 'user.jsonc', text: user });
  if (workspace !== undefined) sources.push({ layer: 'workspace', file: 'policy.jsonc', text: workspace });
  return loadPolicy({ sources, trusted, roots: context.roots, home: context.home });
}

export const builtIn = policyOf().policy;

export function exec(command: string): Action {
  return { kind: 'exec', command, cwd: '/ws' };
}

export function subjectOf(action: Action, grants: readonly Grant[] = []) {
  return { action, assessment: guard.assess(action, context), agent: 'demo', grants };
}

export function effectOf(action: Action | string, policy = builtIn, grants: readonly Grant[] = []) {
  return policy.decide(subjectOf(typeof action === 'string' ? exec(action) : action, grants)).effect;
}

export function findingsOf(action: Action | string): string[] {
  return guard.assess(typeof action === 'string' ? exec(action) : action, context).findings.map((finding) => finding.id);
}
