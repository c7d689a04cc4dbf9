/** What a command of the project is for, however it is started: who lets the tests run lets the linter run. */
import { interpreter } from '../code/python-names.ts';
import { readPython } from '../code/python.ts';
import type { Task } from '../task-names.ts';
import { generalise } from './generalise.ts';
import { weighty } from './options.ts';

const checking = new Set(
  ('vitest jest mocha ava tap eslint tsc vue-tsc svelte-check prettier biome oxlint stylelint knip size-limit markdownlint markdownlint-cli2 htmlhint ' +
    'pytest ruff mypy pyright basedpyright black isort flake8 pylint bandit unittest gofmt goimports golangci-lint staticcheck rubocop rspec rustfmt shellcheck').split(' '),
);
/** Tools of which one word says what they are for. */
const worded: Readonly<Record<string, Readonly<Record<string, Task>>>> = {
  playwright: { test: 'checks' },
  cypress: { run: 'checks' },
  node: { '--test': 'checks' },
  deno: { test: 'checks', lint: 'checks', check: 'checks', fmt: 'checks' },
  bun: { test: 'checks' },
  go: { test: 'checks', vet: 'checks', fmt: 'checks', build: 'builds' },
  cargo: { test: 'checks', check: 'checks', clippy: 'checks', fmt: 'checks', nextest: 'checks', build: 'builds', doc: 'builds' },
  vite: { build: 'builds' },
  next: { build: 'builds', lint: 'checks' },
  astro: { build: 'builds', check: 'checks' },
  storybook: { build: 'builds' },
  mkdocs: { build: 'builds' },
  changeset: { status: 'checks' },
  'pre-commit': { run: 'checks' },
  'drizzle-kit': { generate: 'builds', check: 'checks' },
  prisma: { generate: 'builds', validate: 'checks', format: 'checks' },
  './gradlew': { test: 'checks', check: 'checks', build: 'builds', assemble: 'builds' },
  gradle: { test: 'checks', check: 'checks', build: 'builds', assemble: 'builds' },
  mvn: { test: 'checks', verify: 'checks', compile: 'builds', package: 'builds' },
  dotnet: { test: 'checks', format: 'checks', build: 'builds' },
  swift: { test: 'checks', build: 'builds' },
  mix: { test: 'checks', format: 'checks', compile: 'builds' },
};
const makers = /^(?:g?make|just|task)$/;
const monorepos = /^(?:turbo|nx)$/;
const starters: readonly (readonly string[])[] = [
  ...['pnpm', 'npm', 'yarn', 'bun'].flatMap((manager) => [[manager, 'run'], [manager, 'exec'], [manager]]),
  ...['uv', 'poetry', 'pdm', 'rye', 'hatch', 'pipenv'].map((runner) => [runner, 'run']),
  ['bundle', 'exec'],
  ['npx'],
  ['bunx'],
];

const checks = /^(?:tests?|unit|integration|e2e|spec|lint|lints|eslint|typecheck|type-check|types-check|tsc|mypy|check|checks|check-types|verify|validate|format|fmt|prettier|coverage|vet|stylelint|smoke)$/;
const builds = /^(?:build|builds|compile|bundle|dist|gen|generate|codegen)$/;
const serves = /^(?:dev|start|serve|preview|watch)$/;
/** Where it runs or what it makes is elsewhere. */
const elsewhere = /^(?:remote|live|staging|stage|docker|image|upload|sign|cloud|device|publish|install|migrate|db|seed|hooks)$/;

/** Programs by which the same project starts the same things. */
const together: readonly (readonly string[])[] = [
  ['npm', 'npx'],
  ['pnpm', 'npx'],
  ['yarn', 'npx'],
  ['bun', 'bunx'],
  ['pytest', 'python', 'python3'],
];

/** The programs that are taken for one another where one of them does a task. */
export function startersWith(program: string): readonly string[] {
  return together.find((programs) => programs.includes(program)) ?? [program];
}

/** @param argv of one command @returns undefined where its words do not say it, or say something else besides */
export function taskOf(argv: readonly (string | undefined)[], listed?: readonly number[]): Task | undefined {
  if (onlyTells(argv)) return 'checks';
  const patterns = generalise(argv, false, listed);
  if (!patterns) return undefined;
  const words = [patterns.narrow, ...patterns.wide].find((pattern) => pattern.at(-1) === '**') ?? patterns.narrow;
  const [maker = '', ...targets] = words;
  if (makers.test(maker)) {
    const [target = '', ...others] = targets.filter((word) => !/^-(?:j\d*|s|k|n)$/.test(word));
    return others.length > 0 ? undefined : target === 'help' ? 'checks' : taskNamed(target);
  }
  return words.at(-1) === '**' ? ofTool(withoutStarter(words.slice(0, -1)), argv) : undefined;
}

/** A tool of the project says which it is, or its interpreter computes and prints: no more than its tests do. */
function onlyTells(argv: readonly (string | undefined)[]): boolean {
  const given = argv.filter((word) => word !== undefined);
  if (given.length < argv.length || given.length > 8) return false;
  const { words, isScript } = withoutStarter(given);
  const [name = '', flag = '', code = '', ...more] = words;
  if (words.length === given.length || isScript || more.length > 0) return false;
  if (interpreter.test(name) && flag === '-c') return readPython(code)?.reads.length === 0;
  return code === '' && /^(?:--version|-V|--help)$/.test(flag) && (interpreter.test(name) || checking.has(name) || Object.hasOwn(worded, name));
}

function withoutStarter(words: readonly string[]): { words: readonly string[]; isScript: boolean } {
  // Where a package manager runs it: `--filter web`, `-r`, `workspace web`.
  const chooses = (word: string | undefined): boolean => /^(?:--filter|-F|--workspace|workspace)$/.test(word ?? '') || (word === '-w' && words[0] === 'npm');
  const plain = words.filter((word, at) => !chooses(word) && !chooses(words[at - 1]) && !/^(?:-r|-s|-w|--recursive|--silent|--yes|-y|--no-install|(?:--filter|--workspace)=.*)$/.test(word));
  const starter = starters.find((one) => one.every((word, at) => plain[at] === word));
  const inner = plain.slice(starter?.length ?? 0);
  const isScript = starter !== undefined && /^(?:pnpm|npm|yarn|bun)$/.test(starter[0] ?? '') && starter[1] !== 'exec';
  return interpreter.test(inner[0] ?? '') && inner[1] === '-m' ? { words: inner.slice(2), isScript: false } : { words: inner, isScript };
}

function ofTool({ words: [name = '', sub = '', ...more], isScript }: { words: readonly string[]; isScript: boolean }, argv: readonly (string | undefined)[]): Task | undefined {
  if (monorepos.test(name)) return ofMonorepo(argv, name);
  if (checking.has(name)) return 'checks';
  const known = Object.hasOwn(worded, name) ? worded[name] : undefined;
  if (known) return Object.hasOwn(known, sub) && more.length === 0 ? known[sub] : undefined;
  return isScript && sub === '' ? taskNamed(name) : undefined;
}

/** `turbo run lint test --filter=x`: all that it runs is of one kind, a build before tests at most. */
function ofMonorepo(argv: readonly (string | undefined)[], name: string): Task | undefined {
  const words = argv.slice(argv.indexOf(name) + 1);
  const run = words[0] === 'run' ? words.slice(1) : words;
  const options = run.findIndex((word) => word === undefined || word.startsWith('-'));
  const names = (options < 0 ? run : run.slice(0, options)).map((word) => taskNamed(word ?? ''));
  if (name === 'nx' || names.length === 0 || names.includes(undefined)) return undefined;
  return names.includes('serves') ? undefined : names.includes('builds') ? 'builds' : 'checks';
}

/** By the name of a script or a target: `lint`, `test:unit`, `openapi:lint`. */
function taskNamed(name: string): Task | undefined {
  if (weighty.test(name)) return undefined;
  const parts = checks.test(name) ? [name] : name.split(/[:._-]/);
  if (parts.some((part) => elsewhere.test(part))) return undefined;
  const [first = ''] = parts;
  if (checks.test(first) || checks.test(parts.at(-1) ?? '')) return 'checks';
  return builds.test(first) || /^(?:types|gen|generate|codegen)$/.test(parts.at(-1) ?? '') ? 'builds' : serves.test(name) ? 'serves' : undefined;
}
