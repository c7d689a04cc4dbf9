/** The answer to `session/request_permission`. Options are chosen by their kind; their ids and names are the agent's own words. */
import type { RequestPermissionResponse } from '@agentclientprotocol/sdk';
import type { Decision } from '../../model/decision.ts';

export interface Option {
  optionId: string;
  kind: string;
}

/** Under this name in `_meta` stands why, for agents that look there: ACP v1 has no other place for it. */
export const REASON_META = 'signalbox/reason';

/**
 * Allowed: `allow_once`. Never `allow_always`, after which the agent would not ask again; where it offers nothing else, the request
 * is cancelled. Denied: `reject_once`, or cancelled where that is not offered.
 */
export function permissionAnswer({ verdict, reason }: Pick<Decision, 'verdict' | 'reason'>, options: readonly Option[], withdrawn: boolean): RequestPermissionResponse {
  const wanted = verdict === 'allow' ? 'allow_once' : 'reject_once';
  const option = withdrawn ? undefined : options.find((candidate) => candidate.kind === wanted);
  const meta = { [REASON_META]: reason };
  return { outcome: option ? { outcome: 'selected', optionId: option.optionId, _meta: meta } : { outcome: 'cancelled' }, _meta: meta };
}
