/** `apply_patch`, which several agents took over from Codex. */
import type { Action } from '../../model/action.ts';
import type { DescribeContext } from '../adapter.ts';
import { changesOf, parsePatch, touched } from './codex-patch.ts';

/** What a patch would write; undefined where it is none that is understood whole. */
export async function applyPatch(patch: string | undefined, context: DescribeContext): Promise<Action | undefined> {
  const edits = patch === undefined ? undefined : parsePatch(patch);
  if (edits === undefined) return undefined;
  return { kind: 'write', paths: touched(edits, context.cwd), cwd: context.cwd, changes: await changesOf(edits, context) };
}
