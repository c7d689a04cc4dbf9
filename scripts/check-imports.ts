/** Fails on imports that run the wrong way, circles, files that are too long: see `checks/rooms.ts`. */
import { importProblems } from './checks/imports.ts';
import { readSource } from './checks/source.ts';
import { listFiles } from './files.ts';
import { root } from './host/versions.ts';

const paths = await listFiles(root, '{src,webview,demo,scripts,test}/**/*.ts', ['test/fixtures/**']);
const problems = importProblems(await Promise.all(paths.map((path) => readSource(root, path))));
for (const problem of problems) console.error(problem);
console.log(`imports: ${paths.length} files, ${problems.length} problems`);
if (problems.length > 0) process.exitCode = 1;
