/**
 * The suites that run inside VS Code. Every `*.test.ts` directly in this folder belongs to the suite `main`; every folder with such
 * files is a suite of its own. A suite is one window on its own copy of the sample project.
 */
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { listFiles } from '../../scripts/files.ts';
import { root } from '../../scripts/host/versions.ts';

export interface Suite {
  name: string;
  /** The bundled test files, absolute. */
  files: string[];
}

const sources = join(root, 'test', 'editor');
export const bundles = join(root, 'out', 'editor');

/** The module that VS Code is told to load. */
export const hostModule = join(bundles, 'run.host.cjs');

/** Bundles all suites into `out/editor` and lists them, `main` first. */
export async function buildSuites(): Promise<Suite[]> {
  const files = await listFiles(sources, '**/*.test.ts');
  await build({
    entryPoints: ['run.host.ts', ...files].map((file) => join(sources, file)),
    outbase: sources,
    outdir: bundles,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  const suites = new Map<string, string[]>([['main', []]]);
  for (const file of files) {
    const folder = dirname(file);
    const name = folder === '.' ? 'main' : folder.replaceAll('/', '-');
    suites.set(name, [...(suites.get(name) ?? []), join(bundles, file.replace(/\.ts$/, '.cjs'))]);
  }
  return [...suites].filter(([, list]) => list.length > 0).map(([name, list]) => ({ name, files: list }));
}
