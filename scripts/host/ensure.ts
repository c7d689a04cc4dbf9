/** Installs everything that the suites need besides the development dependencies: both versions of VS Code, and a Chromium. */
import { ensureChromium } from './chromium.ts';
import { ensureHost } from './install-host.ts';

const [newest, floor, browser] = await Promise.all([ensureHost('newest'), ensureHost('floor'), ensureChromium()]);
console.log(`VS Code ${newest.version.editor} and ${floor.version.editor}, ${browser}`);
