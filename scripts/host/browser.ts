/** The browser that shows the embedded VS Code. */
import { chromium, type Browser } from 'playwright-core';

const flags = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

/** Starts a headless Chromium. `executable` is what `ensureChromium` gave. */
export function openBrowser(executable: string): Promise<Browser> {
  return chromium.launch({ executablePath: executable, args: flags });
}

/** The address of a window on a folder or `.code-workspace` file, with the extension and tests that it loads from their sources. */
export function windowAddress(server: string, workspace: string | undefined, loaded: { extension?: string; tests?: string } = {}): string {
  const address = new URL(server);
  if (workspace !== undefined) address.searchParams.set(workspace.endsWith('.code-workspace') ? 'workspace' : 'folder', workspace);
  const payload: [string, string][] = [];
  if (loaded.extension !== undefined) payload.push(['extensionDevelopmentPath', `vscode-remote://remote${loaded.extension}`]);
  if (loaded.tests !== undefined) payload.push(['extensionTestsPath', `vscode-remote://remote${loaded.tests}`]);
  if (payload.length > 0) address.searchParams.set('payload', JSON.stringify(payload));
  return address.href;
}
