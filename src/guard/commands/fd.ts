/** `fd`, and what it runs for what it finds: https://github.com/sharkdp/fd#command-execution */
import { namesCredentials } from '../findings/path-classes.ts';
import { unknownWord, type Word } from '../shell/word.ts';
import { readWords } from './options.ts';
import type { CommandSpec, Report } from './types.ts';

const finding: CommandSpec = {
  options: {
    '-e -t -d -E -g -c -j -S --extension --type --max-depth --min-depth --exact-depth --exclude --color --threads --size --changed-within --changed-before --owner --max-results':
      'value',
    '--ignore-file --base-directory --search-path -C': 'read',
    '-x --exec -X --exec-batch': { takes: 'argv', does: 'runs-code' },
  },
  first: ['value'],
  rest: 'read',
  lists: true,
};
const executes = /^(?:-x|-X|--exec|--exec-batch)$/;
/** Of any other program all is doubted. */
const looking = new Set(
  'wc cat head tail tac nl grep egrep fgrep rg jq yq awk gawk sed stat file ls du md5sum sha1sum sha256sum sha512sum cksum basename dirname realpath readlink echo printf test xxd od hexdump strings sort uniq cut cmp diff git bat readelf nm objdump size'.split(' '),
);
/** What stands for the whole path, and for its folder; the others may leave something that is a file's name no more. */
const place = /^\{(?:\/\/)?\}$/;

export function readFd(words: readonly Word[], report: Report): void {
  const from = words.findIndex(({ text }) => executes.test(text ?? ''));
  // In another folder the words of what runs mean something else.
  const elsewhere = words.some(({ prefix }) => /^(?:--b|-C)/.test(prefix));
  if (from < 0 || elsewhere || !looking.has(words[from + 1]?.text ?? '')) return readWords(finding, words, report);
  const end = words.findIndex(({ text }, index) => index > from && text === ';');
  const rest = end < 0 ? [] : words.slice(end + 1);
  const before = [...words.slice(0, from), ...rest];
  const listed = before.every((word) => (word.text !== undefined || word.listed) && !namesCredentials(word.text ?? ''));
  if (end < 0 || !rest.some(({ text }) => executes.test(text ?? ''))) readWords(finding, before, report);
  else readFd(before, report);
  const command = words.slice(from + 1, end < 0 ? undefined : end);
  const inner = command.map((one) => (/\{[/.]*\}/.test(one.text ?? '') ? unknownWord(one.start, one.end, listed && place.test(one.text ?? '')) : one));
  const last = command.at(-1);
  const isPlaced = command.some(({ text }) => /\{[/.]*\}/.test(text ?? ''));
  report.runs(isPlaced || !last ? inner : [...inner, unknownWord(last.start, last.end, listed)]);
}
