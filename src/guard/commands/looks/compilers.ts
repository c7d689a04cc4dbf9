/** Compilers and what belongs to them, asked about themselves or about what is built. */
import { allOf, firstIs, looking, only, reads, tells, type Look, spelledOut } from './look.ts';
import { readWords } from '../options.ts';
import { printsOnly } from './perl.ts';
import type { CommandSpec, OptionSpec, Report, Role } from '../types.ts';
import type { Word } from '../../shell/word.ts';

const value = (names: string): Record<string, Role | OptionSpec> => ({ [names]: 'value' });
const flag = (names: string): Record<string, Role | OptionSpec> => ({ [names]: 'none' });

const about =
  /^(?:-v|-dump(?:machine|version|fullversion|specs)|--?print-(?:[a-z-]+)(?:=[\w.+-]+)?|-Q|--help(?:=[\w,^+-]+)?|--target-help|--version|--verbose|-m(?:arch|tune|cpu|fpu|float-abi)=[\w.+-]+|-m(?:32|64)|-O\d?|-O[gs]|-x[\w+-]*|c|c\+\+|none|-std=[\w+:]+)$/;
const defines =
  /^(?:-E|-dM|-P|-w|-x|c|c\+\+|-xc|-xc\+\+|-[DUI][\w./=+-]+|-std=[\w+:]+|-m[\w.+-]+(?:=[\w.+-]+)?|-O\d?|-include|-|[^-@].*|…)$/;
const depends = /^(?:-MM|-M|-MG|-MP|-[DUI][\w./=+-]+|-std=[\w+:]+|[^-@].*|…)$/;
const compiler: readonly Look[] = [
  {
    when: (words) =>
      words.length > 0 &&
      words.every((word) => about.test(word)) &&
      words.some((word) => /^-(?:dump|-?print|Q|-help|-target-help|v$|-version)/.test(word)),
    spec: tells,
  },
  // Only the names of macros and their texts are printed, nothing else of a file.
  {
    when: (words) =>
      words.includes('-E') && words.includes('-dM') && words.every((word) => defines.test(word) && !/^-m(?:llvm|linker)/.test(word)),
    spec: { options: { '-x -std': 'value', '-I -include': 'read', '-D -U': 'value' }, rest: 'read' },
  },
  {
    when: (words) => words.some((word) => word === '-MM' || word === '-M') && words.every((word) => depends.test(word)),
    spec: { options: { '-I': 'read', '-D -U': 'value' }, rest: 'read', namesOnly: true },
  },
];
const binary = spelledOut({
  options: {
    '--plugin': { takes: 'code' },
    '--target -b -j --section -m --architecture -M --disassembler-options --start-address --stop-address -x -p -w --radix -t --format --prefix':
      'value',
    '-e --exe': 'read',
  },
  rest: 'read',
});
const cross =
  'arm-none-eabi arm-linux-gnueabihf aarch64-linux-gnu riscv64-unknown-elf riscv64-linux-gnu x86_64-linux-gnu x86_64-w64-mingw32 xtensa-esp32-elf avr'.split(
    ' ',
  );
const across = (names: string): string =>
  names
    .split(' ')
    .flatMap((name) => [name, ...cross.map((prefix) => `${prefix}-${name}`)])
    .join(' ');
const runs: CommandSpec = { does: ['runs-code', 'writes'], rest: 'read' };

export const compiling: Record<string, CommandSpec> = {
  [across('gcc g++ cpp clang clang++ cc c++')]: looking({ ...runs, version: ['-v', '-dumpversion', '-dumpmachine'] }, compiler),
  [across('nm objdump readelf size strings')]: binary,
  'addr2line llvm-nm llvm-objdump llvm-readelf llvm-readobj llvm-size llvm-strings llvm-cxxfilt wasm-objdump': binary,
  'c++filt': { rest: 'value', inert: true },
  'dwarfdump llvm-dwarfdump': spelledOut(
    only({
      ...flag('-a --all -i -l -v -h --debug-info --debug-line --debug-abbrev --show-children --summarize-types --statistics --verify'),
      ...value('-n --name'),
    }),
  ),
  otool: only({ ...flag('-L -l -h -D -t -v -f') }),
  lipo: looking(runs, [
    {
      when: (words) => /^-(?:info|archs|detailed_info)$/.test(words[0] ?? '') && words.length === 2,
      spec: { singleDash: true, rest: 'read' },
    },
  ]),
  // It may start the program to see what it loads.
  ldd: { does: ['runs-code'], rest: 'read' },
  javap: spelledOut(
    only(
      {
        ...flag('-c -s -l -v -p -verbose -public -private -protected -package -constants -sysinfo'),
        ...value('-cp -classpath --class-path -m --module'),
      },
      { singleDash: true, rest: 'read' },
    ),
  ),
  jdeps: spelledOut(
    only(
      {
        ...flag(
          '-s -v -summary -verbose -R -recursive --recursive --list-deps --list-reduced-deps --print-module-deps --ignore-missing-deps --missing-deps -jdkinternals --jdk-internals -q',
        ),
        ...value('-cp -classpath --class-path --module-path --multi-release -p -e -f -regex'),
        '-dotoutput --dot-output --generate-module-info --generate-open-module': 'write',
      },
      { singleDash: true, rest: 'read' },
    ),
  ),
  jar: looking(runs, [
    {
      when: (words) =>
        /^-?tv?f$|^-?tfv?$|^--list$/.test(words[0] ?? '') &&
        words.slice(1).every((word) => /^(?:[^-].*|--file=.*|-f|--verbose|-v)$/.test(word)),
      spec: { ...reads, options: { '--file': 'read' } },
    },
  ]),
  java: looking({ does: ['runs-code'], singleDash: true, version: ['-version', '--version', '-help', '-fullversion', '--list-modules'] }, [
    {
      when: (words) =>
        words.includes('-version') &&
        allOf(
          '-version -XshowSettings -XshowSettings:properties -XshowSettings:all -XshowSettings:vm -XshowSettings:locale',
          undefined,
        )(words),
      spec: tells,
    },
  ]),
  // An operand is another machine.
  jps: looking({ does: ['network'], rest: 'host' }, [{ when: (words) => words.every((word) => /^-[qmlvV]+$/.test(word)), spec: tells }]),
  rustc: looking({ ...runs, version: ['-V', '-vV', '-h'] }, [
    {
      when: (words) =>
        words.every((word) =>
          /^(?!--print=(?:link-args|native-static-libs)$|(?:link-args|native-static-libs)$)(?:--print(?:=[\w-]+)?|--explain(?:=\w+)?|--version|--verbose|-vV|-V|--target(?:=[\w-]+)?|--edition(?:=\d+)?|-C|target-cpu=[\w-]+|[\w-]+|E\d{4})$/.test(
            word,
          ),
        ) && words.some((word) => /^--(?:print|explain|version)/.test(word)),
      spec: tells,
    },
  ]),
  rustfmt: looking({ does: ['writes'], rest: 'read' }, [
    {
      when: (words) =>
        words.some((word) => word === '--check' || word === '--emit=stdout' || /^-V$|^--version$/.test(word)) &&
        allOf(
          '--check --emit=stdout --edition 2015 2018 2021 2024 --edition= --color= -q --quiet -v --verbose -l --files-with-diff --version -V',
        )(words),
      spec: reads,
    },
  ]),
  rustup: looking(runs, [
    {
      when: (words) =>
        /^(?:toolchain list(?: -v)?|target list --installed|component list --installed|which \w+|--version|-V|help(?: \w+)?)$/.test(
          words.join(' '),
        ),
      spec: tells,
    },
  ]),
  gofmt: {
    strict: 'option',
    options: { '-l -d -s -e': 'none', '-r': 'value', '-w': { does: 'writes', operands: 'write' }, '-cpuprofile': 'write' },
    rest: 'read',
    keeps: 1,
  },
  clangd: looking(runs, [{ when: firstIs('--version --help'), spec: tells }]),
  'llvm-config pg_config python3-config php-config sdl2-config': tells,
  'pkg-config pkgconf': only(
    {
      ...value('--variable --atleast-version --exact-version --max-version --define-variable'),
      ...flag(
        '--libs --cflags --ldflags --includes --includedir --libdir --prefix --exec-prefix --bindir --sharedir --pkglibdir --configure --modversion --exists --list-all --list-package-names --print-errors --print-requires --static --print-provides --print-variables --uninstalled --msvc-syntax --cflags-only-I --libs-only-l --libs-only-L --short-errors --silence-errors --keep-system-libs',
      ),
    },
    { rest: 'value', inert: true },
  ),
  protoc: looking(runs, [{ when: (words) => /^(?:--decode_raw|--version|--help|-h)$/.test(words.join(' ')), spec: tells }]),
  dtc: looking(runs, [
    {
      // A source can include any file, a blob none.
      when: (words) =>
        /(?:^| )-I ?dtb(?: |$)/.test(words.join(' ')) &&
        !words.some((word) => /^-\w*[od]/.test(word) && !word.startsWith('-O')) &&
        allOf('-I -O -q -s -f -@ dtb dts yaml -Idtb -Odts -Oyaml -Odtb -qq -sq')(words),
      spec: { options: { '-I -O': 'value' }, rest: 'read' },
    },
  ]),
  fdtdump: reads,
  fdtget: { options: value('-t -d'), first: ['read'], rest: 'value' },
  'ctags uctags exuberant-ctags universal-ctags': looking({ does: ['writes', 'runs-code'], rest: 'read' }, [
    {
      when: (words) =>
        words.every((word) => /^--(?:list-[a-z-]+(?:=[\w+]+)?|version|help|license|machinable|with-list-header=\w+)$/.test(word)) &&
        words.length > 0,
      spec: tells,
    },
    {
      when: (words) =>
        (words.includes('-x') || /(?:^| )-(?:f|o) ?-(?: |$)/.test(words.join(' '))) &&
        words.every(
          (word, index) =>
            /^(?:-x|-R|-u|-n|--recurse(?:=yes)?|--(?:languages|fields|extras|sort|exclude|language-force|output-format|c-kinds|[\w+]+-kinds|kinds-[\w+]+|tag-relative|_xformat)=.*|-|[^-].*|…)$/.test(
              word,
            ) ||
            (/^-[fo]$/.test(word) && words[index + 1] === '-') ||
            /^-[fo]-$/.test(word),
        ),
      spec: { options: { '-f -o': 'value' }, rest: 'read' },
    },
  ]),
  global: only({ ...flag('-x -r -s -c -f -g -i -P -p -a -t -q -e'), ...{} }, { rest: 'value' }),
  cscope: looking({ does: ['writes', 'runs-code'], rest: 'read' }, [
    {
      when: (words) =>
        words.some((word) => /^-\w*d/.test(word)) &&
        words.some((word) => /^-\w*L/.test(word)) &&
        words.every((word) => /^(?:-[dLk]+|-[dLk]*\d|-f|[^-].*)$/.test(word)),
      spec: { options: { '-f': 'read' }, rest: 'value' },
    },
  ]),
  cmake: looking({ does: ['runs-code'] }, [
    {
      when: (words) =>
        /^--help-(?:command|module|policy|property|variable|manual) [\w<>-]+$|^--help(?:-[a-z-]+-list)?$|^--version$|^-E capabilities$/.test(
          words.join(' '),
        ),
      spec: tells,
    },
  ]),
  just: looking({ does: ['runs-code'] }, [
    { when: (words) => /^(?:--(?:list|summary|dump|version)|-l)$|^--show [\w-]+$/.test(words.join(' ')), spec: tells },
  ]),
  luac: looking(runs, [
    {
      when: (words) => words.some((word) => /^-l?p$/.test(word)) && words.every((word) => /^-(?:p|l|lp|v|s)$|^[^-]/.test(word)),
      spec: reads,
    },
  ]),
};

/** Interpreters that only look at a text as a program of theirs would be read. */
export const checking: Record<string, readonly Look[]> = {
  perl: [{ when: printsOnly, spec: { read: readPerl } }],
  'bash sh zsh dash ksh': [
    { when: (words) => words.length > 1 && words[0] === '-n' && words.slice(1).every((word) => /^[^-+]/.test(word)), spec: reads },
  ],
  'node nodejs': [
    { when: (words) => words.length === 2 && /^(?:-c|--check)$/.test(words[0] ?? '') && /^[^-]/.test(words[1] ?? ''), spec: reads },
  ],
  ruby: [
    {
      when: (words) => words.length >= 2 && /^-w?cw?$/.test(words[0] ?? '') && words.slice(1).every((word) => /^[^-]/.test(word)),
      spec: reads,
    },
  ],
  php: [
    {
      when: (words) =>
        words.length >= 2 && /^(?:-l|--syntax-check)$/.test(words[0] ?? '') && words.slice(1).every((word) => /^[^-]/.test(word)),
      spec: reads,
    },
    { when: (words) => /^(?:-m|-i|--ini|--modules|--version|-v)$/.test(words.join(' ')), spec: tells },
  ],
  'python python3 python3.9 python3.10 python3.11 python3.12 python3.13 python3.14': [
    ...(
      [
        // With a second operand it writes there.
        [/^(?:--sort-keys|--no-ensure-ascii|--json-lines|--compact|--tab|--indent(?:=\d+)?|--no-indent|\d+|--indent \d+)$/, 'json.tool', 1],
        [/^(?:-l|--list|-t|--test)$/, 'zipfile', 1],
        [/^(?:-l|--list|-t|--test|-v)$/, 'tarfile', 1],
        [/^-e$|^--exact$/, 'tokenize', 1],
        [/^-[ai]$|^--(?:mode|indent)=\w+$/, 'ast', 1],
        [/^\d{1,4}$/, 'calendar', 0],
        [/^--(?:user-site|user-base)$/, 'site', 0],
        [/^$/, 'sysconfig', 0],
        [/^$/, 'platform', 0],
      ] as const
    ).map(([options, module, files]): Look => ({
      when: (words) => {
        const from = words.findIndex((word) => !/^-[IBEsuP]+$/.test(word));
        const rest = words.slice(from + 2);
        const isMode = module === 'zipfile' || module === 'tarfile';
        return (
          words[from] === '-m' &&
          words[from + 1] === module &&
          (!isMode || /^(?:-l|--list|-t|--test)$/.test(rest[0] ?? '')) &&
          rest.every((word) => options.test(word) || /^[^-]/.test(word)) &&
          rest.filter((word) => !options.test(word)).length <= files
        );
      },
      spec: { read: readModule },
    })),
    {
      when: (words) =>
        words[0] === '-m' &&
        words[1] === 'pip' &&
        /^(?:list|freeze|check|--version|-V|show [\w.-]+(?: [\w.-]+)*|show -f [\w.-]+)(?: --format=\w+)?$/.test(words.slice(2).join(' ')),
      spec: { inert: true, read: readModule },
    },
  ],
};

/** `python -m MODULE FILE…`: a module of the folder goes before Python's own, unless it is told to keep to itself. */
function readModule(words: readonly Word[], report: Report): void {
  const isolated = words.some(({ text }) => /^-[BEsuP]*I[BEsuPI]*$/.test(text ?? ''));
  if (!isolated && report.shadowed()) report.does('runs-code', 'a module of the folder it runs in may go before Python’s own');
  readWords({ options: { '-m': 'value' }, rest: 'read' }, words, report);
}

/** Behind the last program stand files. */
function readPerl(words: readonly Word[], report: Report): void {
  const last = words.findLastIndex(({ text }) => /^-[\w]*[eE]$/.test(text ?? ''));
  for (const word of words.slice(last + 2)) report.touch('read', word);
}
