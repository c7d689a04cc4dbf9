/** The steps of `npm test`, in one table. */
import type { HostId } from '../host/versions.ts';

export interface Step {
  id: string;
  /** What it checks, for a person. */
  title: string;
  /** Arguments for the project's Node, one list a command; all must succeed, in this order. */
  commands: readonly (readonly string[])[];
  /** Steps that must have succeeded before. */
  needs: readonly string[];
  /** How many of the two places it takes: 2 for what must not share the processor. */
  weight: 1 | 2;
  /** Result files that it leaves, by pattern below out/results; absent for a step that is no suite of tests. */
  results?: string;
  /** Environment variables for it. */
  env?: Readonly<Record<string, string>>;
}

const bin = (name: string): string => `node_modules/${name}`;
const tsc = bin('typescript/bin/tsc');

/** Milliseconds after which a test, or a file of tests, that says nothing else about itself counts as hanging. */
const testTimeout = 240_000;

/** Arguments for Node to run files of node:test, whose results go to out/results/ID.json. */
export function nodeTestArgs(id: string, concurrency: number, timeout = testTimeout): string[] {
  const reporters = [
    '--test-reporter=spec', '--test-reporter-destination=stdout',
    '--test-reporter=./scripts/reporters/node-test.ts', `--test-reporter-destination=out/results/${id}.json`,
  ];
  return ['--test', `--test-concurrency=${concurrency}`, `--test-timeout=${timeout}`, ...reporters];
}

/** A suite of node:test files. */
function nodeTests(id: string, title: string, pattern: string, needs: readonly string[], weight: 1 | 2, concurrency: number): Step {
  return { id, title, commands: [[...nodeTestArgs(id, concurrency), pattern]], needs, weight, results: `${id}.json` };
}

function editorSuites(host: HostId, desktop: boolean): Step {
  return {
    id: `editor-${host}`,
    title: `suites inside ${desktop ? 'desktop ' : ''}VS Code, ${host}`,
    commands: [['test/editor/run.ts', '--host', host, ...(desktop ? ['--desktop'] : [])]],
    needs: desktop ? ['build'] : ['build', 'host'],
    weight: 1,
    results: `editor-${host}-*.json`,
  };
}

/** Everything that `npm test` does, in the order in which it would like to start. */
export const steps: readonly Step[] = [
  { id: 'build', title: 'bundles', commands: [['scripts/build.ts']], needs: [], weight: 1 },
  { id: 'host', title: 'VS Code and Chromium for the tests', commands: [['scripts/host/ensure.ts']], needs: [], weight: 1 },
  { id: 'types', title: 'types', commands: ['.', 'webview', 'test/webview'].map((project) => [tsc, '--noEmit', '-p', project]), needs: [], weight: 1 },
  { id: 'lint', title: 'lint', commands: [[bin('oxlint/bin/oxlint'), '--type-aware']], needs: [], weight: 1 },
  { id: 'imports', title: 'direction of imports, ids of the manifest', commands: [['scripts/check-imports.ts'], ['scripts/check-manifest.ts']], needs: [], weight: 1 },
  { id: 'package', title: 'package', commands: [['scripts/package.ts']], needs: ['build'], weight: 1 },
  nodeTests('unit', 'unit tests', 'test/unit/**/*.test.ts', ['build'], 1, 2),
  nodeTests('gate', 'gate tests', 'test/gate/**/*.test.ts', ['build'], 1, 1),
  { id: 'agents', title: 'real agents: Codex and Gemini CLI', commands: [['scripts/test-agents.ts', '--built', '--only', 'codex,gemini']], needs: ['build'], weight: 1, results: 'agents.json' },
  nodeTests('webview', 'the inspector in a browser', 'test/webview/**/*.test.ts', ['host'], 1, 1),
  editorSuites('newest', false),
  editorSuites('floor', false),
  { ...nodeTests('e2e', 'end-to-end tests', 'test/e2e/**/*.test.ts', ['package', 'host'], 2, 1), env: { SIGNALBOX_TEST_AGENTS: 'codex,gemini' } },
];

/** What runs in a downloaded desktop VS Code, for machines that can download one: `npm test -- --desktop`. */
export const desktopSteps: readonly Step[] = [steps[0]!, { ...editorSuites('newest', true), weight: 2 }, { ...editorSuites('floor', true), weight: 2 }];
