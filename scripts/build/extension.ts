/** How the extension is bundled: `extension.cjs` with what activation needs, the rest in chunks that are loaded on first use. */
import type { BuildOptions } from 'esbuild';
import { commonjsChunks } from './commonjs-chunks.ts';
import { vscodeApi } from './vscode-api.ts';

/** @param common options of every bundle. @param outdir where `extension.cjs` and `chunks/` are put. */
export function extensionBundle(common: BuildOptions, outdir: string): BuildOptions {
  return {
    ...common,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    splitting: true,
    entryPoints: ['src/extension.ts'],
    outdir,
    outExtension: { '.js': '.cjs' },
    chunkNames: 'chunks/editor-[name]-[hash]',
    plugins: [vscodeApi, commonjsChunks],
    // Zod looks for a browser; the extension host logs an error about every extension that does.
    define: { ...common.define, navigator: 'undefined' },
  };
}
