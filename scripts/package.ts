/**
 * Makes out/signalbox.vsix of only what runs: release bundles, media, the sample project, the manifest without its development
 * parts. Prints what is in it; fails when something is unexpected or missing.
 */
import { cp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { contentProblems } from './checks/contents.ts';
import { listZip } from './checks/zip.ts';
import { run } from './host/command.ts';
import { root, vsix } from './host/versions.ts';

/** The package is put together apart from dist/, so that nothing that runs from there is disturbed. */
const staging = join(root, 'out', 'package');

/** Parts of package.json that mean something only in a checkout. */
const developmentParts = ['scripts', 'dependencies', 'devDependencies', 'allowScripts', 'private'];

await rm(staging, { recursive: true, force: true });
await mkdir(staging, { recursive: true });
await run(process.execPath, ['scripts/build.ts', '--release', '--out', join(staging, 'dist')], { cwd: root });
const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Record<string, unknown>;
for (const part of developmentParts) delete manifest[part];
await writeFile(join(staging, 'package.json'), JSON.stringify(manifest, null, 2));
const skipped = /(^|[\\/])(node_modules|\.git|runs|\.DS_Store)$/;
for (const name of ['media', 'sample', 'README.md', 'LICENSE', 'CHANGELOG.md', '.vscodeignore', 'package.nls.json']) {
  if (existsSync(join(root, name))) await cp(join(root, name), join(staging, name), { recursive: true, filter: (source) => !skipped.test(source) });
}

const vsce = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
const options = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', '--no-update-package-json'];
await run(process.execPath, [vsce, 'package', ...options, '--out', vsix], { cwd: staging });

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`.padStart(12);
const entries = listZip(await readFile(vsix));
for (const { name, size } of entries) console.log(`${kilobytes(size)}  ${name}`);
console.log(`${kilobytes((await stat(vsix)).size)}  ${vsix}, ${entries.length} files`);
const problems = contentProblems(entries.map(({ name }) => name));
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
