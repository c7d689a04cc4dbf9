/**
 * One VS Code with the packaged extension, seen through a browser, for the end-to-end tests:
 *
 *   const app = await openApp();
 *   after(() => app.close());
 *   await app.palette.run('Signalbox: Run Agent');
 *
 * `app.page` is Playwright's page; the page objects (`app.tree`, `app.quickPick`, …) name what a person sees. Every wait ends with
 * Playwright's own time-out and message, `patience` milliseconds. A gesture that came to nothing, because the window was drawn anew just then, is
 * made again by the page objects themselves; nothing that may have done something is done twice.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, windowAddress } from '../../../scripts/host/browser.ts';
import { ensureChromium } from '../../../scripts/host/chromium.ts';
import { run } from '../../../scripts/host/command.ts';
import { ensureHost } from '../../../scripts/host/install-host.ts';
import { endLeftovers } from '../../../scripts/host/processes.ts';
import { cleanEnvironment, startServer, type Server } from '../../../scripts/host/server.ts';
import { calmSettings, changeSettings, settingsFile, writeSettings, type Settings } from '../../../scripts/host/settings.ts';
import { root, vsix, type HostId } from '../../../scripts/host/versions.ts';
import { makeScratch, type Scratch } from '../../../scripts/host/workspace.ts';
import { labCopy, labFolder, labNode } from '../../agents/lab/folder.ts';
import { giveTo, type LabUser } from '../../agents/lab/user.ts';
import { countPresses } from './gestures.ts';
import { patience } from './patience.ts';
import { Window } from './window.ts';

/** How many times slower than it is the window shall think that its processor is: `SIGNALBOX_TEST_SLOW`, to see what a busy machine does to the tests. */
const slowness = Number(process.env['SIGNALBOX_TEST_SLOW'] ?? 1);

export interface AppOptions {
  /** Version of VS Code; the newest unless told. */
  host?: HostId;
  /** The package to install; `npm run package`'s unless told. */
  vsix?: string;
  /** `true`: folders are not trusted until a person says so, and nobody is asked at the start (Restricted Mode). */
  restricted?: boolean;
  /** User settings besides the calm ones. */
  settings?: Settings;
  /** Added to the environment of VS Code, and so of the extension and of what it starts; or what makes that, once the private folder is there. */
  env?: NodeJS.ProcessEnv | ((scratch: Scratch) => NodeJS.ProcessEnv);
  /** Whose VS Code it is, and so its extensions and what they start; this process's user unless told. The private folder becomes theirs. Only root can name another. */
  user?: LabUser;
  /** Where the private folder is made; in the system's temporary folder unless told. */
  parent?: string;
  /** Prepares the workspace before a window opens on it. */
  prepare?: (workspace: string) => Promise<void>;
  /** Size of the window. */
  size?: { width: number; height: number };
}

export class App extends Window {
  /** The workspace folder, a copy of the sample project. */
  readonly workspace: string;
  /** The private folder that everything is in; `scratch.env` has Signalbox's own folders. */
  readonly scratch: Scratch;
  readonly server: Server;
  readonly #browser: Browser;
  readonly #size: { width: number; height: number };

  constructor(page: Page, browser: Browser, server: Server, scratch: Scratch, size: { width: number; height: number }) {
    super(page);
    this.#browser = browser;
    this.server = server;
    this.scratch = scratch;
    this.workspace = scratch.workspace;
    this.#size = size;
  }

  /** Opens another window, by default on the same folder; it has the same page objects. */
  async openWindow(folder = this.workspace): Promise<Window> {
    return new Window(await openPage(this.#browser, this.server, folder, this.#size));
  }

  /** Changes user settings. A window takes them up when it is reloaded. */
  async changeSettings(change: Settings): Promise<void> {
    await changeSettings(settingsFile(this.scratch.userData), change);
  }

  /**
   * Closes the browser, stops VS Code and whatever the extension left running, and removes the private folder.
   * @returns the command lines of what had been left running
   */
  async close(): Promise<string[]> {
    await this.#browser.close();
    await this.server.stop();
    const left = await endLeftovers(this.scratch.folder);
    await this.scratch.remove();
    return left;
  }
}

/**
 * Installs the packaged extension into a fresh VS Code and opens a window on a copy of the sample project. About five seconds.
 * The server's log is out/logs/e2e-server-PID.log; a test that fails leaves a picture as out/screenshots/failed-TEST.png.
 */
export async function openApp(options: AppOptions = {}): Promise<App> {
  const { host: id = 'newest', vsix: archive = vsix, restricted = false, settings = {}, env = {}, user, parent, prepare, size = { width: 1360, height: 860 } } = options;
  const installed = await ensureHost(id);
  const host = user === undefined ? installed : { ...installed, folder: labCopy(labFolder(), installed.folder), node: installed.node === process.execPath ? labNode(labFolder()) : installed.node };
  const scratch = await makeScratch(true, parent);
  const { userData, extensions } = scratch;
  await prepare?.(scratch.workspace);
  await writeSettings(settingsFile(userData), {
    ...calmSettings,
    'workbench.colorTheme': 'Default Dark Modern',
    'terminal.integrated.gpuAcceleration': 'off',
    ...(restricted ? { 'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.banner': 'never' } : {}),
    ...settings,
  });
  const install = ['--install-extension', archive, '--extensions-dir', extensions, '--server-data-dir', userData, '--accept-server-license-terms'];
  await run(host.node, [join(host.folder, 'out', 'server-main.js'), ...install], { cwd: host.folder, env: cleanEnvironment() });
  const added = { ...scratch.env, ...(typeof env === 'function' ? env(scratch) : env) };
  if (user !== undefined) giveTo(scratch.folder, user);
  const log = join(root, 'out', 'logs', `e2e-server-${process.pid}.log`);
  await rm(log, { force: true });
  const server = await startServer({ host, serverData: userData, extensions, log, workspaceTrust: restricted, plainEnvironment: true, env: added, ...(user && { user }) });
  const browser = await openBrowser(await ensureChromium());
  const page = await openPage(browser, server, scratch.workspace, size).catch(async (error: unknown) => {
    await browser.close();
    await server.stop();
    throw error;
  });
  const app = new App(page, browser, server, scratch, size);
  afterEach(async (context) => {
    if ('passed' in context && !context.passed) await app.screenshot(`failed-${context.name.replaceAll(/\W+/g, '-').slice(0, 60)}`);
  });
  return app;
}

async function openPage(browser: Browser, server: Server, folder: string, size: { width: number; height: number }): Promise<Page> {
  const context = await browser.newContext({ viewport: size, colorScheme: 'dark' });
  await context.addInitScript(countPresses);
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  if (slowness > 1) await (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: slowness });
  await page.goto(windowAddress(server.url, folder), { waitUntil: 'commit', timeout: 4 * patience });
  await page.locator('.monaco-workbench .part.statusbar .statusbar-item').first().waitFor({ timeout: 4 * patience });
  return page;
}
