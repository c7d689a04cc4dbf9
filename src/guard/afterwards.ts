/** Where the shell is, and what it knows, after a command that is a part of it. */
import type { Doubted } from './one-command.ts';
import { afterBuiltin } from './shell/after-builtin.ts';
import { changesVariables, setting } from './shell/builtins.ts';
import { afterFolder } from './shell/folder.ts';
import { withOrigins } from './shell/likely-after.ts';
import { forgetVariables, same, type After } from './shell/state.ts';
import { FROM_NETWORK, FROM_SECRET, staticWord, type Word } from './shell/word.ts';
import { touchFile } from './touching.ts';

/** @param inner after what it ran itself; @returns undefined where it changes nothing */
export function afterwards(doubted: Doubted, name: string, rest: readonly Word[], inner: After | undefined): After | undefined {
  const { command, context, state, marks } = doubted;
  const lost = same({ ...forgetVariables(state), lost: true });
  if (name === 'cd' || name === 'pushd' || name === 'popd') {
    if (name === 'cd' && rest.every((word) => /^-[LPe@]+$|^--$/.test(word.text ?? 'x')))
      touchFile(doubted, 'read', staticWord(context.home, command.start, command.end), false);
    return afterFolder(name, rest, state, context);
  }
  if (name === 'eval') return inner ?? lost;
  if (changesVariables.has(name)) {
    const after = afterBuiltin(name, rest, command, state);
    const origins = [...(marks.secret ? [FROM_SECRET] : []), ...(command.input.network === true ? [FROM_NETWORK] : [])];
    return same(origins.length > 0 && setting.has(name) ? withOrigins(after, rest, origins) : after);
  }
  return name === 'source' || name === '.' ? lost : undefined;
}
