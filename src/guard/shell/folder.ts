/** Where the shell is after `cd`, `pushd` and `popd`. */
import type { GuardContext } from '../types.ts';
import { assessPath } from '../findings/paths.ts';
import { movedTo } from '../findings/unread.ts';
import { withPwd, withVariable, type After, type ShellState } from './state.ts';
import { marked, type Word } from './word.ts';

/** @param rest the words behind the name of the command */
export function afterFolder(name: string, rest: readonly Word[], state: ShellState, context: GuardContext): After {
  const target = rest.find((word) => !/^-[LPe@]+$|^--$/.test(word.text ?? 'x'));
  const lost = { ...withPwd(state), lost: true };
  if (name === 'popd') {
    const [top, ...stack] = state.stack ?? [];
    const back = top === undefined || rest.length > 0 ? lost : moved(state, { ...state, cwds: [top], lost: false, stack });
    return { success: back, failure: state };
  }
  if (name === 'pushd' && !target) return { success: lost, failure: state };
  const old = target?.text === '-' ? state.variables.get('OLDPWD')?.text : undefined;
  const next = old === undefined ? movedTo(target, state, context) : { ...state, cwds: [old], lost: false };
  const { stack, ...others } = next;
  const [only, ...more] = state.cwds;
  const deeper = name !== 'pushd' ? stack : only === undefined || more.length > 0 || state.lost ? undefined : [only, ...(stack ?? [])];
  return { success: moved(state, { ...others, ...(deeper && { stack: deeper }) }), failure: state };
}

/** With the variables that say where it is, and where it was. */
function moved(before: ShellState, after: ShellState): ShellState {
  const was = before.lost || before.cwds.length > 1 ? undefined : before.cwds[0];
  const is = after.lost || after.cwds.length > 1 ? undefined : after.cwds[0];
  const next = withVariable(withPwd(after), 'OLDPWD', was === undefined ? undefined : marked(was));
  return withVariable(next, 'PWD', is === undefined ? undefined : marked(is));
}

/** `cd src; …; cd ..`: whether that leads outside depends on whether the first one worked, and what runs there then says so itself. */
export function mayReturn({ text }: Word, { cwds, lost }: ShellState, context: GuardContext): boolean {
  return text !== undefined && !lost && cwds.length > 1 && cwds.some((cwd) => assessPath(text, cwd, 'read', context).findings.length === 0);
}
