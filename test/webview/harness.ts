/**
 * The inspector in a real browser without an editor: the real page under its real policy, the real session over a real record.
 * Only what VS Code itself does is stood in for: `acquireVsCodeApi`, the theme's variables, and what a session makes the editor show.
 */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../../scripts/host/browser.ts';
import { ensureChromium } from '../../scripts/host/chromium.ts';
import type { RunAccess } from '../../src/editor/inspector/access.ts';
import { inspectorHtml } from '../../src/editor/inspector/html.ts';
import type { Verification } from '../../src/editor/inspector/protocol.ts';
import { InspectorSession } from '../../src/editor/inspector/session.ts';
import { Listeners } from '../../src/editor/listeners.ts';
import type { LiveRun } from '../../src/gate/protocol.ts';
import type { ScriptedRecord } from './record.ts';
import { themes, type ThemeName } from './themes.ts';

export interface Bundle {
  script: Uint8Array;
  stylesheet: Uint8Array;
}

/** Builds the webview as scripts/build.ts does. */
export async function bundleWebview(): Promise<Bundle> {
  const { outputFiles } = await build({
    entryPoints: ['webview/inspector.ts'],
    outfile: 'inspector.js',
    bundle: true,
    write: false,
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
    logLevel: 'warning',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const file = (end: string): Uint8Array => {
    const found = outputFiles.find(({ path }) => path.endsWith(end));
    if (!found) throw new Error(`the bundle has no ${end}`);
    return found.contents;
  };
  return { script: file('.js'), stylesheet: file('.css') };
}

export async function startBrowser(): Promise<Browser> {
  return openBrowser(await ensureChromium());
}

/** A gate that says what the test tells it to. */
export class ScriptedAccess implements RunAccess {
  run: LiveRun | undefined;
  approvals: string[] = [];
  asked: { id: string; digest: string }[] = [];
  verification: Verification | Error | undefined;
  readonly calls: string[] = [];
  readonly #changed = new Listeners<void>();

  live(): LiveRun | undefined {
    return this.run;
  }

  waiting(): readonly string[] {
    return this.approvals;
  }

  questions(): readonly { id: string; digest: string }[] {
    return this.asked;
  }

  onDidChange(listener: () => void): () => void {
    return this.#changed.add(listener);
  }

  /** What the gate does when its state changed. */
  change(): void {
    this.#changed.fire();
  }

  async stop(): Promise<void> {
    this.calls.push('stop');
  }

  async review(_target: unknown, approval: string): Promise<void> {
    this.calls.push(`review ${approval}`);
  }

  async answer(_target: unknown, question: string): Promise<void> {
    this.calls.push(`answer ${question}`);
  }

  async verify(): Promise<Verification> {
    if (this.verification instanceof Error) throw this.verification;
    if (!this.verification) throw new Error('no verification in this test');
    return this.verification;
  }
}

export interface Inspected {
  page: Page;
  session: InspectorSession;
  access: ScriptedAccess;
  /** What the session made the editor show. */
  shown: string[];
  /** Everything that the page complained about: errors and violations of the policy. */
  complaints: string[];
  close(): Promise<void>;
}

export interface Settings {
  theme?: ThemeName;
  width?: number;
  height?: number;
  access?: ScriptedAccess;
  /** What the webview kept from before. */
  state?: unknown;
}

/** Opens the inspector of a record, and waits until it shows something. */
export async function inspect(browser: Browser, bundle: Bundle, record: Pick<ScriptedRecord, 'folder' | 'run'>, settings: Settings = {}): Promise<Inspected> {
  const { theme = 'dark', width = 1180, height = 760, access = new ScriptedAccess(), state } = settings;
  const [shown, complaints]: [string[], string[]] = [[], []];
  const target = { folder: record.folder, run: record.run };
  const server = createServer((request, response) => {
    const address = `http://${request.headers.host ?? ''}`;
    const files: Record<string, [string, Uint8Array | string]> = {
      '/': ['text/html', inspectorHtml({ script: `${address}/inspector.js`, stylesheet: `${address}/inspector.css`, cspSource: address, nonce: randomBytes(24).toString('base64url'), title: 'Run inspector', target })],
      '/inspector.js': ['text/javascript', bundle.script],
      '/inspector.css': ['text/css', bundle.stylesheet],
    };
    const [type, body] = files[request.url ?? ''] ?? ['text/plain', ''];
    response.writeHead(body === '' ? 404 : 200, { 'content-type': `${type}; charset=utf-8` }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const context = await browser.newContext({ viewport: { width, height }, locale: 'en-GB', timezoneId: 'UTC', reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  const note = (what: string) => async (...words: unknown[]) => void shown.push([what, ...words.map((word) => (typeof word === 'string' ? word : JSON.stringify(word)))].join(' | '));
  const session = new InspectorSession(
    target,
    access,
    { showDiff: note('diff'), showText: note('text'), openFile: note('file'), copy: note('copy') },
    (message) => void page.evaluate((data) => window.postMessage(data), message).catch((error: unknown) => complaints.push(String(error))),
    (error) => complaints.push(String(error)),
  );
  await page.exposeFunction('toHost', (message: unknown) => session.receive(message));
  await page.addInitScript(
    ({ variables, bodyClass, kept }) => {
      let held = kept;
      Object.assign(window, { acquireVsCodeApi: () => ({ postMessage: (message: unknown) => void (Reflect.get(window, 'toHost') as (message: unknown) => Promise<void>)(message), getState: () => held, setState: (next: unknown) => (held = next) }), keptState: () => held });
      // Before the page's module runs, as in the editor.
      document.addEventListener('readystatechange', () => {
        for (const [name, value] of Object.entries(variables)) document.documentElement.style.setProperty(`--vscode-${name}`, value);
        document.body.classList.add(bodyClass);
      });
    },
    { ...themes[theme], kept: state },
  );
  await page.goto(`http://127.0.0.1:${address.port}/`);
  await page.locator('signalbox-header h1, .empty[role=alert]').first().waitFor();
  return {
    page,
    session,
    access,
    shown,
    complaints,
    async close() {
      session.dispose();
      await context.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Keeps a picture for people, in out/screenshots. */
export async function screenshot(page: Page, name: string): Promise<void> {
  await mkdir(join('out', 'screenshots'), { recursive: true });
  await page.screenshot({ path: join('out', 'screenshots', `inspector-${name}.png`) });
}
