/** Programs that print, compare, count or check texts and files. */
import { allOf, local, looking, only, reads, spelledOut, tells } from './look.ts';
import type { CommandSpec, OptionSpec, Role } from '../types.ts';
import { readYq } from '../jq.ts';
import { readPager } from '../reading.ts';
import { readGrepOfPcre, readMlr, readUrlOrFile } from './words.ts';

const value = (names: string): Record<string, Role | OptionSpec> => ({ [names]: 'value' });
const flag = (names: string): Record<string, Role | OptionSpec> => ({ [names]: 'none' });
const attached = (names: string): Record<string, Role | OptionSpec> => ({ [names]: { takes: 'value', attached: true } });
const writes = (names: string): Record<string, Role | OptionSpec> => ({ [names]: 'write' });
const rewrites = (names: string): Record<string, Role | OptionSpec> => ({ [names]: { does: 'writes', operands: 'write' } });
const runs = (names: string): Record<string, Role | OptionSpec> => ({ [names]: { takes: 'code' } });

const pattern: CommandSpec['options'] = {
  '-e --regexp': { takes: 'value', noFirst: true },
  '-f --file': { takes: 'read', noFirst: true },
  ...value('-A -B -C -m -d -D --after-context --before-context --context --max-count --include --exclude --exclude-dir --label'),
};
const corrects: CommandSpec = { does: ['writes'], rest: 'write' };
const filter: CommandSpec = { options: { '-w --width -s -c --columns --tabs -t': 'value' }, rest: 'read' };

export const textual: Record<string, CommandSpec> = {
  pr: {
    options: value('-D -e -h -i -l -n -N -o -s -S -w -W --pages --date-format --header --length --indent --width --page-width'),
    rest: 'read',
  },
  ptx: {
    options: {
      '-G --traditional': { does: 'writes', operands: 'write' },
      '-b --break-file -i --ignore-file -o --only-file': 'read',
      ...value('-F --flag-truncation -M --macro-name -S --sentence-regexp -W --word-regexp -g --gap-size -w --width'),
    },
    rest: 'read',
  },
  column: {
    options: value(
      '-c --output-width -s --separator -o --output-separator -N --table-columns -R --table-right -H --table-hide -E -O -T -W -n -C',
    ),
    rest: 'read',
  },
  paste: { options: value('-d --delimiters'), rest: 'read' },
  join: { options: value('-1 -2 -a -v -e -o -t -j'), rest: 'read' },
  comm: { options: attached('--output-delimiter'), rest: 'read' },
  nl: { options: value('-b -d -f -h -i -l -n -s -v -w'), rest: 'read' },
  fold: filter,
  fmt: { options: value('-w --width -p --prefix -g --goal'), rest: 'read' },
  'expand unexpand': { options: value('-t --tabs'), rest: 'read' },
  tac: { options: value('-s --separator'), rest: 'read' },
  od: { options: value('-A -j -N -S -t -w --address-radix --skip-bytes --read-bytes --format --endian'), rest: 'read' },
  'hexdump hd': { options: { '-f': 'read', ...value('-e -n -s') }, rest: 'read' },
  strings: { options: value('-n --bytes -t --radix -e --encoding -T --target -o'), rest: 'read' },
  cmp: { options: value('-i --ignore-initial -n --bytes'), rest: 'read' },
  look: { options: value('-t'), first: ['value'], rest: 'read' },
  df: { options: value('-B -t -x --type --exclude-type --output --block-size'), rest: 'value', inert: true },
  'zgrep zegrep zfgrep bzgrep bzegrep bzfgrep xzgrep xzegrep xzfgrep zstdgrep lzgrep zipgrep': {
    options: pattern,
    first: ['value'],
    rest: 'read',
  },
  'zcat bzcat xzcat lzcat lzmacat zstdcat lz4cat gzcat rev tsort md5sum sha1sum sha224sum sha256sum sha384sum sha512sum b2sum b3sum xxhsum xxh64sum cksum crc32 sum isutf8 uchardet enca chardetect chardet':
    reads,
  'zless zmore bzless bzmore xzless xzmore lz4less': { read: readPager },
  'zdiff zcmp bzdiff bzcmp xzdiff xzcmp': only({ ...flag('-u -q -s -r -b -w -i -y -c'), ...value('-U -C -L --label') }),
  'pcregrep pcre2grep': { read: readGrepOfPcre },
  ugrep: only(
    {
      ...pattern,
      ...flag(
        '-n -r -R -i -w -x -v -c -l -L -o -h -H -s -q -F -E -G -P -U -I -a -z -0 -b -k -T -Z -j -y --null --line-number --recursive --ignore-case --files-with-matches --no-messages --count --hidden -. -%',
      ),
      ...value('-t -O -g -M --glob --iglob --file-type --file-extension --max-depth'),
      ...attached('--color --colour --sort --depth'),
    },
    { first: ['value'] },
  ),
  'delta diff-so-fancy': {
    options: { '--pager --config': { takes: 'code' }, '-@ --diff-args': { takes: 'value', does: 'runs-code' } },
    rest: 'read',
  },
  'difft difftastic': {
    options: value('--display --context --width --tab-width --color --background --override --skip-unchanged'),
    rest: 'read',
  },
  'wdiff dwdiff': only({ ...flag('-1 -2 -3 -i -n -s -l -p -t -c -u -d'), ...value('-w -x -y -z') }),
  // Of its formats' options, one names a file for the style sheet.
  pygmentize: looking({ does: ['writes', 'runs-code'], rest: 'read' }, [
    {
      when: (words) => !words.some((word) => word.includes('cssfile')),
      spec: only({ ...flag('-g -N -n -v'), ...value('-l -f -O -P -F -S -a -L'), '-o': 'write', '-x': { does: 'runs-code' } }),
    },
  ]),
  glow: local(only({ ...flag('-l --local -n'), ...value('-s --style -w --width') })),
  yamllint: only({
    ...flag('-s --strict --no-warnings --list-files'),
    ...value('-d --config-data -f --format'),
    '-c --config-file': 'read',
  }),
  hadolint: only({
    ...flag('--no-fail --no-color --verbose -V --disable-ignore-pragma --strict-labels'),
    ...value(
      '-f --format --ignore --trusted-registry --error --warning --info --style -t --failure-threshold --file-path-in-report --require-label',
    ),
    '-c --config': 'read',
  }),
  actionlint: only(
    {
      ...flag('-color -no-color -oneline -verbose -debug -version'),
      ...value('-format -ignore -stdin-filename'),
      '-config-file': 'read',
      '-shellcheck -pyflakes': { takes: 'code' },
      '-init-config': { does: 'writes' },
    },
    { singleDash: true },
  ),
  jsonlint: only({
    ...flag('-q --quiet -c --compact -p --pretty-print -s --sort-keys'),
    ...value('-t --indent'),
    '-i --in-place': { does: 'writes', operands: 'write' },
  }),
  'cpplint pycodestyle pyflakes proselint': only({
    ...flag('-q --quiet --recursive --statistics --count --show-source --first'),
    ...value('--filter --linelength --max-line-length --extensions --select --ignore --exclude --root'),
  }),
  cppcheck: only({
    ...flag('-q --quiet -v --verbose --force -f --inline-suppr --inconclusive --xml --check-config --errorlist --doc'),
    ...attached('--enable --std --language --suppress --template --error-exitcode --max-configs --check-level --platform --xml-version'),
    ...value('-j -D -U -i'),
    '-I': 'read',
  }),
  'clang-format': spelledOut({
    options: {
      '-i': { does: 'writes', operands: 'write' },
      '-n --dry-run --Werror -Werror --verbose -verbose --dump-config -dump-config': 'none',
      '--lines -lines --offset --length --cursor --assume-filename -assume-filename --fallback-style --sort-includes': 'value',
      '--style -style': 'name',
    },
    rest: 'read',
    strict: 'option',
    singleDash: true,
  }),
  shfmt: only({
    ...rewrites('-w --write'),
    ...flag('-l --list -d --diff -s --simplify -bn -ci -sr -kp -fn -mn -f --find -p --posix --apply-ignore -tojson'),
    ...value('-i --indent -ln --language-dialect -filename --filename'),
  }),
  'jsonnetfmt sqlformat pg_format gofumpt': {
    options: {
      ...rewrites('-w --write -i --in-place --inplace'),
      ...writes('-o --output --outfile'),
      ...flag('-l --list -d --diff -s -e -a -r -k -u -p --check --test -bn -ci -sr -fn -mn -ln -extra'),
      '--version --help': 'none',
    },
    rest: 'read',
    strict: true,
  },
  aspell: looking(corrects, [
    { when: (words) => words.includes('list') && allOf('list --lang= --mode= -l -d en de fr --ignore-case --master=')(words), spec: tells },
  ]),
  hunspell: looking(corrects, [
    {
      when: (words) => words.some((word) => /^-[lL]$/.test(word)) && !words.some((word) => word.startsWith('-p')),
      spec: { options: value('-d -i'), rest: 'read' },
    },
  ]),
  datamash: { inert: true },
  ministat: reads,
  diffstat: { options: { '-o -e': 'write', ...value('-f -n -N -p -w -D') }, rest: 'read' },
  xmllint: local(
    only(
      {
        ...flag(
          '--noout -noout --format -format --html --recover --nonet --huge --stream --c14n --nowarning --nowrap --timing --debug --memory',
        ),
        ...value('--xpath --encode --pattern --pretty'),
        '--schema --relaxng --schematron': 'read',
        '-o --output': 'write',
      },
      { singleDash: true },
    ),
  ),
  pandoc: local(
    looking({ does: ['writes', 'runs-code', 'network'], rest: 'read', version: ['-v', '-h'] }, [
      {
        // To its output, in formats of its own: others are scripts.
        when: (words) =>
          words.every((word, index) =>
            /^-[ftrw]$|^--(?:from|to|read|write)$/.test(words[index - 1] ?? '')
              ? /^[a-z_0-9]+(?:[+-][a-z_]+)*$/.test(word)
              : /^(?:-[ftrw]|--(?:from|to|read|write)|--(?:from|to|read|write)=[a-z_0-9]+(?:[+-][a-z_]+)*|-[ftrw][a-z_0-9]+(?:[+-][a-z_]+)*|--(?:wrap|columns|toc-depth|shift-heading-level-by|markdown-headings)=[\w-]+|--(?:toc|number-sections|no-highlight|reference-links|list-\S+|quiet|ascii)|-|[^-].*|…)$/.test(
                  word,
                ),
          ) && !words.some((word) => /^-?(?:to=|t)?(?:pdf|docx|odt|epub\d?|pptx)$/.test(word)),
        spec: { options: value('-f -t -r -w --from --to --read --write'), rest: 'read' },
      },
    ]),
  ),
  tidy: {
    singleDash: true,
    strict: true,
    options: {
      '-e -errors -q -quiet -i -indent -xml -asxml -utf8 -raw': 'none',
      '-m -modify': { does: 'writes', operands: 'write' },
      '-o -output -f -file': 'write',
      '-config': { takes: 'code' },
    },
    rest: 'read',
  },
  'msgcat msggrep msgattrib msgunfmt msguniq': only({
    ...flag(
      '--untranslated --translated --fuzzy --no-fuzzy --no-obsolete --only-obsolete --only-fuzzy -s --sort-output -F --sort-by-file --no-location -u --unique -d --repeated -i --indent --no-wrap --color -N -M -K -T',
    ),
    ...value('-e --regexp -w --width -t --to-code -p'),
    '-o --output-file': 'write',
  }),
  'apropos whatis whereis': { inert: true },
  'html2text pup htmlq': { read: readUrlOrFile },
  gron: { read: readUrlOrFile },
  'xq tomlq': { read: readYq },
  dasel: looking({ does: ['writes', 'unknown'], rest: 'write' }, [
    {
      when: (words) => !/^(?:put|delete|set)$/.test(words[0] ?? ''),
      spec: only(
        {
          ...flag('--pretty --colour --color --plain --compact -c -m -n --null --multiple'),
          ...value('-r -w -p --read --write --parser -s --selector -i --input'),
          '-f --file': 'read',
          '-o --out': 'write',
        },
        { rest: 'value' },
      ),
    },
  ]),
  // With a word that is no option it runs that.
  jc: looking({ does: ['runs-code'], rest: 'argv' }, [
    { when: (words) => words.length > 0 && words.every((word) => word.startsWith('-')), spec: tells },
  ]),
  mlr: { read: readMlr },
  'csvlook csvcut csvgrep csvstat csvsort csvjson csvjoin csvstack csvformat': {
    options: {
      ...value(
        '-d --delimiter -q --quotechar -c --columns -C --not-columns -m --match -r --regex -K --skip-lines -p -z -b --max-rows --max-columns --max-column-width --max-precision -D -Q -U -k --key -i --indent --decimal-format -n --names -g --groups -x --csv -e --encoding',
      ),
      '-n --names -x -l --linenumbers -S --snifflimit --zero -I --no-inference -H --no-header-row -a --any-match -v -i --invert-match --csv --json --count --unique --freq --nulls --type --mean --min --max --sum --len':
        'none',
      '-f --file': 'read',
    },
    rest: 'read',
  },
  in2csv: only({ ...flag('-n --names -H -l --blanks'), ...value('-f --format -s --schema -k --key --sheet -d -e -K --skip-lines') }),
  'xsv qsv': {
    sub: Object.fromEntries(
      'cat count fixlengths flatten fmt frequency headers input join sample search select slice sort stats table fixlengths dedup sniff schema validate'
        .split(' ')
        .map((name) => [
          name,
          name === 'schema' || name === 'validate' || name === 'sniff'
            ? { does: ['unknown' as const], rest: 'read' as const }
            : {
                options: {
                  ...writes('-o --output'),
                  ...value(
                    '-s --select -d --delimiter -l --limit -i --index --start --end --len -t --out-delimiter -c --condense -w --width -p --pad --length --quote --escape -j --jobs --seed',
                  ),
                },
                first:
                  name === 'search' || name === 'select' || name === 'sample'
                    ? ['value' as const]
                    : name === 'join'
                      ? ['value' as const, 'read' as const, 'value' as const]
                      : [],
                rest: 'read' as const,
              },
        ]),
    ),
  },
  'col colcrt': { inert: true },
  loc: { rest: 'read' },
  gocloc: only({
    ...flag('--by-file --skip-duplicated'),
    ...value('--include-lang --exclude-ext --not-match-d --match-d --sort --output-type'),
  }),
  'cloc scc': only({
    ...value(
      '--exclude-dir --include-lang --exclude-lang --include-ext --exclude-ext -i -x --fullpath --not-match-d --match-d --not-match-f --match-f --sort -s -f --format --exclude-file -M --not-match --vcs --max-file-size --timeout',
    ),
    ...flag(
      '--by-file --by-file-by-lang -q --quiet --json --csv --md --yaml --xml --hide-rate --skip-uniqueness --no-complexity --no-cocomo --no-duplicates -w --wide --no-gen --unicode -d -c --percent',
    ),
    ...attached(
      '--vcs --exclude-dir --include-lang --exclude-lang --include-ext --exclude-ext --fullpath --not-match-d --match-d --not-match-f --match-f --sort --format --max-file-size',
    ),
    '--list-file --exclude-list-file': 'read',
  }),
  tokei: only({
    ...flag('-f --files -C --compact --hidden --no-ignore -l --languages -v'),
    ...value('-e --exclude -t --type -s --sort -o --output -c --columns -n --num-format'),
  }),
  radon: only({
    ...flag('-s -a --total-average -nc -na -nb -nd --show-complexity --average'),
    ...value('-n --min -x --max -e --exclude -i --ignore -o --order'),
  }),
  lizard: only({
    ...flag('-w --warnings_only -V --verbose -m --modified'),
    ...value('-x --exclude -l --languages -C --CCN -L --length -a --arguments -T -t -s --sort'),
  }),
  'fdupes jdupes': only(flag('-r -R -S -q -1 -n -A -f -s -m --recurse --size --sameline --summarize --noempty')),
  pv: only({
    ...flag('-p -t -e -r -b -n -q -f -l -0 -c -W -a -T'),
    ...value('-s -L -i -N -w -H -F -B -D -A'),
    '-o --output -P --pidfile -U --store-and-forward': 'write',
  }),
  'bat batcat': {
    options: {
      ...value(
        '-l -r -H -m --language --line-range --highlight-line --theme --style --color --paging --wrap --tabs --terminal-width --file-name --map-syntax --italic-text --decorations --diff-context --strip-ansi --nonprintable-notation',
      ),
      ...runs('--pager'),
      '--build --clear --source --target --config-dir --generate-config-file': { does: 'writes' },
      '-b': { does: 'writes' },
    },
    rest: 'read',
  },
  tree: {
    options: {
      '-L -P -I --filelimit --timefmt --sort --charset -H -T --filesfrom': 'value',
      '-o': 'write',
      // In each folder at that depth it writes a file, where it prints HTML.
      '-R': { does: 'writes' },
      '--gitfile --infofile': 'read',
      '--fromfile --gitignore': 'none',
    },
    rest: 'read',
  },
};
