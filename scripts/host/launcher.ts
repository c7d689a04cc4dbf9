/**
 * Runs an extension's tests in the embedded VS Code, called as Electron's VS Code is: for `vscodeExecutablePath` of
 * `runTests` in @vscode/test-electron. The first word that is no flag is the folder or workspace file; flags that mean nothing
 * here are ignored. `SIGNALBOX_TEST_HOST` names the version (`newest` or `floor`). Exits as the tests' `run()` did.
 */
import { existsSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { format, parseArgs } from 'node:util';
import { openBrowser, windowAddress } from './browser.ts';
import { ensureChromium } from './chromium.ts';
import { ensureHost } from './install-host.ts';
import { startServer } from './server.ts';
import { calmSettings, settingsFile, writeSettings } from './settings.ts';
import { isHostId } from './versions.ts';

const { values, positionals } = parseArgs({
  args: process.argv.slice(2),
  strict: false,
  allowPositionals: true,
  options: {
    'extensionDevelopmentPath': { type: 'string' },
    'extensionTestsPath': { type: 'string' },
    'user-data-dir': { type: 'string' },
    'extensions-dir': { type: 'string' },
  },
});

/** @throws {Error} when a flag that is needed is missing */
function flag(name: string): string {
  const value = values[name];
  if (typeof value !== 'string') throw new Error(`--${name} is missing`);
  return value;
}

const hostId = process.env.SIGNALBOX_TEST_HOST ?? 'newest';
if (!isHostId(hostId)) throw new Error(`SIGNALBOX_TEST_HOST is ${hostId}; it may be newest or floor.`);
const userData = flag('user-data-dir');

// A desktop VS Code keeps the settings in another place.
const given = join(userData, 'User', 'settings.json');
const settings = settingsFile(userData);
await mkdir(dirname(settings), { recursive: true });
if (existsSync(given)) await copyFile(given, settings);
else await writeSettings(settings, calmSettings);

const host = await ensureHost(hostId);
const server = await startServer({ host, serverData: userData, extensions: flag('extensions-dir'), log: join(userData, 'server.log'), testDriver: true });
const browser = await openBrowser(await ensureChromium());
let stopping = false;
const stop = async (code: number): Promise<never> => {
  stopping = true;
  await browser.close();
  await server.stop();
  process.exit(code);
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(1));

const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
let exit: (code: number) => void = () => undefined;
const exited = new Promise<number>((resolve) => (exit = resolve));
const lost = (what: string): void => {
  if (!stopping) console.error(`${what} before the tests did.`);
  exit(1);
};
void server.ended.then(() => lost('VS Code ended'));
page.on('crash', () => lost('The window ended'));
// The two functions that a page with the test driver calls.
await page.exposeFunction('codeAutomationExit', (code: number) => exit(code));
await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
  (type === 'error' ? process.stderr : process.stdout).write(`${format(...args)}\n`);
});
await page.goto(windowAddress(server.url, positionals[0], { extension: flag('extensionDevelopmentPath'), tests: flag('extensionTestsPath') }));
await stop(await exited);
