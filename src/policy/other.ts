/** Policies to replay by instead of the recorded one. */
import { composePolicy, type LayerData, type RecordedPolicy } from './compose.ts';
import type { RuleData } from './schema.ts';
import type { Policy } from './types.ts';
import type { Place } from './unit.ts';

export type OtherPolicy = (recorded: RecordedPolicy, place: Place) => Policy;

/** Another file in place of the workspace's; and, where one is given, another in place of the user's. The built-in rules are those of this version. */
export function withLayers(workspace: LayerData | undefined, user?: { layer: LayerData | undefined }): OtherPolicy {
  return ({ layers, trusted }, place) => composePolicy({ workspace, user: user === undefined ? layers.user : user.layer }, trusted, place);
}

/** The recorded policy with one more rule of the workspace. */
export function withRule(rule: RuleData): OtherPolicy {
  return ({ layers: { user, workspace }, trusted }, place) =>
    composePolicy({ user, workspace: { ...(workspace ?? { isBroken: false }), rules: [...(workspace?.rules ?? []), rule] } }, trusted, place);
}
