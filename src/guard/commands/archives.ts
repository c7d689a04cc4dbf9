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
const listing: CommandSpec = { options: { '-f --file': 'read', '--exclude --strip-components': 'value' } };
const extracting: CommandSpec = { options: { '-d': 'write', '-x': 'value' }, first: ['read'], does: ['writes'] };

export const archives: Record<string, CommandSpec> = {
  'tar bsdtar gtar': { read: readTar },
  unzip: { read: readUnzip },
  '7z 7za 7zr 7zz': { read: readSevenZip },
  'unrar rar': { read: readSevenZip },
  ar: { read: readAr },
  cpio: { read: readCpio },
  zip: { options: { '-TT --unzip-command': { takes: 'code' } }, first: ['write'], rest: 'read', does: ['writes'] },
};

const listsTar = /^-[vzjJaf]*t[tvzjJaf]*$|^--list$/;
/** Prints what is in it; nothing is written where `-O` is there. */
const printsTar = /^-[vzjJafO]*x[xvzjJafO]*$|^--(?:extract|get)$/;
const toOutput = /^-[vzjJafx]*O[vzjJafOx]*$|^--to-stdout$/;
const harmlessTar =
  /^-[tvzjJafxO]+$|^--(?:list|verbose|gzip|bzip2|xz|zstd|wildcards|no-wildcards|numeric-owner|full-time|utc|no-recursion|extract|get|to-stdout|quoting-style=\w+|(?:exclude|strip-components|file)(?:=.*)?)$/;

function readTar(words: readonly Word[], report: Report): void {
  const [first] = words;
  // Letters without a dash, as tar has always had them.
  const old = first?.text !== undefined && /^[A-Za-z]+$/.test(first.text);
  const all = old ? [{ ...first, text: `-${first.text}`, prefix: `-${first.prefix}` }, ...words.slice(1)] : words;
  // What has a colon is on another machine.
  const only = all.every(({ text = '', listed, parts }) => (text !== '' || listed || parts !== undefined) && !text.includes(':') && (!text.startsWith('-') || text === '-' || harmlessTar.test(text)));
  const has = (form: RegExp): boolean => all.some(({ text }) => form.test(text ?? ''));
  const extracts = all.some(({ text }) => /^-[a-zA-Z]*x|^--(?:ex|get)/.test(text ?? ''));
  const looks = only && (extracts ? has(printsTar) && has(toOutput) : has(listsTar));
  readWords(looks ? listing : making, looks ? all : words, report);
}

function readUnzip(words: readonly Word[], report: Report): void {
  const options = words.filter((word) => word.prefix.startsWith('-'));
  const prints = options.every(({ text }) => /^-[lvtpcqZ12]+$/.test(text ?? '')) && options.some(({ text }) => /[lvtpcZ]/.test(text ?? ''));
  const known = words.every((word) => word.text !== undefined);
  readWords(prints && known ? { first: ['read'] } : extracting, words, report);
}

/** `7z l`, `unrar lb`: the first word says what is done. `-o`, `-w` name folders for what is taken out. */
function readSevenZip(words: readonly Word[], report: Report): void {
  const lists = /^(?:l|lt|lb|v|vt|vb|t|i)$/.test(words[0]?.text ?? '') && words.every(({ text }) => text !== undefined && !/^-[ow]|^@/.test(text));
  readWords(lists ? { first: ['value'], rest: 'read' } : { does: ['writes'], rest: 'write' }, words, report);
}

/** https://sourceware.org/binutils/docs/binutils/ar-cmdline.html */
function readAr(words: readonly Word[], report: Report): void {
  const looks = /^-?[tp][vOPTuV]*$/.test(words[0]?.text ?? '') && words.slice(1).every(({ text }) => /^[^-@]/.test(text ?? ''));
  readWords(looks ? { options: { '-t -p': 'none' }, first: words[0]?.prefix.startsWith('-') ? [] : ['value'], rest: 'read' } : { does: ['writes', 'runs-code'], rest: 'write' }, words, report);
}

/** Lists what comes on its input. */
function readCpio(words: readonly Word[], report: Report): void {
  const lists = words.every(({ text }) => /^-[itvnumcq]+$|^--(?:list|extract|quiet|verbose|numeric-uid-gid)$/.test(text ?? '')) && words.some(({ text }) => /^-\w*t|^--list$/.test(text ?? ''));
  readWords(lists ? {} : { does: ['writes', 'runs-code'], rest: 'write' }, words, report);
}
