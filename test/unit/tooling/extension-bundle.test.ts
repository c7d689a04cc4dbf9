import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { build, type BuildOptions, type Metafile } from 'esbuild';
import { extensionBundle } from '../../../scripts/build/extension.ts';
import { valuesOf } from '../../../scripts/build/vscode-api.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const common: BuildOptions = { bundle: true, logLevel: 'silent', absWorkingDir: root, mainFields: ['module', 'main'] };

let folder: string;
before(async () => (folder = await mkdtemp(join(tmpdir(), 'sb-bundle-'))));
after(() => rm(folder, { recursive: true, force: true }));

/** The files that a bundle loads at once, and those of the sources in them. */
function loadedAtOnce({ outputs }: Metafile, entry: string): { files: string[]; sources: string[] } {
  const files = Object.keys(outputs).filter((name) => outputs[name]!.entryPoint === entry);
  for (const file of files) for (const { path, kind, external } of outputs[file]!.imports) if (kind === 'import-statement' && external !== true && !files.includes(path)) files.push(path);
  return { files, sources: files.flatMap((file) => Object.keys(outputs[file]!.inputs)) };
}

test('what activation reads holds no package, and no reader of records or policies', async () => {
  const { metafile, warnings } = await build({ ...extensionBundle({ ...common, minify: true }, join(folder, 'whole')), metafile: true });
  assert.deepEqual(warnings.map(({ text }) => text), []);
  const { files, sources } = loadedAtOnce(metafile, 'src/extension.ts');
  assert.ok(sources.includes('src/editor/views/runs-model.ts'));
  assert.deepEqual(sources.filter((source) => /node_modules|src\/(policy|guard|record|runs)\//.test(source) && source !== 'src/record/view.ts'), []);
  const bytes = files.reduce((sum, file) => sum + metafile.outputs[file]!.bytes, 0);
  assert.ok(bytes < 150_000, `${bytes} bytes are read`);
});

test('the real bundle loads by require, and gives activate', async () => {
  const made = join(folder, 'real');
  await build(extensionBundle(common, made));
  // Classes and enums that sources use while they are evaluated.
  await writeFile(join(folder, 'load.cjs'), `
    const Module = require('node:module');
    const load = Module._load;
    const api = new Proxy({}, { get: (_, name) => class { static name = name } });
    Module._load = (name, ...rest) => (name === 'vscode' ? api : load(name, ...rest));
    console.log(Object.keys(require(process.argv[2])).join());`);
  assert.equal(execFileSync(process.execPath, [join(folder, 'load.cjs'), join(made, 'extension.cjs')], { encoding: 'utf8' }), 'activate\n');
});

/** Builds a small program of two files; gives what it prints, and its folder. */
async function run(name: string, files: Record<string, string>, options: BuildOptions): Promise<{ printed: string; made: string }> {
  for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text);
  const made = join(folder, name);
  await build({ ...extensionBundle({ ...common, ...options, absWorkingDir: folder }, made), entryPoints: ['main.ts'] });
  return { printed: execFileSync(process.execPath, ['--enable-source-maps', join(made, 'main.cjs')], { encoding: 'utf8' }), made };
}

const shared = "export class Refused extends Error {}\nexport let count = 0;\nexport function add() { count++; }\n";
const later = "import { add, Refused } from './shared.ts';\nconsole.log('later');\nexport function fail(): never {\n  add();\n  throw new Refused('no');\n}\n";
const main = "import { count, Refused } from './shared.ts';\nconsole.log('main');\nvoid import('./later.ts').then(({ fail }) => {\n  try { fail(); } catch (error) { console.log(error instanceof Refused, count, String((error as Error).stack).includes('later.ts:5')); }\n});\nconsole.log('waits');\n";

for (const minify of [false, true]) {
  test(`a chunk is evaluated when it is first imported and shares what both use${minify ? ', minified' : ', with a map to the source'}`, async () => {
    const { printed, made } = await run(`chunks-${minify}`, { 'shared.ts': shared, 'later.ts': later, 'main.ts': main }, { minify, ...(minify ? {} : { sourcemap: 'linked' }) });
    assert.equal(printed, `main\nwaits\nlater\ntrue 1 ${!minify}\n`);
    const names = await readdir(join(made, 'chunks'));
    assert.ok(names.length > 0 && names.every((name) => /^[\w-]+\.cjs(\.map)?$/.test(name)), names.join());
    assert.ok(!(await readFile(join(made, 'main.cjs'), 'utf8')).includes('import('));
  });
}

test('the values of an API are its classes, enums, namespaces, constants and functions', () => {
  const typings = [
    "declare module 'vscode' {", '\texport const version: string;', '\texport interface Command { title: string }', '\texport class Position {', '\t\texport const inner: 1;', '\t}', '\texport abstract class Base {}',
    '    export enum Kind { One }', '\texport namespace window {', '\t\texport function show(): void;', '\t\texport class Inner {}', '\t}', '\texport type Id = string;', '}',
  ].join('\n');
  assert.deepEqual(valuesOf(typings), ['version', 'Position', 'Base', 'Kind', 'window']);
});
