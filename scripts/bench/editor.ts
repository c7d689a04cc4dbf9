/** What the extension costs the editor: the time of its activation in a real VS Code, and the sizes of what is shipped. */
import { execFile } from 'node:child_process';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { ensureChromium } from '../host/chromium.ts';
import { ensureHost } from '../host/install-host.ts';
import { cleanEnvironment } from '../host/server.ts';
import { calmSettings, writeSettings } from '../host/settings.ts';
import { root } from '../host/versions.ts';
import { makeScratch } from '../host/workspace.ts';
import { median, ms, type Figure } from './measure.ts';

const ROUNDS = 3;
const execute = promisify(execFile);

export async function benchActivation(): Promise<Figure[]> {
  await Promise.all([ensureHost('newest'), ensureChromium()]);
  const probe = join(root, 'out', 'bench', 'activation.cjs');
  await build({ entryPoints: [join(root, 'scripts', 'bench', 'activation.host.ts')], bundle: true, platform: 'node', format: 'cjs', external: ['vscode'], outfile: probe, logLevel: 'warning' });
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) times.push(await activate(probe));
  const time = median(times);
  return [{ name: 'activation of the extension, in VS Code', value: ms(time), aim: 'under 50 ms', reached: time < 50 }];
}

async function activate(probe: string): Promise<number> {
  const scratch = await makeScratch(false);
  const result = join(scratch.folder, 'activation.json');
  try {
    await writeSettings(join(scratch.userData, 'User', 'settings.json'), calmSettings);
    const args = [scratch.workspace, `--extensionDevelopmentPath=${root}`, `--extensionTestsPath=${probe}`, `--user-data-dir=${scratch.userData}`, `--extensions-dir=${scratch.extensions}`];
    const env = cleanEnvironment({ ...scratch.env, SIGNALBOX_TEST_HOST: 'newest', SIGNALBOX_BENCH_RESULT: result });
    await execute(join(root, 'scripts', 'host', 'launcher'), args, { env, maxBuffer: 64 * 1024 * 1024 });
    return (JSON.parse(await readFile(result, 'utf8')) as { ms: number }).ms;
  } finally {
    await rm(result, { force: true });
    await scratch.remove();
  }
}

const bundles = ['extension.cjs', 'webview/inspector.js', 'gate.js', 'check-verb.cjs', 'demo-agent.js'];

/** @param folder of a release build. */
export async function benchBundles(folder: string): Promise<Figure[]> {
  const kilobytes = async (name: string): Promise<number> => (await stat(join(folder, name))).size / 1000;
  const sizes = await Promise.all(bundles.map(async (name) => ({ name, size: await kilobytes(name) })));
  const chunks = (await readdir(join(folder, 'chunks'))).filter((name) => /^editor-.*\.cjs$/.test(name));
  const later = (await Promise.all(chunks.map((name) => kilobytes(join('chunks', name))))).reduce((sum, size) => sum + size, 0);
  return [
    ...sizes.map(({ name, size }) => ({
      name: `size of ${name}`,
      value: `${size.toFixed(0)} kB`,
      ...(name === 'extension.cjs' ? { aim: 'under 200 kB', reached: size < 200 } : {}),
    })),
    { name: "size of the extension's chunks, most of them loaded on first use", value: `${later.toFixed(0)} kB in ${chunks.length} files` },
  ];
}
