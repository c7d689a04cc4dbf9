/** Files in which a project's programs look for what they run, and what a makefile of them runs. Only for what must not happen. */
import { programName } from '../commands/index.ts';
import type { Word } from '../shell/word.ts';

const files: readonly [RegExp, string][] = [
  [/^g?make$/, 'GNUmakefile makefile Makefile'],
  [/^(?:npm|npx|pnpm|yarn|bun|turbo|lerna|nx)$/, 'package.json .npmrc'],
  [/^(?:just|rake|task|thor|invoke|fab)$/, 'justfile Justfile Rakefile Taskfile.yml Thorfile tasks.py fabfile.py'],
  [/^(?:grunt|gulp|vite|vitest|jest|webpack|rollup|eslint|prettier|mocha|karma|playwright|tsup)$/, 'Gruntfile.js gulpfile.js vite.config.ts vite.config.js vitest.config.ts jest.config.js webpack.config.js rollup.config.js eslint.config.js .eslintrc.js .mocharc.js karma.conf.js'],
  [/^cargo$/, 'build.rs .cargo/config.toml src/main.rs'],
  [/^go$/, 'main.go'],
  [/^(?:pip\d?|pytest|tox|nox|uv|poetry)$/, 'setup.py conftest.py tox.ini noxfile.py'],
  [/^(?:gradle|mvn|ant|sbt|cmake|meson|bazel|scons|composer|mix)$/, 'build.gradle settings.gradle build.gradle.kts pom.xml build.xml build.sbt CMakeLists.txt meson.build BUILD SConstruct composer.json mix.exs'],
];

/** Files that such a program reads without being told. */
export function implicitFiles(words: readonly Word[]): string[] {
  const name = programName(words[0]?.text ?? '') ?? '';
  return files.flatMap(([program, names]) => (program.test(name) ? names.split(' ') : []));
}

export function isMake(words: readonly Word[]): boolean {
  return /^g?make$/.test(programName(words[0]?.text ?? '') ?? '');
}

const MAX_TEXT = 8000;

/**
 * The commands of a makefile, with its variables put in.
 * @param given names and values of the environment and of the command
 */
export function recipes(text: string, home: string, given: readonly (readonly string[])[]): string[] {
  const variables = new Map<string, string>([['HOME', home]]);
  for (const [name, value] of given) if (name !== undefined) variables.set(name, value ?? '');
  const filled = (line: string): string => {
    let result = line;
    for (let round = 0; round < 4; round += 1)
      result = result
        .replace(/\$\(shell\s+([^()]*)\)/g, (_, command: string) => `$$(${command})`)
        .replace(/(?<!\$)\$(?:\((\w+)\)|\{(\w+)\})/g, (whole, a?: string, b?: string) => variables.get(a ?? b ?? '') ?? (a === undefined ? whole : `\${${a}}`));
    return result.replaceAll('$$', () => '$');
  };
  const found: string[] = [];
  for (const line of text.slice(0, MAX_TEXT).replaceAll('\\\n', ' ').split('\n')) {
    const [, name, value] = /^\s*(?:export\s+|override\s+)?(\w+)\s*(?:[:?+!]{0,3}=)\s*(.*)$/.exec(line.startsWith('\t') ? '' : line) ?? [];
    const recipe = /^\t(.*)$/.exec(line)?.[1] ?? /^[^\s:=#][^:=]*::?(?!=)[^;]*;(.*)$/.exec(line)?.[1];
    if (name !== undefined && !given.some(([one]) => one === name)) variables.set(name, value ?? '');
    if (recipe !== undefined) found.push(filled(recipe.replace(/^\s*[@+-]+\s*/, '')));
    else for (const [, command = ''] of line.matchAll(/\$\(shell\s+([^()]*(?:\([^()]*\)[^()]*)*)\)/g)) found.push(filled(command));
  }
  return found.slice(0, 16);
}
