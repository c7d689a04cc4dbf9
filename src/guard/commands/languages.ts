/** Interpreters, shells and build tools. */
import { readWords } from './options.ts';
import { flags, scriptOptions, values } from './tools.ts';
import type { CommandSpec } from './types.ts';
import type { Report } from './types.ts';
import type { Word } from '../shell/word.ts';

const commands: CommandSpec = {
  options: { '-c': { takes: 'shell' }, '-o +o -O +O': 'value', '--rcfile --init-file': { takes: 'code' } },
  first: ['code'],
  rest: 'value',
  stdin: 'shell',
  stops: true,
};
/** `bash -n` only reads a script. */
const shell: CommandSpec = {
  stdin: 'shell',
  keeps: 2,
  read: (words, report) => {
    if (words.length > 1 && words[0]?.text === '-n' && words.every(isPlain)) return readWords({ rest: 'read' }, words, report);
    readWords(commands, words.slice(0, endOfText(words)), report);
  },
};
/** After `-c` and its text the words are `$0`, `$1` and so on, which that text is read with. */
function endOfText(words: readonly Word[]): number | undefined {
  const at = words.findIndex((word) => !/^-(?:[a-bd-np-z]+|-login|-norc|-noprofile|-posix)$/.test(word.text ?? ''));
  return /^-[a-bd-np-z]*c$/.test(words[at]?.text ?? '') && /^[^-+]/.test(words[at + 1]?.text ?? '-') ? at + 2 : undefined;
}
const isPlain = ({ text, prefix }: Word, index: number): boolean => text !== undefined && (index === 0 || /^[^-+]/.test(prefix));
/** How often an interpreter is started, and with what, differs; what it runs is named by an option or the first operand. */
const script: CommandSpec = { first: ['code'], rest: 'value', does: ['runs-code'], stdin: 'code', keeps: 2, stops: true, strict: 'option' };
const node: CommandSpec = {
  ...script,
  options: {
    '-e --eval -p --print -pe -ep': { takes: 'program', does: 'option' },
    '-r --require --import --loader --experimental-loader --env-file --env-file-if-exists --inspect --inspect-brk': {
      takes: 'code',
      does: 'option',
    },
    '--test': { operands: 'code' },
    '--test-name-pattern --test-skip-pattern --test-concurrency --test-timeout --test-shard --max-old-space-size': 'value',
    '--test-reporter': 'name',
    ...flags(
      '--test-only --watch --experimental-test-coverage --enable-source-maps --no-warnings --trace-warnings --experimental-strip-types --experimental-transform-types --no-experimental-strip-types --check -c --no-deprecation --trace-uncaught --expose-gc --experimental-vm-modules --test-force-exit --experimental-test-module-mocks',
    ),
  },
  version: ['-v', '-h'],
};
const python: CommandSpec = {
  ...script,
  options: { '-c': 'program', '-m': 'tool', '-W -X': 'name', ...flags('-u -B -O -OO -q -s -E -I -b -v -') },
  version: ['-h', '-VV'],
};
const evaluates = (letters: string, more: CommandSpec['options'] = {}): CommandSpec => ({
  ...script,
  options: { [letters]: 'program', ...more },
});

const goOptions = {
  ...flags('-v -race -short -cover -failfast -json -benchmem -x -n -trimpath -a -work -fullpath -c -i -update'),
  ...values('-run -bench -count -timeout -parallel -tags -p -list -skip -shuffle -cpu -covermode -coverpkg -benchtime -fuzz -fuzztime -args'),
  '-mod': 'name',
  '-coverprofile -cpuprofile -memprofile -blockprofile -mutexprofile -trace -o': 'write',
} as const;
const goes: CommandSpec = { does: ['runs-code'], keeps: 2, strict: 'option', singleDash: true, options: goOptions, rest: 'read' };
const cargoes: CommandSpec = {
  does: ['runs-code'],
  keeps: 2,
  strict: 'option',
  passes: true,
  options: {
    ...flags(
      '-v -vv -q --quiet --verbose --release -r --workspace --all --lib --bins --tests --examples --benches --all-targets --all-features --no-default-features --no-run --no-fail-fast --doc --locked --offline --frozen --check --nocapture --exact --ignored --include-ignored --keep-going --show-output --no-deps --dry-run',
    ),
    ...values('-p --package --bin --test --example --bench --features -F -j --jobs --test-threads --skip -D -W -A --exclude'),
    '--message-format --color --profile --target': 'name',
    '--fix --allow-dirty': { does: 'writes' },
  },
  rest: 'value',
};
const dotnet: CommandSpec = {
  does: ['runs-code'],
  keeps: 2,
  strict: 'option',
  options: {
    ...flags('--no-build --no-restore --nologo --verify-no-changes --list-tests'),
    ...values('-c --configuration -v --verbosity --filter -f --framework'),
    '--logger': 'name',
  },
  rest: 'read',
};
const mavenGoal: CommandSpec = {
  does: ['runs-code'],
  keeps: 2,
  strict: 'option',
  singleDash: true,
  options: {
    ...flags('-q -B -e -X -o --batch-mode -ntp --no-transfer-progress -am -amd --fail-at-end -fae -DskipTests -DskipITs --offline --quiet'),
    ...values('-pl -T -Dtest -Dit.test -DfailIfNoTests -Dsurefire.failIfNoSpecifiedTests -DskipTests'),
  },
  rest: 'unusual',
};
const gradleTask: CommandSpec = {
  does: ['runs-code'],
  keeps: 2,
  strict: 'option',
  options: {
    ...flags('-q --quiet --info --stacktrace --offline --no-daemon --rerun-tasks --console --parallel --continue'),
    ...values('--tests -x --exclude-task'),
    '--console': 'name',
  },
  rest: 'unusual',
};
const installs: CommandSpec = { does: ['network', 'runs-code', 'writes'] };
const reads: CommandSpec = { rest: 'value' };
const runs: CommandSpec = { does: ['runs-code'] };

export const languages: Record<string, CommandSpec> = {
  'sh bash zsh dash ksh ash fish mksh rbash': shell,
  'node nodejs': node,
  'tsx ts-node tsx.js esno': {
    ...script,
    options: {
      '-e --eval -p --print': { takes: 'program', does: 'option' },
      ...flags('--test --watch --no-warnings --transpile-only -T --esm'),
      '--tsconfig': 'read',
    },
  },
  'python python2 python3 python3.9 python3.10 python3.11 python3.12 python3.13 python3.14 pypy pypy3 py': python,
  ruby: { ...evaluates('-e', flags('-w -W -c')), version: ['-v'] },
  perl: evaluates('-e -E -ne -pe -le -lne -lpe -nle -ple -ane -lane -pi -i -wE -we', flags('-w -c -T -W -l -n -p -a')),
  php: { ...evaluates('-r -R -B -E', flags('-l --syntax-check -i --info')), version: ['-v'] },
  'lua luajit': evaluates('-e'),
  'Rscript julia elixir swift tclsh wish racket guile sbcl ocaml R octave groovy scala kotlin clojure osascript':
    evaluates('-e --eval -E -c --expr'),
  'erl irb ghci runghc iex ipython jshell bpython jupyter': runs,
  deno: {
    sub: {
      ...subs(['test', 'lint', 'fmt', 'check', 'bench'], {
        does: ['runs-code'],
        rest: 'read',
        strict: 'option',
        options: { ...flags('--quiet -q --check --fail-fast --parallel --watch'), ...values('--filter') },
        keeps: 2,
      }),
      eval: { does: ['runs-code'], first: ['program'] },
      ...subs(['info', 'doc'], runs),
    },
    otherwise: { does: ['runs-code'], first: ['code'] },
    bare: ['runs-code'],
  },
  'make gmake': {
    does: ['runs-code'],
    options: {
      '-C --directory': 'cwd',
      '-f --file --makefile': { takes: 'code', does: 'option' },
      '-j --jobs -l -o -W': 'value',
      '--eval': { takes: 'code', does: 'option' },
    },
    rest: 'value',
  },
  'ninja cmake ctest meson bazel bazelisk buck2 ant rake just task tox nox invoke mage scons waf premake conan vcpkg sbt lein mill stack cabal dune rebar3 mix zig':
    runs,
  'gradle gradlew': {
    sub: subs(['test', 'build', 'check', 'assemble', 'compileJava', 'compileKotlin', 'lint'], gradleTask),
    otherwise: runs,
    bare: ['runs-code'],
  },
  'mvn mvnw': {
    sub: subs(['test', 'verify', 'compile', 'test-compile', 'package', 'validate'], mavenGoal),
    otherwise: runs,
    bare: ['runs-code'],
  },
  cargo: {
    options: {
      '--config': { takes: 'code' },
      '-C': 'cwd',
      '-q --quiet -v --verbose --offline --locked': 'none',
      '-V --version --list': 'none',
    },
    strict: 'option',
    sub: {
      ...subs(['build', 'b', 'test', 't', 'check', 'c', 'clippy', 'bench', 'doc', 'fmt', 'nextest'], cargoes),
      ...subs(['run', 'r', 'fix', 'clean'], { does: ['runs-code'] }),
      ...subs(
        [
          'install',
          'uninstall',
          'publish',
          'add',
          'remove',
          'update',
          'fetch',
          'login',
          'owner',
          'yank',
          'new',
          'init',
          'vendor',
          'audit',
          'outdated',
          'search',
        ],
        installs,
      ),
      ...subs(['version', 'help', 'locate-project', 'pkgid'], reads),
      // These may fetch an index, and run nothing of the project.
      ...subs(['tree', 'metadata'], {
        strict: true,
        options: {
          '--no-deps --offline --locked --frozen -d --duplicates --all-features --workspace': 'none',
          '--format-version --depth -i --invert -p --package -e --edges --features --prefix': 'value',
        },
      }),
    },
  },
  rustc: { does: ['runs-code', 'writes'], rest: 'read', version: ['-V', '-vV'] },
  rustfmt: { does: ['writes'], options: { '--check': 'none' }, rest: 'read' },
  go: {
    sub: {
      ...subs(['build', 'test', 'vet', 'fmt'], goes),
      ...subs(['run', 'generate', 'tool', 'fix', 'clean', 'bug'], runs),
      ...subs(['get', 'install', 'mod', 'work', 'telemetry'], installs),
      ...subs(['version', 'help'], reads),
      doc: { options: { '-http': { does: 'runs-code' }, '-all -src -short -u -c -cmd': 'none' }, singleDash: true, strict: true },
      list: {
        options: {
          '-toolexec -exec -overlay -modfile': { takes: 'code' },
          '-f -tags -reuse': 'value',
          '-m -u': { does: 'network' },
          '-json -e -deps -test -compiled -find -export': 'none',
        },
        singleDash: true,
        strict: true,
      },
      env: { options: { '-w -u': { does: 'environment' }, '-json -changed': 'none' }, singleDash: true },
    },
  },
  dotnet: {
    options: { '--info --list-sdks --list-runtimes --version': 'none' },
    sub: {
      ...subs(['test', 'build', 'format'], dotnet),
      ...subs(['add', 'restore', 'nuget', 'tool', 'publish', 'new', 'remove', 'workload'], installs),
      ...subs(['run', 'watch', 'clean', 'pack', 'ef', 'exec', 'msbuild', 'vstest'], runs),
    },
    otherwise: runs,
  },
  java: { does: ['runs-code'], singleDash: true, version: ['-version', '--version', '-help'] },
  'javac kotlinc scalac gcc g++ cc c++ clang clang++ ld as nasm ghc rustup swiftc nvcc emcc protoc flex bison yacc': {
    does: ['runs-code', 'writes'],
    rest: 'read',
    version: ['-version', '-v', '-dumpversion', '-dumpmachine'],
  },
  'javap jdeps nm objdump readelf size ldd otool addr2line c++filt': {
    options: { '--plugin': { takes: 'code' }, '--target': 'value' },
    rest: 'read',
  },
  'gdb lldb strace ltrace valgrind perf dtrace': {
    does: ['runs-code'],
    options: { '-o': 'write', '-e -p -s': 'value', '-ex --eval-command -x': { takes: 'code' } },
    rest: 'argv',
  },
  'npm-run-all run-s run-p wireit': { does: ['runs-code'], options: scriptOptions, strict: 'option' },
  'vi vim nvim view ex': { read: readVi },
  'emacs nano ed pico micro helix hx code subl atom idea': {
    rest: 'write',
    does: ['writes', 'runs-code'],
    options: { '--eval': 'program', '-l --load': { takes: 'code' } },
    version: ['-v'],
  },
};

/** vi runs its own commands from `-c` and `+…`; `:!` is a shell's. */
function readVi(words: readonly Word[], report: Report): void {
  report.does('writes', 'an editor');
  report.does('runs-code', 'an editor');
  words.forEach((word, index) => {
    const isCommand = word.prefix.startsWith('+') || /^(?:-c|--cmd)$/.test(words[index - 1]?.text ?? '');
    const shell = isCommand ? /!\s*([^]+)$/.exec(word.text ?? '')?.[1] : undefined;
    if (shell !== undefined) report.shell({ ...word, text: shell, glob: false });
    else if (!isCommand && !word.prefix.startsWith('-')) report.touch('write', word);
  });
}

function subs(names: readonly string[], spec: CommandSpec): Record<string, CommandSpec> {
  return Object.fromEntries(names.map((name) => [name, spec]));
}
