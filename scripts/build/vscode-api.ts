/** Takes from `vscode` what is used, once: otherwise each file that imports it copies all of its names at the start. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Plugin } from 'esbuild';

export const vscodeApi: Plugin = {
  name: 'vscode api',
  setup(building) {
    building.onResolve({ filter: /^vscode$/ }, ({ kind }) => (kind === 'require-call' ? { path: 'vscode', external: true } : { path: 'vscode', namespace: 'vscode-api' }));
    building.onLoad({ filter: /.*/, namespace: 'vscode-api' }, async () => {
      const typings = await readFile(createRequire(import.meta.url).resolve('@types/vscode/index.d.ts'), 'utf8');
      const named = valuesOf(typings).map((name) => `const own_${name} = /* @__PURE__ */ (() => all.${name})();\nexport { own_${name} as ${name} };`);
      return { contents: ["const all = require('vscode');", ...named].join('\n') };
    });
  },
};

/** @param typings of `declare module 'vscode'`. @returns the names of all values that it exports; those that are types only are not among them. */
export function valuesOf(typings: string): string[] {
  const names = [...typings.matchAll(/^(?:\t| {4})export (?:abstract )?(?:class|enum|namespace|const|let|function) (\w+)/gm)].map(([, name]) => name!);
  return [...new Set(names)];
}
