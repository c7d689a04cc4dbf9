/** From the text of policy files to one policy. */
import { digestOf } from '../model/digest.ts';
import { GUARDED_BY } from './built-in/findings.ts';
import { builtInRules } from './built-in/rules.ts';
import { compileRules, decide, type CompiledLayer, type Deciding } from './decide.ts';
import { parsePolicy, type PolicyLayer } from './parse.ts';
import { parseDuration, type Posture } from './schema.ts';
import { grantRule, suggest } from './suggest.ts';
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
export function loadPolicy(options: LoadOptions): { policy: Policy; problems: PolicyProblem[] } {
  const user = read(options.sources, 'user');
  const workspace = read(options.sources, 'workspace');
  const problems = [...(user?.problems ?? []), ...(workspace?.problems ?? [])];
  const posture = choosePosture(user, workspace, options.trusted);
  const timeout = chooseTimeout(user, workspace, options.trusted);
  const place = { roots: options.roots, home: options.home };

  const layers: CompiledLayer[] = [
    { layer: 'built-in', rules: compileRules(builtInRules[posture], 'built-in', place), tightens: false },
    { layer: 'user', rules: compileRules(user?.rules ?? [], 'user', place), tightens: (user?.problems.length ?? 0) > 0 },
    {
      layer: 'workspace',
      rules: compileRules(workspace?.rules ?? [], 'workspace', place),
      tightens: !options.trusted || (workspace?.problems.length ?? 0) > 0,
    },
  ];
  const digest = digestOf({
    builtIn: { rules: builtInRules[posture], ...GUARDED_BY },
    layers: layers.slice(1).map(({ layer, rules, tightens }) => ({ layer, tightens, rules: rules.map((rule) => rule.data) })),
    broken: problems.length > 0,
    timeout: timeout ?? null,
  });
  const deciding: Deciding = { layers, broken: problems.length > 0, place, digest };
  const policy: Policy = {
    digest,
    posture,
    ...(timeout !== undefined && { approvalTimeout: timeout }),
    decide: (subject) => decide(subject, deciding),
    suggest: (subject) => suggest(subject, deciding),
    grantRule: (subject) => grantRule(subject, deciding),
  };
  return { policy, problems };
}

function read(sources: readonly PolicySource[], layer: PolicySource['layer']): PolicyLayer | undefined {
  const source = sources.find((one) => one.layer === layer);
  return source && parsePolicy(source);
}

const strictness: readonly Posture[] = ['trusting', 'balanced', 'careful'];

/** The strongest layer's; an untrusted workspace, or a file with problems, can only make it stricter. */
function choosePosture(user: PolicyLayer | undefined, workspace: PolicyLayer | undefined, trusted: boolean): Posture {
  let posture: Posture = 'balanced';
  for (const [layer, free] of [
    [user, true],
    [workspace, trusted],
  ] as const) {
    if (!layer?.posture) continue;
    const stricter = strictness.indexOf(layer.posture) > strictness.indexOf(posture);
    if (stricter || (free && layer.problems.length === 0)) posture = layer.posture;
  }
  return posture;
}

function chooseTimeout(user: PolicyLayer | undefined, workspace: PolicyLayer | undefined, trusted: boolean): number | undefined {
  const mine = user?.approvalTimeout === undefined ? undefined : parseDuration(user.approvalTimeout);
  const theirs = workspace?.approvalTimeout === undefined ? undefined : parseDuration(workspace.approvalTimeout);
  if (theirs === undefined) return mine;
  return trusted || mine === undefined ? theirs : Math.min(mine, theirs);
}
