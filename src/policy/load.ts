/** From the text of policy files to one policy. */
import { composePolicy, type LayerData } from './compose.ts';
import { parsePolicy } from './parse.ts';
import type { Policy, PolicyProblem, PolicySource } from './types.ts';

export interface LoadOptions {
  /** Policy files as read; at most one a layer. A file that does not exist is left out. */
  sources: readonly PolicySource[];
  /** Whether the user trusts this workspace: an untrusted one can only tighten. */
  trusted: boolean;
  /** Absolute, links resolved: workspace folders; globs of rules are relative to each of them. */
  roots: readonly string[];
  /** For `~/` in globs. */
  home: string;
}

/**
 * Reads all layers. Never throws: what is wrong with a file is in `problems`, and a file with a problem only tightens (its deny
 * and ask rules count as far as they can be read, and whatever would be allowed is asked). A caller that knows an earlier good
 * text of that file loads that one again and shows the problems of this.
 */
export function loadPolicy({ sources, trusted, roots, home }: LoadOptions): { policy: Policy; problems: PolicyProblem[] } {
  const user = readLayer(sources.find(({ layer }) => layer === 'user'));
  const workspace = readLayer(sources.find(({ layer }) => layer === 'workspace'));
  const policy = composePolicy({ user: user?.data, workspace: workspace?.data }, trusted, { roots, home });
  return { policy, problems: [...(user?.problems ?? []), ...(workspace?.problems ?? [])] };
}

/** One policy file; undefined where there is none. */
export function readLayer(source: PolicySource | undefined): { data: LayerData; problems: PolicyProblem[] } | undefined {
  if (source === undefined) return undefined;
  const { rules, posture, approvalTimeout, externalGuard, problems } = parsePolicy(source);
  return { data: { rules, posture, approvalTimeout, externalGuard, isBroken: problems.length > 0 }, problems };
}
