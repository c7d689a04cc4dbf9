/** The expressions of `find`: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/find.html and GNU's additions. */
import { namesCredentials } from '../findings/path-classes.ts';
import { FROM_SECRET, staticWord, unknownWord, type Word } from '../shell/word.ts';
import { alternative, credentialsBy, matches, narrowing } from './find-filters.ts';
import type { Report } from './types.ts';

const takesValue = new Set(
  (
    '-name -iname -path -ipath -wholename -iwholename -lname -ilname -regex -iregex -regextype -type -xtype -size -mtime -atime -ctime -mmin -amin ' +
    '-cmin -maxdepth -mindepth -perm -user -group -uid -gid -links -inum -printf -fstype -used -context -ilname -flags -Bmin -Btime'
  ).split(' '),
);
const readsFile = new Set(['-newer', '-anewer', '-cnewer', '-samefile', '-files0-from']);
const writesFile = new Set(['-fprint', '-fprint0', '-fls', '-fprintf']);
const executes = new Set(['-exec', '-execdir', '-ok', '-okdir']);
const names = new Set(['-name', '-iname', '-path', '-ipath', '-wholename']);
const flags = new Set(
  '-print -print0 -ls -prune -quit -empty -true -false -depth -d -mount -xdev -follow -daystart -executable -readable -writable -not -and -or -a -o ! ( ) , -noleaf -warn -nowarn -ignore_readdir_race -noignore_readdir_race -help -version --help --version -nouser -nogroup'.split(
    ' ',
  ),
);

export function readFind(words: readonly Word[], report: Report): void {
  let at = 0;
  while (/^-[LPHEXdsx]$|^-O\d$/.test(words[at]?.text ?? '')) at += 1;
  const starts: Word[] = [];
  for (; at < words.length; at += 1) {
    const word = words[at] as Word;
    if (word.prefix.startsWith('-') || word.text === '(' || word.text === '!') break;
    if (word.text === undefined && word.prefix === '' && !word.listed) report.unresolved(word, 'could be an expression');
    starts.push(word);
  }
  if (starts.length === 0) starts.push(staticWord('.', words[0]?.start ?? 0, words[0]?.end ?? 0));
  for (const start of starts) report.touch('read', start);

  const secret = credentialsBy(words);
  const listed = starts.every((start) => start.text !== undefined || start.listed) && secret.length === 0 && !words.some((word) => namesCredentials(word.text ?? ''));
  // What a filter lets through is not known, only that it is taken from there.
  const removes = (before: number, recursive: boolean): void => {
    if (!recursive && onlyEmptyFolders(words.slice(0, before))) {
      // Nothing is lost with them; git's own are git's all the same.
      for (const start of starts) report.touch('write', start.text?.includes('.git/') === true ? named(start, start.text.replace(/(^|\/)\.git\/.*$/s, '$1.git')) : start);
      return;
    }
    const left = narrowing(alternative(words, before), starts, recursive);
    for (const start of starts) report.touch(left === 'wide' ? 'delete' : 'write', start, left !== 'few');
    for (const named of namedBy(words, starts)) report.touch('delete', named, true);
  };
  // In these folders whatever a filter lets through matters.
  const inner = (start: Word): boolean => /(?:^|\/)(?:\.signalbox|\.git\/(?:objects|refs|logs))(?:\/|$)/.test(start.prefix);
  const found = narrowing(words, starts, true);
  for (const start of found === 'few' ? starts.filter(inner) : starts) report.lists(start, found === 'some' && !inner(start));
  for (const name of found === 'wide' ? [] : namedBy(words, starts)) report.lists(name);
  for (const start of starts) for (const name of secret) report.lists(named(start, `${start.text ?? '.'}/${name}`));
  for (; at < words.length; at += 1) {
    const word = words[at] as Word;
    const name = word.text;
    if (name === undefined) report.unresolved(word, 'an expression that depends on run time');
    else if (takesValue.has(name) || /^-newer[aBcm]t$/.test(name)) at += 1;
    else if (/^-newer[aBcm][aBcm]$/.test(name)) {
      const file = words[(at += 1)];
      if (file) report.touch('read', file);
    }
    else if (readsFile.has(name) || writesFile.has(name)) {
      const file = words[(at += 1)];
      if (file) report.touch(readsFile.has(name) ? 'read' : 'write', file);
      if (name === '-fprintf') at += 1;
    } else if (name === '-delete') {
      report.does('deletes', 'deletes what it finds', word);
      removes(at, false);
    } else if (executes.has(name)) {
      let end = at + 1;
      while (end < words.length && words[end]?.text !== ';' && !(words[end]?.text === '+' && words[end - 1]?.text === '{}')) end += 1;
      const inner = words.slice(at + 1, end).map((one) => (one.text?.includes('{}') ? item(one, listed && one.text === '{}', secret.length > 0) : one));
      report.runs(inner);
      // A depth leaves out nothing of what is deleted with all below it.
      if (/^(?:rm|srm|shred|unlink)$/.test(inner[0]?.text ?? '')) removes(at, inner.some((one) => /^-\w*[rR]|^--r/.test(one.text ?? '')));
      at = end;
    } else if (!flags.has(name))
      report.does('unknown', `what the expression “${name}” does is not known`, word);
  }
}

/** Of what it finds, only folders with nothing in them are meant, whatever else is asked for. */
function onlyEmptyFolders(words: readonly Word[]): boolean {
  const given = words.map(({ text }) => text);
  if (given.some((text) => text === undefined || names.has(text) || /^(?:!|-not|-o|-or|,|\(|\)|-prune)$/.test(text))) return false;
  return given.some((text, at) => text === '-type' && given[at + 1] === 'd') && given.includes('-empty');
}

/** A word of a command in which stands what was found. */
function item(word: Word, listed: boolean, secret: boolean): Word {
  return { ...unknownWord(word.start, word.end, listed), template: word.text ?? '{}', variables: secret ? [FROM_SECRET] : [] };
}

/** The files that its filters name: `-name .git`, `-path "./.signalbox/*"`. */
function namedBy(words: readonly Word[], starts: readonly Word[]): Word[] {
  return words.flatMap((word, index) => {
    const value = words[index + 1];
    const not = words[index - 1]?.text;
    if (!names.has(word.text ?? '') || value?.text === undefined || not === '!' || not === '-not' || (words[index + 2]?.text === '-prune' && words[index + 3]?.text?.startsWith('-o')))
      return [];
    const whole = value.text.replace(/^\*\//, '').replace(/\/\*$/, '');
    if (/signal/.test(whole) && /^[*?.]*signal[box*?]*$/.test(whole)) return starts.map((start) => named(value, `${start.text ?? '.'}/.signalbox`));
    if (starts.some((start) => start.text === '/dev')) return [named(value, `/dev/${whole.replace(/[*?]+$/, '')}`)];
    const pattern = /path$|wholename$/.test(word.text ?? '') || whole.includes('signalbox') ? whole.replace(/\*+$/, '') : whole;
    if (/[*?[]/.test(pattern)) {
      const isFile = words.some((one, at) => one.text === '-type' && !/d/.test(words[at + 1]?.text ?? '')) && !value.text.endsWith('/*');
      if (isFile || (!/\w/.test(pattern) && !pattern.startsWith('.'))) return [];
      const own = matches(pattern.replace(/^\.\//, ''), ['.git', '.signalbox'], isNocase(word));
      return own.flatMap((one) => starts.map((start) => named(value, `${start.text ?? '.'}/${one}`)));
    }
    if (!/[a-z]/i.test(pattern)) return [];
    return starts.map((start) => {
      const inside = (word.text ?? '').endsWith('name') && start.text !== undefined;
      const path = inside ? `${start.text}/${isNocase(word) && /^\.(?:git|signalbox)$/i.test(pattern) ? pattern.toLowerCase() : pattern}` : pattern;
      return named(value, path);
    });
  });
}

function isNocase(word: Word): boolean {
  return word.text?.startsWith('-i') === true;
}

function named(word: Word, path: string): Word {
  return { ...word, text: path, prefix: path, bare: path, glob: false };
}
