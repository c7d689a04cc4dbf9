/** Builds every bundle into dist/, or `--out FOLDER`. `--watch` rebuilds on change; `--release` minifies. */
import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build, context, type BuildOptions, type Plugin } from 'esbuild';
import { cachedScript } from './build/cached-script.ts';
import { extensionBundle } from './build/extension.ts';

const { values } = parseArgs({
  options: { release: { type: 'boolean', default: false }, watch: { type: 'boolean', default: false }, out: { type: 'string', default: 'dist' } },
});
const { release, watch, out } = values;
/** Built aside and then put in place whole: what runs meanwhile finds the old build or the new one. */
const fresh = watch ? out : `${out}.${process.pid}`;
const common: BuildOptions = {
  bundle: true,
  sourcemap: release ? false : 'linked',
  minify: release,
  legalComments: 'none',
  logLevel: 'warning',
  define: { 'process.env.NODE_ENV': '"production"' },
};
/** What CommonJS packages inside an ES module still expect: `require` for Node's own modules, and a file name. */
const banner = {
  js: [
    "import { createRequire as __createRequire } from 'node:module';",
    'const require = __createRequire(import.meta.url);',
    'const __filename = import.meta.filename;',
  ].join('\n'),
};
/** The ES module build of a package where it has one: jsonc-parser's other build hides its imports from bundlers. */
const mainFields = ['module', 'main'];
const node: BuildOptions = { ...common, mainFields, platform: 'node', target: 'node20', format: 'esm', banner };
/** Gets Node's own modules by `require`, and of each only what is used: to `import` one evaluates all that it exports, and loads half of the others with that. */
const requireModules: Plugin = {
  name: 'require modules',
  setup(building) {
    building.onResolve({ filter: /^node:/ }, ({ path, kind }) => (kind === 'require-call' ? { path, external: true } : { path, namespace: 'module' }));
    building.onLoad({ filter: /.*/, namespace: 'module' }, async ({ path }) => {
      const names = Object.keys((await import(path)) as object).filter((name) => /^[a-z]\w*$/i.test(name) && name !== 'default');
      const named = names.map((name) => `const own_${name} = /* @__PURE__ */ (() => all.${name})();\nexport { own_${name} as ${name} };`);
      return { contents: [`const all = require(${JSON.stringify(path)});`, 'export default all;', ...named].join('\n') };
    });
  },
};

const bundles: BuildOptions[] = [
  extensionBundle({ ...common, mainFields }, fresh),
  // What only some runs need, such as the MCP SDK, is a chunk of its own.
  { ...node, entryPoints: ['src/gate.ts'], outdir: fresh, splitting: true, chunkNames: 'chunks/[name]-[hash]' },
  // Each verb is a chunk: code that a start does not need it does not read.
  { ...node, minify: true, entryPoints: ['src/cli.ts'], outdir: fresh, splitting: true, chunkNames: 'chunks/cli-[name]-[hash]' },
  // Started anew for every action by some: the code of the second is kept as V8 compiled it.
  { ...node, sourcemap: false, minify: true, plugins: [requireModules], entryPoints: { check: 'src/cli/check-start.ts' }, outdir: fresh },
  { ...common, mainFields, platform: 'node', target: 'node20', minify: true, ...cachedScript, entryPoints: ['src/cli/check-verb.ts'], outfile: join(fresh, 'check-verb.cjs') },
  // Loads faster than an ES module, and is started with every tool call.
  { ...common, platform: 'node', target: 'node20', format: 'cjs', minify: true, sourcemap: false, entryPoints: ['src/hook.ts'], outfile: join(fresh, 'hook.cjs') },
  { ...common, mainFields, platform: 'node', target: 'node20', format: 'cjs', entryPoints: ['src/hook-gate.ts'], outfile: join(fresh, 'hook-gate.cjs') },
  { ...common, mainFields, platform: 'node', target: 'node20', format: 'cjs', entryPoints: ['src/uninstall.ts'], outfile: join(fresh, 'uninstall.cjs') },
  // Run by the agent's own runtime, Bun: nothing but Node's modules is there.
  { ...node, banner: {}, entryPoints: ['src/opencode-plugin.ts'], outfile: join(fresh, 'opencode-plugin.js') },
  { ...node, entryPoints: ['demo/agent.ts'], outfile: join(fresh, 'demo-agent.js') },
  { ...common, platform: 'browser', target: 'es2022', format: 'esm', entryPoints: ['webview/inspector.ts'], outfile: join(fresh, 'webview/inspector.js') },
];

/** The parsers that the guard uses, loaded at run time from beside the bundle. */
const wasm = ['tree-sitter.wasm', 'tree-sitter-bash.wasm', 'tree-sitter-powershell.wasm'];

await rm(fresh, { recursive: true, force: true });
await mkdir(join(fresh, 'wasm'), { recursive: true });
for (const file of wasm) await cp(`node_modules/@vscode/tree-sitter-wasm/wasm/${file}`, join(fresh, 'wasm', file));

if (watch) {
  for (const bundle of bundles) await (await context(bundle)).watch();
} else {
  try {
    await Promise.all(bundles.map((bundle) => build(bundle)));
    const old = `${fresh}.old`;
    if (existsSync(out)) await rename(out, old);
    await rename(fresh, out);
    await rm(old, { recursive: true, force: true });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}
