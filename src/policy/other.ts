/** Policies to replay by instead of the recorded one. */
import { composePolicy, type LayerData, type RecordedPolicy } from './compose.ts';
import type { RuleData } from './schema.ts';
import type { Policy } from './types.ts';
import type { Place } from './unit.ts';

export type OtherPolicy = (recorded: RecordedPolicy, place: Place) => Policy;

/** Another file in place of the workspace's, by a person who trusts it. The built-in rules are those of this version. */
export function withFile(workspace: LayerData | undefined): OtherPolicy {
  return ({ layers: { user } }, place) => composePolicy({ user, workspace }, true, place);
}

/** Other files in place of both; the workspace is as trusted as it was. */
export function withFiles(workspace: LayerData | undefined, user: LayerData | undefined): OtherPolicy {
  return ({ trusted }, place) => composePolicy({ user, workspace }, trusted, place);
}

/** The recorded files with one more rule of the workspace, which is trusted: nobody adds a rule otherwise. */
export function withRule(rule: RuleData): OtherPolicy {
  return ({ layers: { user, workspace } }, place) =>
    composePolicy({ user, workspace: { ...(workspace ?? { isBroken: false }), rules: [...(workspace?.rules ?? []), rule] } }, true, place);
}
