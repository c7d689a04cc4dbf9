/**
 * Test runners, linters, compilers and formatters: they run code of the project. Options that do no more than choose what is run
 * and how it is told are listed; any other one (a configuration, a plugin, a file to load) is a finding of its own.
 */
import type { CommandSpec, OptionSpec, Role } from './types.ts';

export const flags = (names: string): Record<string, Role | OptionSpec> => ({ [names]: 'none' });
export const values = (names: string): Record<string, Role | OptionSpec> => ({ [names]: 'value' });
const attached = (names: string): Record<string, Role | OptionSpec> => ({ [names]: { takes: 'name', attached: true } });
const named = (names: string): Record<string, Role | OptionSpec> => ({ [names]: 'name' });
const writes = (names: string): Record<string, Role | OptionSpec> => ({ [names]: { does: 'writes' } });

function tool(...options: Record<string, Role | OptionSpec>[]): CommandSpec {
  return {
    does: ['runs-code'],
    strict: 'option',
    options: Object.assign({}, ...options) as CommandSpec['options'] & object,
    rest: 'read',
    keeps: 1,
  };
}

const jest = tool(
  values(
    '-t --testNamePattern --testPathPattern --testPathPatterns --testPathIgnorePatterns --testTimeout --shard --selectProjects -w --maxWorkers --collectCoverageFrom --coveragePathIgnorePatterns --maxConcurrency --seed --changedSince --ignoreProjects',
  ),
  flags(
    '-i --runInBand --watch --watchAll --ci --coverage --silent --verbose -b --bail --passWithNoTests -f --onlyFailures -o --onlyChanged --findRelatedTests --json --colors --no-coverage --no-cache --detectOpenHandles --forceExit --listTests --runTestsByPath --no-watchman',
  ),
  named('--reporters --coverageReporters'),
  attached('--watch --watchAll --coverage --bail --ci --silent --verbose'),
  writes('-u --updateSnapshot'),
);
const vitest = tool(
  values(
    '-t --testNamePattern --bail --project --retry --testTimeout --hookTimeout --shard --changed --maxWorkers --minWorkers --exclude --coverage.include --coverage.exclude --slowTestThreshold --sequence.seed',
  ),
  flags(
    '--run -w --watch --silent --no-color --color --passWithNoTests --no-file-parallelism --hideSkippedTests --typecheck --no-coverage --isolate --no-isolate --logHeapUsage --allowOnly --dangerouslyIgnoreUnhandledErrors --clearScreen',
  ),
  named('--reporter --pool --environment'),
  attached('--watch --coverage --run --coverage.enabled --coverage.reporter --coverage.all --browser.headless --expandSnapshotDiff --sequence.shuffle'),
  writes('-u --update'),
);
const mocha = tool(
  values('-g --grep -f --fgrep -t --timeout -s --slow -j --jobs --retries'),
  flags(
    '-i --invert -b --bail --exit --recursive -p --parallel -w --watch -c --color --colors -C --no-color --check-leaks --forbid-only --forbid-pending --sort --dry-run --no-timeouts',
  ),
  named('-R --reporter --ui -u'),
);
const pytest = tool(
  values(
    '-k -m --maxfail --tb --durations --deselect --ignore --timeout -n --numprocesses --color --verbosity --dist --capture --show-capture --durations-min --cov-fail-under --randomly-seed --count --reruns --reruns-delay --maxprocesses --log-level --log-cli-level --snapshot-details',
  ),
  flags(
    '-v -q -s -x -l --lf --last-failed --ff --failed-first --nf --sw --stepwise --co --collect-only --no-header --no-summary --disable-warnings --no-cov --strict-markers --showlocals --exitfirst --verbose --quiet --full-trace --setup-show --fixtures --markers --cache-show --new-first --cov-branch --runslow --flake-finder --no-cov-on-fail --runxfail --reuse-db --create-db --nomigrations',
  ),
  attached('-r --asyncio-mode'),
  named('--cov-report -W --pythonwarnings --import-mode'),
  { '--cov': { takes: 'value', attached: true }, '-p': 'plugin' },
);
const eslint = tool(
  values('--ext --max-warnings --ignore-pattern --concurrency --cache-location --print-config'),
  flags(
    '--fix-dry-run --quiet --cache --no-cache --color --no-color --debug --no-error-on-unmatched-pattern --report-unused-disable-directives --no-inline-config --no-warn-ignored --no-ignore --pass-on-no-patterns --exit-on-fatal-error --stats --no-fix --version --env-info',
  ),
  { '-o --output-file': 'write' },
  named('-f --format --fix-type --report-unused-disable-directives-severity --cache-strategy'),
  writes('--fix'),
);
const prettier = tool(
  values('--log-level --loglevel --tab-width --print-width --end-of-line --trailing-comma --prose-wrap'),
  flags(
    '-c --check -l --list-different -u --ignore-unknown --no-error-on-unmatched-pattern --cache --color --no-color --single-quote --no-semi --no-config --debug-check',
  ),
  named('--parser'),
  writes('-w --write'),
  { '--ignore-path': 'read' },
);
const tsc = tool(
  values('-t --target -m --module --lib --moduleResolution --jsx --maxNodeModuleJsDepth'),
  flags('-b --build -w --watch --verbose --force --clean --dry'),
  attached(
    '--noEmit --pretty --skipLibCheck --incremental --strict --listFiles --showConfig --diagnostics --extendedDiagnostics --noEmitOnError --emitDeclarationOnly --declaration --traceResolution --explainFiles --esModuleInterop --resolveJsonModule --allowJs --checkJs --noUnusedLocals --noUnusedParameters --isolatedModules --listFilesOnly --noErrorTruncation',
  ),
  { '-p --project': 'read', '--outDir --outFile --declarationDir --tsBuildInfoFile': 'write' },
);
const oxlint = tool(
  values('-D --deny -A --allow -W --warn --ignore-pattern --max-warnings --threads'),
  flags(
    '--quiet --type-aware --type-check --deny-warnings --no-ignore --silent --report-unused-disable-directives --import-plugin --react-perf-plugin --jsx-a11y-plugin --promise-plugin --node-plugin --vitest-plugin --jest-plugin',
  ),
  named('-f --format'),
  { '--tsconfig': 'read' },
  writes('--fix --fix-suggestions'),
);
const biome = tool(
  flags('--error-on-warnings --no-errors-on-unmatched --verbose --changed --staged --use-server'),
  values('--diagnostic-level --max-diagnostics --only --skip'),
  named('--reporter --colors --log-level'),
  writes('--write --apply --fix --unsafe --apply-unsafe'),
);
const ruff = tool(
  values('--select --ignore --extend-select --extend-ignore --line-length --target-version --exclude --per-file-ignores'),
  flags(
    '--diff --check -q --quiet -v --verbose --no-cache -n --statistics --show-files --show-settings -w --watch --preview --exit-zero -e --no-fix --isolated',
  ),
  named('--output-format'),
  writes('--fix --unsafe-fixes --add-noqa'),
);
const mypy = tool(
  values('-p --package -m --module --python-version --follow-imports --exclude --platform --enable-error-code --disable-error-code'),
  flags(
    '--strict --ignore-missing-imports --no-error-summary --show-error-codes --pretty --no-incremental --namespace-packages --explicit-package-bases --check-untyped-defs --show-column-numbers --show-error-context --no-color-output --warn-unused-ignores --disallow-untyped-defs --no-strict-optional -v',
  ),
);
const pythonLint = tool(
  values(
    '-l --line-length --line-width --max-line-length --select --ignore --extend-ignore --exclude --extend-exclude --include --disable --enable -j --jobs -t --target-version --profile --max-complexity --min-confidence --pythonversion',
  ),
  flags(
    '--check --check-only --diff -q -v --quiet --verbose --color --no-color --fast --safe --count --statistics --show-source -E --errors-only -S -C --warnings --stats --skipunannotated --outputjson',
  ),
  named('--format --output-format -f'),
  attached('--score -r --reports'),
);
const ruby = tool(
  values('-e --example -t --tag --order --seed --only --except -P --pattern'),
  flags(
    '--fail-fast --only-failures --next-failure -b --backtrace -c --color --no-color -d --display-cop-names -D --dry-run --profile -l --lint -p --parallel --force-exclusion',
  ),
  named('-f --format'),
  writes('-a -A --autocorrect --autocorrect-all --auto-correct'),
);
const php = tool(
  values('--filter --testsuite --group --exclude-group -l --level --memory-limit --error-format --paths-mode'),
  flags(
    '--testdox --stop-on-failure --stop-on-error --no-coverage --no-progress --no-interaction -n -v --verbose --dry-run --diff --ansi --no-ansi --list-tests -q',
  ),
  attached('--colors'),
);
const golangci = tool(
  values('-E --enable -D --disable --timeout -j --concurrency --build-tags --max-issues-per-linter --max-same-issues --new-from-rev'),
  flags('-v --verbose --fast --tests --new --allow-parallel-runners'),
  writes('--fix'),
);
const playwrightTest = tool(
  values('-g --grep --grep-invert --project -j --workers --timeout --retries --shard --max-failures --repeat-each'),
  flags('--headed --list --last-failed -x --forbid-only --fully-parallel --pass-with-no-tests --quiet -u'),
  named('--reporter --trace'),
);

/** One subcommand of a tool; the subcommand stays in a rule. */
const part = (...options: Record<string, Role | OptionSpec>[]): CommandSpec => ({ ...tool(...options), keeps: 2 });
/** Something else that the tool can do. */
const otherPart: CommandSpec = { does: ['runs-code', 'option'], rest: 'read' };
function parts(names: string, spec: CommandSpec): Record<string, CommandSpec> {
  return Object.fromEntries(names.split(' ').map((name) => [name, spec]));
}

const bundles = part(
  values('-m --mode -p --port --logLevel -l --log-level --base --target'),
  flags('--watch -w --minify --sourcemap --strictPort --force --quiet --debug --ci --no-color --clearScreen --turbo --turbopack --manifest --profile --no-lint --silent --verbose --test --once'),
  { '--outDir --output-dir -o --outdir': 'write' },
);
const bundler: CommandSpec = {
  sub: parts('build dev preview start serve check lint info sync typegen typecheck', bundles),
  otherwise: otherPart,
  bare: ['runs-code'],
};
const task = (...options: Record<string, Role | OptionSpec>[]): CommandSpec => ({
  ...part({ '--filter -F -p --project --projects -t --target --targets --exclude --scope': 'choice' }, ...options),
  rest: 'task',
});
const turboTask = task(
  values('--concurrency --output-logs --log-order --log-prefix --since --ui --cache-workers --base --head'),
  flags('--force --no-cache --continue --summarize --dry --dry-run --affected --parallel --no-daemon --only --verbose --skip-nx-cache --nxBail --quiet --no-color --coverage --all'),
  attached('--continue --dry --dry-run --summarize'),
);
const alembic = part(
  flags('--autogenerate --sql --verbose -v -i --indicate-current --check-heads --resolve-dependencies'),
  values('-m --message -r --rev-range --rev-id --head --branch-label --depends-on'),
);

export const tools: Record<string, CommandSpec> = {
  'vite next astro nuxt storybook': bundler,
  turbo: { sub: { run: { ...turboTask }, ...parts('login logout link unlink gen generate prune daemon telemetry scan', otherPart) }, otherwise: { ...turboTask, first: ['task'] } },
  nx: { sub: { ...parts('run run-many affected show graph', turboTask), ...parts('generate g migrate reset release connect add import login', otherPart) }, otherwise: { ...turboTask, first: ['task'] } },
  changeset: { sub: { status: part(flags('--verbose'), values('--since'), { '-o --output': 'write' }) }, otherwise: otherPart },
  'drizzle-kit': { sub: parts('generate check', part(values('--name --dialect --schema --prefix'), flags('--custom --verbose'))), otherwise: otherPart, together: [['generate', 'check']] },
  prisma: { sub: parts('generate validate format version', part(flags('--no-hints --no-engine --check'), { '--schema': 'read' })), otherwise: otherPart },
  'size-limit depcheck knip': tool(flags('--json --silent --production --strict --dependencies --exports --no-progress --include-entry-exports --skip-missing')),
  'markdownlint markdownlint-cli2 cspell': tool(flags('--no-globs --quiet -q --no-progress --no-summary --dot'), writes('--fix -f'), values('--ignore -i --exclude --gitignore')),
  alembic: { sub: { ...parts('current heads history branches show check', alembic), ...parts('upgrade revision', alembic) }, otherwise: otherPart, together: [['current', 'heads', 'history', 'branches', 'show', 'check']] },
  'pre-commit': {
    sub: { run: part(flags('-a --all-files -v --verbose --show-diff-on-failure --color'), values('--hook-stage --from-ref --to-ref -s -o'), { '--files': { operands: 'read' } }) },
    otherwise: otherPart,
  },
  'pip-audit': { ...tool(flags('-l --local --desc -S --strict --skip-editable --no-deps'), values('-r --requirement --ignore-vuln'), named('-f --format -s')), does: ['runs-code', 'network'] },
  mkdocs: { sub: { build: part(flags('--strict -s -q --quiet -v --verbose --clean -c --dirty --no-directory-urls'), { '-d --site-dir': 'write' }) }, otherwise: otherPart },
  'uvicorn hypercorn gunicorn': {
    ...tool(values('--port -p --log-level --workers -w --lifespan --loop --timeout-keep-alive'), flags('--reload --factory --no-access-log --access-log --no-use-colors'), { '--host': 'name' }),
    first: ['value'],
    keeps: 2,
  },
  jest,
  vitest,
  'mocha ava c8 nyc': mocha,
  pytest: { ...pytest, version: ['-h'] },
  'eslint stylelint': eslint,
  prettier,
  'tsc vue-tsc tsgo': { ...tsc, version: ['-v', '-h'] },
  oxlint,
  biome,
  ruff,
  'mypy dmypy': mypy,
  'black isort flake8 pylint pyright basedpyright bandit pydocstyle autopep8 yapf': pythonLint,
  'rspec rubocop standardrb': ruby,
  'phpunit pest phpstan psalm phpcs php-cs-fixer': php,
  'golangci-lint staticcheck': golangci,
  playwright: { sub: { test: { ...playwrightTest, keeps: 2 } }, otherwise: otherPart },
  'json.tool': {
    does: ['runs-code'],
    first: ['read'],
    rest: 'write',
    strict: 'option',
    options: { ...flags('--sort-keys --no-ensure-ascii --json-lines --no-indent --compact --tab'), ...values('--indent') },
    keeps: 1,
  },
  'unittest doctest compileall py_compile': {
    does: ['runs-code'],
    rest: 'read',
    strict: 'option',
    options: flags('-v -q -f -b -c --verbose --failfast'),
    keeps: 1,
  },
  'webpack rollup esbuild parcel lerna cypress swc tsup rspack serve nodemon concurrently cross-env husky lint-staged semantic-release typedoc madge license-checker npm-check-updates ncu wrangler vercel netlify firebase expo ng vue-cli-service react-scripts gulp grunt tsd dts-bundle-generator':
    {
      does: ['runs-code'],
      rest: 'read',
      strict: 'option',
    },
};

/** Options that scripts of a project are called with, whatever tool stands behind them. */
export const scriptOptions: Record<string, Role | OptionSpec> = {
  ...flags(
    '--coverage --watch --ci --silent --verbose --bail --passWithNoTests --runInBand --run --quiet -v -q -s -x --json --color --no-color --check --dry-run --no-cache --recursive --exit --headed --list --updateSnapshot -u --fast --strict --no-watch --once --debug --all --if-present --workspaces --no-coverage --detectOpenHandles --forceExit --no-file-parallelism --nocapture --type-aware --noEmit',
  ),
  ...values(
    '-t --testNamePattern --grep -g --fgrep -k --filter --project --testTimeout --timeout --shard --max-warnings --only --maxWorkers --workers --retries --test-name-pattern --testPathPattern --testPathPatterns --bail --ext -w --workspace --test-concurrency --port',
  ),
  ...named('--reporter --reporters --format --test-reporter --loglevel --environment --mode'),
  ...attached('--coverage --watch --bail'),
  '--fix --write': { does: 'writes' },
};
