/** Fails when package.json and `src/editor/ids.ts` do not declare the same ids, or when the editor's code writes one out. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { manifestProblems, strayIds, type Contributes, type DeclaredIds } from './checks/manifest.ts';
import { readSource } from './checks/source.ts';
import { listFiles } from './files.ts';
import { root } from './host/versions.ts';

const { contributes } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { contributes: Contributes };
const ids = (await import('../src/editor/ids.ts')) as DeclaredIds;
const files = await listFiles(root, 'src/{editor/**/*,extension}.ts', ['src/editor/ids.ts']);
const sources = await Promise.all(files.map((path) => readSource(root, path)));
const withDots = Object.values(ids).flatMap((value) => (typeof value === 'string' ? [value] : Object.values(value as Record<string, string>))).filter((id) => id.includes('.'));

const problems = [...manifestProblems(contributes, ids), ...strayIds(sources, withDots)];
for (const problem of problems) console.error(problem);
console.log(`manifest: ${withDots.length} ids, ${problems.length} problems`);
if (problems.length > 0) process.exitCode = 1;
