/** Archives: listing one only reads it. https://www.gnu.org/software/tar/manual/ and Info-ZIP’s `unzip`. */
import type { Word } from '../shell/word.ts';
import { readWords } from './options.ts';
import type { CommandSpec, Report } from './types.ts';

const making: CommandSpec = {
  options: {
    '-f --file': 'write',
    '-C --directory': 'write',
    '--to-command -I --use-compress-program --rsh-command -F --info-script --new-volume-script --rmt-command': {
      takes: 'shell',
      does: 'runs-code',
    },
    '--checkpoint-action': { takes: 'action', does: 'runs-code' },
    '-X --exclude-from -T --files-from': 'read',
    '--exclude --transform --strip-components': 'value',
  },
  rest: 'read',
  does: ['writes'],
};
const listing: CommandSpec = { options: { '-f --file': 'read' } };
const extracting: CommandSpec = { options: { '-d': 'write', '-x': 'value' }, first: ['read'], does: ['writes'] };

export const archives: Record<string, CommandSpec> = {
  'tar bsdtar gtar': { read: readTar },
  unzip: { read: readUnzip },
  zip: { options: { '-TT --unzip-command': { takes: 'code' } }, first: ['write'], rest: 'read', does: ['writes'] },
};

const listsTar = /^-[vzjJaf]*t[tvzjJaf]*$|^--list$/;
const harmlessTar = /^-[tvzjJaf]+$|^--(?:list|verbose|gzip|bzip2|xz|zstd|wildcards|file(?:=.*)?)$/;

function readTar(words: readonly Word[], report: Report): void {
  const [first] = words;
  // Letters without a dash, as tar has always had them.
  const old = first?.text !== undefined && /^[A-Za-z]+$/.test(first.text);
  const all = old ? [{ ...first, text: `-${first.text}`, prefix: `-${first.prefix}` }, ...words.slice(1)] : words;
  // What has a colon is on another machine.
  const only = all.every(({ text }) => text !== undefined && !text.includes(':') && (!text.startsWith('-') || harmlessTar.test(text)));
  const lists = only && all.some(({ text }) => listsTar.test(text ?? ''));
  readWords(lists ? listing : making, lists ? all : words, report);
}

function readUnzip(words: readonly Word[], report: Report): void {
  const options = words.filter((word) => word.prefix.startsWith('-'));
  const prints = options.every(({ text }) => /^-[lvtpcqZ12]+$/.test(text ?? '')) && options.some(({ text }) => /[lvtpcZ]/.test(text ?? ''));
  const known = words.every((word) => word.text !== undefined);
  readWords(prints && known ? { first: ['read'] } : extracting, words, report);
}
