/** Programs that only print what they read, and the options by which some of them do more. */
import { readAwk } from './awk.ts';
import { readFind } from './find.ts';
import { readSed } from './sed.ts';
import type { Word } from '../shell/word.ts';
import type { CommandSpec, Report } from './types.ts';

const reads: CommandSpec = { options: { '--files0-from': 'read' }, rest: 'read' };
const inert: CommandSpec = { inert: true };
const lines: CommandSpec = { options: { '-n --lines -c --bytes -s --sleep-interval --pid': 'value' }, rest: 'read' };
const grep: CommandSpec = {
  options: {
    '-e --regexp': { takes: 'value', noFirst: true },
    '-f --file': { takes: 'read', noFirst: true },
    '-A -B -C -m -d -D --after-context --before-context --context --max-count --include --exclude --exclude-dir --label --directories --devices':
      'value',
    '--exclude-from': 'read',
    '--color --colour --binary-files': { takes: 'value', attached: true },
  },
  first: ['value'],
  rest: 'read',
  lists: true,
};

export const reading: Record<string, CommandSpec> = {
  'true false : pwd whoami id uname nproc tty uptime sleep seq clear groups logname wait break continue local return exit shift getopts read test [ expr basename dirname which type hash times ulimit umask jobs tput locale cal yes':
    inert,
  date: {
    options: { '-d --date': 'value', '-f --file -r --reference': 'read', '-s --set': { takes: 'value', does: 'system' } },
    inert: true,
  },
  hostname: { options: { '-F --file -b': { does: 'system' } }, sub: {} },
  'echo printf': { inert: true, echoes: true },
  'cat tac nl rev od hexdump strings cmp cksum md5sum sha1sum sha224sum sha256sum sha384sum sha512sum b2sum shasum md5 sum base32 base64 fold expand unexpand fmt comm paste column stat readlink realpath du df wc lsof zcat zgrep bzcat xzcat factor tsort join look colrm':
    reads,
  'head tail': lines,
  'ls dir vdir': {
    options: { '-I --ignore --hide -w --width -T --tabsize --block-size --sort --time --time-style --format': 'value' },
    rest: 'read',
    lists: true,
  },
  'exa eza lsd': { options: { '-I --ignore-glob -L --level -s --sort -t --time': 'value' }, rest: 'read' },
  tree: {
    options: { '-L -P -I --filelimit --timefmt --sort --charset -H -T': 'value', '-o': 'write', '--fromfile': 'none' },
    rest: 'read',
  },
  'grep egrep fgrep': grep,
  'rg ripgrep': {
    options: {
      '-e --regexp': { takes: 'value', noFirst: true },
      '-f --file': { takes: 'read', noFirst: true },
      '--files --type-list': { noFirst: true },
      '-A -B -C -m -g -t -T -j -M -d -r -E --after-context --before-context --context --max-count --glob --iglob --type --type-not --type-add --threads --max-columns --max-depth --replace --encoding --sort --sortr --color --colors --engine --context-separator --max-filesize --path-separator --field-match-separator':
        'value',
      '--ignore-file': 'read',
      '--pre': { takes: 'code' },
      '--pre-glob': 'value',
      '--hostname-bin': { takes: 'code' },
      '-z --search-zip': 'none',
    },
    first: ['value'],
    rest: 'read',
    lists: true,
  },
  'ag ack': {
    options: {
      '-A -B -C -m -G --ignore --ignore-dir --depth --type': 'value',
      '--pager': { takes: 'code' },
      '--ackrc': { takes: 'code' },
      '--output': 'value',
    },
    first: ['value'],
    rest: 'read',
  },
  'fd fdfind': {
    options: {
      '-e -t -d -E -g -c -j -S --extension --type --max-depth --min-depth --exact-depth --exclude --color --threads --size --changed-within --changed-before --owner --max-results':
        'value',
      '--ignore-file --base-directory --search-path -C': 'read',
      '-x --exec -X --exec-batch': { takes: 'code', does: 'unknown' },
    },
    first: ['value'],
    rest: 'read',
    lists: true,
  },
  find: { read: readFind, lists: true },
  sed: { read: readSed },
  gsed: { read: readSed },
  'awk gawk mawk nawk': { read: readAwk },
  sort: {
    options: {
      '-o --output': 'write',
      '-T --temporary-directory': 'write',
      '--compress-program': { takes: 'code' },
      '-k -t -S --key --field-separator --buffer-size --parallel --batch-size --sort': 'value',
      '--files0-from --random-source': 'read',
    },
    rest: 'read',
  },
  uniq: { options: { '-f -s -w --skip-fields --skip-chars --check-chars': 'value' }, first: ['read', 'write'], rest: 'write' },
  cut: { options: { '-d -f -c -b --delimiter --fields --characters --bytes --output-delimiter': 'value' }, rest: 'read' },
  tr: inert,
  xxd: { options: { '-l -s -c -g -n -len -seek -cols -groupsize -o': 'value' }, singleDash: true, first: ['read'], rest: 'write' },
  file: {
    options: {
      '-f --files-from -m --magic-file': 'read',
      '-C --compile': { does: 'writes' },
      '-F --separator -e --exclude -P --parameter': 'value',
    },
    rest: 'read',
  },
  diff: {
    options: {
      '-U -C -L -I -x -W -F --unified --context --label --exclude --width --ignore-matching-lines --color --palette': 'value',
      '-X --exclude-from --from-file --to-file': 'read',
      '--output': 'write',
    },
    rest: 'read',
  },
  jq: {
    options: {
      '-f --from-file': { takes: 'read', noFirst: true },
      '-L': 'read',
      '--indent': 'value',
    },
    first: ['filter'],
    rest: 'read',
  },
  yq: {
    options: {
      '-i --inplace --in-place': { operands: 'write' },
      '-o -p --output-format --input-format -I --indent': 'value',
      '-s --split-exp': { takes: 'value', does: 'writes' },
    },
    first: ['filter'],
    rest: 'read',
  },
  'less more most': { read: readPager },
  bat: {
    options: { '-l -r -H --language --line-range --theme --style --color --paging --wrap': 'value', '--pager': { takes: 'code' } },
    rest: 'read',
  },
  'top pgrep free vmstat iostat': { inert: true },
  ps: { read: readPs, inert: true },
  man: { options: { '-P --pager -H --html': { takes: 'code' }, '-C': { takes: 'code' } } },
  cd: { first: ['read'], inert: true },
  'pushd popd dirs': { rest: 'read', inert: true },
  printenv: { does: ['dumps-secrets'] },
};

/** `e` among the letters of a BSD-style word shows the environment of each process. */
function readPs(words: readonly Word[], report: Report): void {
  for (const word of words)
    if (word.text === undefined || /^[A-Za-z]*e[A-Za-z]*$|^-\w*E/.test(word.text))
      report.does('dumps-secrets', 'shows the environment of processes', word);
}

/** A pager takes commands of its own from `+…`, and writes or runs by some options. */
function readPager(words: readonly Word[], report: Report): void {
  for (const word of words) {
    if (word.prefix.startsWith('+') || /^-{1,2}(?:\w*[oOkt]|log|lesskey|tag)/.test(word.prefix))
      report.does('unknown', 'an option by which a pager runs commands or writes files', word);
    else if (!word.prefix.startsWith('-')) report.touch('read', word);
  }
}
