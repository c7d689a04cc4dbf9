/** Programs that only print what they read, and the options by which some of them do more. */
import { readAwk } from './awk.ts';
import { readFd } from './fd.ts';
import { readFind } from './find.ts';
import { readJq, readYq } from './jq.ts';
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
  lists: /^-[inwFvsEGPrRhHo]*[lL][inwFvsEGPrRhHZz0]*$|^--files-with(?:out)?-match(?:es)?$/,
};

export const reading: Record<string, CommandSpec> = {
  'true false : pwd whoami id uname nproc tty uptime sleep seq clear groups logname wait break continue return exit shift getopts read test [ expr basename dirname which type times ulimit umask jobs tput locale cal yes':
    inert,
  date: {
    options: { '-d --date': 'value', '-I --iso-8601 --rfc-3339': { takes: 'value', attached: true }, '-f --file -r --reference': 'read', '-s --set': { takes: 'value', does: 'system' } },
    inert: true,
  },
  hostname: { options: { '-F --file -b': { does: 'system' } }, sub: {} },
  'echo printf': { inert: true, echoes: true },
  'cat shasum md5 base32 wc lsof factor colrm hexyl lsattr getfacl namei':
    reads,
  'base64 basenc uuencode': { options: { '-w --wrap -b': 'value', '-o --output': 'write' }, rest: 'read' },
  'head tail': lines,
  'ls dir vdir': {
    options: { '-I --ignore --hide -w --width -T --tabsize --block-size --sort --time --time-style --format': 'value' },
    rest: 'read',
    lists: true,
    namesOnly: true,
  },
  'stat readlink realpath du': { ...reads, namesOnly: true },
  'exa eza lsd': { options: { '-I --ignore-glob -L --level -s --sort -t --time': 'value' }, rest: 'read', namesOnly: true },
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
    lists: /^-[inwFvsSu]*l[inwFvsSu0]*$|^--files(?:-with-matches|-without-match)?$/,
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
  'fd fdfind': { read: readFd, lists: true },
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
  'jq jaq gojq': { read: readJq },
  yq: { read: readYq },
  'less more most': { read: readPager },
  'top htop pgrep pidof pstree free vmstat iostat mpstat nproc arch locale tty lsb_release sw_vers system_profiler uptime cal ncal numfmt factor bc seq jot':
    { inert: true },
  ps: { read: readPs, inert: true },
  taplo: { does: ['runs-code'], rest: 'read' },
  man: { options: { '-P --pager -H --html': { takes: 'code' }, '-C': { takes: 'code' } } },
  cd: { inert: true, read: (words, report) => words.filter(({ text }) => !/^-[LPe@]+$|^--$/.test(text ?? '')).slice(0, 1).forEach((word) => report.enters(word)) },
  'pushd popd dirs': { rest: 'read', inert: true },
  printenv: { does: ['dumps-secrets'] },
  shuf: {
    options: { '-o --output': 'write', '-n -i --head-count --input-range': 'value', '-e --echo -z -r': 'none', '--random-source': 'read' },
    rest: 'read',
  },
  iconv: { options: { '-f -t --from-code --to-code': 'value', '-o --output': 'write' }, rest: 'read' },
  shellcheck: {
    options: {
      '-s -e -f -S -o -i -W --shell --exclude --format --severity --enable --include --wiki-link-count --color': 'value',
      '-x -P --rcfile --external-sources --source-path': { does: 'runs-code' },
    },
    rest: 'read',
  },
  'sdiff diff3 colordiff icdiff': {
    options: { '-o --output': 'write', '--diff-program -F': { takes: 'code' }, '-w -W -l -I': 'value' },
    rest: 'read',
  },
  'zipinfo lsar unrar-list': { rest: 'read' },
  'fzf sk peco gum dialog whiptail': { does: ['runs-code'] },
  'tput reset': { inert: true },
  mktemp: { does: ['writes'] },
};

/** `e` among the letters of a BSD-style word shows the environment of each process. */
function readPs(words: readonly Word[], report: Report): void {
  for (const word of words)
    if (word.text === undefined || /^[A-Za-z]*e[A-Za-z]*$|^-\w*E/.test(word.text))
      report.does('dumps-secrets', 'shows the environment of processes', word);
}

/** A pager takes commands of its own from `+…`, and writes or runs by some options. */
export function readPager(words: readonly Word[], report: Report): void {
  for (const word of words) {
    if (word.prefix.startsWith('+') || /^-{1,2}(?:\w*[oOkt]|log|lesskey|tag)/.test(word.prefix))
      report.does('unknown', 'an option by which a pager runs commands or writes files', word);
    else if (!word.prefix.startsWith('-')) report.touch('read', word);
  }
}
