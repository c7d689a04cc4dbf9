/** The expressions of `find`: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/find.html and GNU's additions. */
import { namesCredentials } from '../findings/path-classes.ts';
import { staticWord, unknownWord, type Word } from '../shell/word.ts';
import type { Report } from './types.ts';

const takesValue = new Set(
  (
    '-name -iname -path -ipath -wholename -iwholename -lname -ilname -regex -iregex -regextype -type -xtype -size -mtime -atime -ctime -mmin -amin ' +
    '-cmin -maxdepth -mindepth -perm -user -group -uid -gid -links -inum -printf -fstype -used -context'
  ).split(' '),
);
const readsFile = new Set(['-newer', '-anewer', '-cnewer', '-samefile', '-files0-from']);
const writesFile = new Set(['-fprint', '-fprint0', '-fls', '-fprintf']);
const executes = new Set(['-exec', '-execdir', '-ok', '-okdir']);
/** Filters that let only files of some names, or of a recent time, through. */
const narrows = new Set([
  '-name',
  '-iname',
  '-path',
  '-ipath',
  '-wholename',
  '-regex',
  '-iregex',
  '-newer',
  '-mtime',
  '-mmin',
  '-empty',
  '-maxdepth',
]);
const names = new Set(['-name', '-iname', '-path', '-ipath', '-wholename']);
const flags = new Set(
  '-print -print0 -ls -prune -quit -empty -true -false -depth -d -mount -xdev -follow -daystart -executable -readable -writable -not -and -or -a -o ! ( ) , -noleaf -nouser -nogroup'.split(
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

  const filtered = words.some((word, index) => narrows.has(word.text ?? '') && !/^[*./]*$/.test(words[index + 1]?.text ?? 'x'));
  const listed = starts.every((start) => start.text !== undefined || start.listed) && !words.some((word) => namesCredentials(word.text ?? ''));
  // What a filter lets through is not known, only that it is taken from there.
  const removes = (): void => {
    for (const start of starts) report.touch(filtered ? 'write' : 'delete', start, !filtered);
    for (const named of namedBy(words, starts)) report.touch('delete', named, true);
  };
  for (const start of filtered ? namedBy(words, starts) : starts) report.lists(start);
  for (; at < words.length; at += 1) {
    const word = words[at] as Word;
    const name = word.text;
    if (name === undefined) report.unresolved(word, 'an expression that depends on run time');
    else if (takesValue.has(name)) at += 1;
    else if (readsFile.has(name) || writesFile.has(name)) {
      const file = words[(at += 1)];
      if (file) report.touch(readsFile.has(name) ? 'read' : 'write', file);
      if (name === '-fprintf') at += 1;
    } else if (name === '-delete') {
      report.does('deletes', 'deletes what it finds', word);
      removes();
    } else if (executes.has(name)) {
      let end = at + 1;
      while (end < words.length && words[end]?.text !== ';' && !(words[end]?.text === '+' && words[end - 1]?.text === '{}')) end += 1;
      const inner = words
        .slice(at + 1, end)
        .map((one) => (one.text?.includes('{}') ? unknownWord(one.start, one.end, listed && one.text === '{}') : one));
      report.runs(inner);
      if (/^(?:rm|shred|unlink)$/.test(inner[0]?.text ?? '')) removes();
      at = end;
    } else if (!flags.has(name) && !name.startsWith('-newer'))
      report.does('unknown', `what the expression “${name}” does is not known`, word);
  }
}

/** The files that its filters name: `-name .git`, `-path "./.signalbox/*"`. */
function namedBy(words: readonly Word[], starts: readonly Word[]): Word[] {
  return words.flatMap((word, index) => {
    const value = words[index + 1];
    const not = words[index - 1]?.text;
    if (!names.has(word.text ?? '') || value?.text === undefined || not === '!' || not === '-not' || (words[index + 2]?.text === '-prune' && words[index + 3]?.text?.startsWith('-o')))
      return [];
    const pattern = value.text.replace(/^\*\//, '').replace(/\/\*$/, '');
    if (!/[a-z]/i.test(pattern) || /[*?[]/.test(pattern)) return [];
    return starts.map((start) => {
      const inside = (word.text ?? '').endsWith('name') && start.text !== undefined;
      const path = inside ? `${start.text}/${pattern}` : pattern;
      return { ...value, text: path, prefix: path, bare: path, glob: false };
    });
  });
}
