/** Makes of a bundle what `src/cli/code-cache.ts` loads: ASCII alone, which V8 reads faster, and at its start the digest of all that follows. */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';

/** The bundle is one CommonJS file whose value is `(require, module, __filename) => void`. */
export const cachedScript: Pick<BuildOptions, 'format' | 'banner' | 'footer' | 'supported' | 'sourcemap' | 'write' | 'plugins'> = {
  format: 'cjs',
  banner: { js: '(function (require, module, __filename) {' },
  footer: { js: '})' },
  // Written as `require` then.
  supported: { 'dynamic-import': false },
  sourcemap: false,
  write: false,
  plugins: [ownModule(), digestFirst()],
};

/** The parser's glue imports `module` where it has a `require` of its own, not yet set: what stands for that import must not be a `require`. */
function ownModule(): Plugin {
  return {
    name: 'own module',
    setup(building) {
      building.onResolve({ filter: /^module$/ }, ({ path }) => ({ path, namespace: 'own-module' }));
      building.onLoad({ filter: /.*/, namespace: 'own-module' }, () => ({ contents: "export { createRequire } from 'node:module';" }));
    },
  };
}

function digestFirst(): Plugin {
  return {
    name: 'digest first',
    setup(building) {
      building.onEnd(async ({ outputFiles = [] }) => {
        for (const { path, text } of outputFiles) {
          // Only regular expressions still hold others, and mean the same by it.
          const code = text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
          const digest = createHash('sha256').update(code).digest('hex').slice(0, 16);
          await mkdir(dirname(path), { recursive: true });
          await writeFile(path, `/*${digest}*/${code}`);
        }
      });
    },
  };
}
