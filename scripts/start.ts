/**
 * `npm start`: opens VS Code with the extension on a copy of the sample project: the desktop `code` of the PATH, else the embedded
 * VS Code on 127.0.0.1, whose address it prints and opens in a browser.
 *   --browser        the embedded VS Code even where there is a desktop one
 *   --fresh          a new copy of the sample project
 *   --prepare        builds and copies the sample project, and opens nothing (for F5)
 *   --no-open        prints the address only
 *   --port N         of the embedded VS Code; a free one by default
 *   --vsix FILE      installs that package instead of making one (embedded only)
 *   --data FOLDER    keeps everything there instead of in .vscode-test
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { run } from './host/command.ts';
import { desktopProgram } from './host/desktop.ts';
import { ensureHost } from './host/install-host.ts';
import { endLeftovers } from './host/processes.ts';
import { cleanEnvironment, startServer } from './host/server.ts';
import { calmSettings, settingsFile, writeSettings } from './host/settings.ts';
import { cache, root, vsix } from './host/versions.ts';
import { makeWorkspace } from './host/workspace.ts';

const { values } = parseArgs({
  options: {
    'browser': { type: 'boolean', default: false },
    'prepare': { type: 'boolean', default: false },
    'fresh': { type: 'boolean', default: false },
    'no-open': { type: 'boolean', default: false },
    'port': { type: 'string', default: '0' },
    'vsix': { type: 'string' },
    'data': { type: 'string', default: cache },
  },
});

const next = `
What to do next: click the Signalbox icon in the activity bar, then the arrow beside Demo agent in the Agents view.
The demo agent works on the sample project; what it may not do by itself waits in the Approvals view.
`;

async function sampleWorkspace(): Promise<string> {
  const folder = join(values.data, 'sample');
  if (values.fresh) await rm(folder, { recursive: true, force: true });
  if (!existsSync(folder)) await makeWorkspace(folder);
  return folder;
}

/** Builds what a VS Code needs that loads the extension from this checkout; gives the workspace. */
async function prepare(): Promise<string> {
  console.log('Building …');
  await run(process.execPath, ['scripts/build.ts'], { cwd: root });
  return sampleWorkspace();
}

/** Opens the desktop VS Code and leaves it to itself. */
async function startDesktop(program: string): Promise<void> {
  const workspace = await prepare();
  await run(program, [`--extensionDevelopmentPath=${root}`, '--new-window', workspace]);
  console.log(`VS Code opens on ${workspace}.\n${next}`);
}

/** Shows an address in the person's browser, where there is one. */
function openAddress(address: string): void {
  const graphical = process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
  if (values['no-open'] || !graphical) return;
  const [program, ...args] = { darwin: ['open'], win32: ['cmd', '/c', 'start', ''] }[process.platform as string] ?? ['xdg-open'];
  const child = spawn(program!, [...args, address], { stdio: 'ignore', detached: true });
  child.on('error', () => console.log('No browser could be opened; open the address yourself.'));
  child.unref();
}

/** Serves the embedded VS Code until it is told to stop. */
async function startEmbedded(): Promise<void> {
  const host = await ensureHost('newest');
  const workspace = await sampleWorkspace();
  if (values.vsix === undefined) {
    console.log('Packaging …');
    await run(process.execPath, ['scripts/package.ts'], { cwd: root });
  }
  const serverData = join(values.data, 'start');
  const extensions = join(serverData, 'extensions');
  if (!existsSync(settingsFile(serverData))) await writeSettings(settingsFile(serverData), { ...calmSettings, 'workbench.colorTheme': 'Default Dark Modern' });
  const install = ['--install-extension', values.vsix ?? vsix, '--force', '--extensions-dir', extensions, '--server-data-dir', serverData];
  await run(host.node, [join(host.folder, 'out', 'server-main.js'), ...install, '--accept-server-license-terms'], { cwd: host.folder, env: cleanEnvironment() });
  // Sockets need a short path, and by this folder everything that was started is found again.
  const runtime = await realpath(await mkdtemp(join(tmpdir(), 'sb-')));
  const env = {
    SIGNALBOX_RUNTIME_DIR: join(runtime, 'run'),
    SIGNALBOX_STATE_DIR: join(serverData, 'signalbox-state'),
    SIGNALBOX_CONFIG_DIR: join(serverData, 'signalbox-config'),
  };
  const secret = randomBytes(24).toString('base64url');
  const log = join(serverData, 'server.log');
  const server = await startServer({ host, serverData, extensions, log, port: Number(values.port), token: secret, workspaceTrust: true, env });
  let stopping: Promise<void> | undefined;
  const stopOnce = async (): Promise<void> => {
    console.log('\nStopping …');
    await server.stop();
    await endLeftovers(runtime);
    await rm(runtime, { recursive: true, force: true });
  };
  const stop = (): Promise<void> => (stopping ??= stopOnce());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop());

  const address = `${server.url}/?tkn=${secret}&folder=${encodeURIComponent(workspace)}`;
  console.log(`VS Code ${host.version.editor} serves ${workspace} at\n\n  ${address}\n${next}Ctrl+C here stops VS Code and whatever runs in it.`);
  openAddress(address);
  const code = await server.ended;
  const asked = stopping !== undefined;
  await stop();
  if (!asked) throw new Error(`VS Code ended by itself with exit code ${code}; its log is ${log}.`);
}

try {
  const desktop = values.browser || values.prepare ? undefined : await desktopProgram();
  if (values.prepare) await prepare();
  else await (desktop === undefined ? startEmbedded() : startDesktop(desktop));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
