/** The difference of two trees as effects. */
import { privately, type PrivateDir } from '../../git/private-dir.ts';
import { gitEntries, utf8Of } from '../../git/git.ts';
import type { Comparison, Effect } from './types.ts';

const absent = /^0+$/;

/** Two trees of the private store. Git gives their differences in byte order of the paths. */
export async function compareTrees(
  at: PrivateDir,
  before: string,
  after: string,
  limit: number,
  signal?: AbortSignal,
): Promise<Comparison> {
  const effects: Effect[] = [];
  let omitted = 0;
  let head: string[] = [];
  const args = ['diff-tree', '-r', '-z', '--raw', '--no-abbrev', '--no-renames', before, after];
  await gitEntries(args, privately(at, false, signal), (entry) => {
    if (entry.startsWith(':') && head.length === 0) {
      head = entry.slice(1).split(' ');
      return;
    }
    const [oldMode = '', newMode = '', oldId = '', newId = ''] = head;
    head = [];
    if (effects.length >= limit) {
      omitted += 1;
      return;
    }
    const was = absent.test(oldId) ? null : oldId;
    const is = absent.test(newId) ? null : newId;
    const change = was === null ? 'created' : is === null ? 'deleted' : 'modified';
    const effect: Effect = { path: utf8Of(entry), change, before: was, after: is };
    if (was !== null && is !== null && oldMode !== newMode) effect.modes = { before: oldMode, after: newMode };
    effects.push(effect);
  });
  return { effects, omitted };
}
