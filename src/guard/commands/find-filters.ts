/** How far the filters of `find` narrow down what it finds, and which files that matter they name. */
import picomatch from 'picomatch';
import { namesCredentials } from '../findings/path-classes.ts';
import type { Word } from '../shell/word.ts';

/** `wide`: all but little is let through; `some`: by age, size or depth, which may be nearly all; `few`: files of certain names. */
export type Narrowing = 'wide' | 'some' | 'few';

const patterns = /^-(?:i?(?:name|path|regex|lname)|i?wholename)$/;
const paths = /^-i?(?:path|wholename|regex)$/;
const aged = /^-(?:newer\w*|[acm](?:time|min)|size|links|nouser|nogroup)$/;
const ownFolders = /\.git(?!\w)|signalbox/;

/** @param recursive whatever is done to a folder that is found is done to all below it, so a depth leaves out nothing */
export function narrowing(words: readonly Word[], starts: readonly Word[], recursive: boolean): Narrowing {
  const files = words.some((word, index) => word.text === '-type' && !/d/.test(words[index + 1]?.text ?? ''));
  const groups: boolean[] = [];
  let most: Narrowing = 'wide';
  for (const [index, { text = '' }] of words.entries()) {
    const isNot = /^(?:!|-not)$/.test(words[index - 1]?.text ?? '');
    const value = words[index + 1]?.text;
    if (text === '(') groups.push(isNot);
    if (text === ')') groups.pop();
    const negated = groups.filter(Boolean).length % 2 === (isNot ? 0 : 1);
    if (!negated && (text === '-empty' || text === '-inum' || text === '-samefile')) return 'few';
    if (patterns.test(text)) {
      if (negated || isPruned(words, index + 2)) {
        if (ownFolders.test(value ?? '')) most = 'some';
      } else if (value === undefined || !isWide(value, paths.test(text), starts)) return 'few';
    } else if (aged.test(text) || (text === '-maxdepth' && (!recursive || files || value === '0'))) most = 'some';
  }
  return most;
}

/** `-name x -prune -o …`: what is found is something else. */
function isPruned(words: readonly Word[], at: number): boolean {
  const end = words.findIndex((word, index) => index >= at && /^-or?$/.test(word.text ?? '') && words[index - 1]?.text === '-prune');
  return end >= 0 && words.slice(at, end).every((word) => word.text !== '(');
}

/** A pattern that has no letter of its own, or only those of the folder that is looked into. */
function isWide(pattern: string, isPath: boolean, starts: readonly Word[]): boolean {
  const head = pattern.replace(/[.*]*\*$/, '').replace(/\/$/, '');
  if (isPath && pattern.endsWith('*') && starts.some((start) => start.text?.startsWith(head))) return true;
  return !/\w/.test(pattern.replace(/\[[^\]]*\]/g, ''));
}

/** What is tested before an action: the last alternative, where others stand before it. */
export function alternative(words: readonly Word[], at: number): readonly Word[] {
  const before = words.slice(0, at);
  const or = before.findLastIndex((word) => /^(?:-or?|,)$/.test(word.text ?? ''));
  if (or < 0 || before[or - 1]?.text === '-prune' || before.slice(or).some((word) => word.text === ')')) return before;
  return before.slice(or + 1);
}

/** Which of these names a pattern stands for. */
export function matches(pattern: string, names: readonly string[], nocase: boolean): string[] {
  let test: (name: string) => boolean;
  try {
    test = picomatch(pattern, { dot: true, nocase });
  } catch {
    return [];
  }
  return names.filter((name) => test(name));
}

const credentials = ['id_rsa', 'id_ed25519', '.env', '.env.local', '.netrc', '.npmrc', '.pgpass', '.git-credentials'];

/** Files of credentials that the filters let through, as far as they name any. */
export function credentialsBy(words: readonly Word[]): string[] {
  return words.flatMap((word, index) => {
    const value = words[index + 1]?.text;
    if (!patterns.test(word.text ?? '') || value === undefined || /^(?:!|-not)$/.test(words[index - 1]?.text ?? '')) return [];
    const pattern = value.replace(/^\*\//, '').replace(/(?<=\w)\/\*$/, '');
    if (!/[a-z]{2}/.test(pattern) || pattern.includes('/')) return [];
    const found = matches(pattern, credentials, (word.text ?? '').startsWith('-i'));
    return found.length > 0 ? found : namesCredentials(pattern) ? [pattern.replace(/\[[^\]]*\]|[*?]/g, 'x')] : [];
  });
}
