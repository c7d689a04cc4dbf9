/** Finds a Chromium for the tests, or gets one. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import { run } from './command.ts';
import type { Progress } from './install-host.ts';
import { root } from './versions.ts';

const names = ['chromium', 'google-chrome-stable', 'google-chrome', 'chrome', 'chromium-browser', 'microsoft-edge-stable', 'microsoft-edge', 'msedge'];

const wellKnown: Partial<Record<NodeJS.Platform, string[]>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
};

/** Programs on the machine that look like a Chromium, best first; Playwright's own download last. */
function candidates(): string[] {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const onPath = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return [
    ...(process.env.SIGNALBOX_CHROMIUM ? [process.env.SIGNALBOX_CHROMIUM] : []),
    ...names.flatMap((name) => onPath.map((folder) => join(folder, name + suffix))),
    ...(wellKnown[process.platform] ?? []),
    chromium.executablePath(),
  ].filter((path) => path !== '' && existsSync(path));
}

/** Some distributions install a stand-in that only says how to get the browser; so the program is asked for its version. */
async function firstThatRuns(): Promise<string | undefined> {
  for (const path of candidates()) {
    if (process.platform === 'win32') return path;
    try {
      await run(path, ['--version'], { timeout: 20_000 });
      return path;
    } catch {
      continue;
    }
  }
  return undefined;
}

/**
 * Gives the path of a Chromium: `SIGNALBOX_CHROMIUM`, one found on the machine, else Playwright's own download, else, for root on
 * Debian, the distribution's package.
 * @throws {Error} with a next step, when none of that works
 */
export async function ensureChromium(progress: Progress = console.log): Promise<string> {
  const found = await firstThatRuns();
  if (found) return found;
  const tries: (() => Promise<unknown>)[] = [
    () => {
      progress('Chromium: downloading the one that Playwright offers …');
      return run(process.execPath, [join(root, 'node_modules', 'playwright-core', 'cli.js'), 'install', 'chromium'], { timeout: 300_000 });
    },
  ];
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    tries.push(async () => {
      progress("Chromium: installing the distribution's package …");
      await run('apt-get', ['update', '-q']);
      await run('apt-get', ['install', '-q', '-y', '--no-install-recommends', 'chromium'], {
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      });
    });
  }
  const reasons: string[] = [];
  for (const attempt of tries) {
    try {
      await attempt();
    } catch (error) {
      reasons.push(error instanceof Error ? error.message : String(error));
      continue;
    }
    const installed = await firstThatRuns();
    if (installed) return installed;
  }
  throw new Error(
    `No Chromium was found and none could be installed. Install Chromium or Chrome, or name one in SIGNALBOX_CHROMIUM.\n${reasons.join('\n')}`,
  );
}
