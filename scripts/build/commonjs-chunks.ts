/** Splits a bundle into CommonJS files: what is behind an `import()` is read when it is first used. */
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { transform, type Plugin } from 'esbuild';

/**
 * esbuild splits ES modules only, and VS Code loads an extension as CommonJS: each file that the build comes to is turned into CommonJS by
 * itself. The build must be `format: 'esm'` with `splitting`, name its files `.cjs`, and have linked maps or none.
 */
export const commonjsChunks: Plugin = {
  name: 'commonjs chunks',
  setup(building) {
    const { minify = false, target } = building.initialOptions;
    building.initialOptions.write = false;
    building.onEnd(async ({ outputFiles = [] }) => {
      const texts = new Map(outputFiles.map(({ path, text }) => [path, text]));
      for (const [path, text] of texts) {
        if (!path.endsWith('.cjs')) continue;
        const map = texts.get(`${path}.map`);
        const { code, map: made } = await transform(map === undefined ? text : withMap(text, map), {
          format: 'cjs',
          platform: 'node',
          ...(target === undefined ? {} : { target }),
          // Written as `require` then.
          supported: { 'dynamic-import': false },
          minify,
          legalComments: 'none',
          sourcemap: map === undefined ? false : 'external',
          sourcefile: basename(path),
        });
        await mkdir(dirname(path), { recursive: true });
        if (map !== undefined) await writeFile(`${path}.map`, made);
        await writeFile(path, map === undefined ? code : `${code}//# sourceMappingURL=${basename(path)}.map\n`);
      }
    });
  },
};

/** Carried in the text, the map of what was bundled becomes part of the map of what is made of it. */
function withMap(text: string, map: string): string {
  return `${text.replace(/^\/\/# sourceMappingURL=.*$/m, '')}\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(map).toString('base64')}\n`;
}
