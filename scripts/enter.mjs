/** The way from a plain `node` of version 20 into a TypeScript script of the project, which runs on the project's own Node. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { ensureInstalled, projectNode, root } from './install.mjs';

/**
 * Installs what is missing, runs a script of this folder with the arguments of this process, and exits as it did.
 * @param {string} script file name in `scripts/`
 */
export function enter(script) {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    console.error(`Signalbox needs Node 20 or newer; this is ${process.version}.`);
    process.exit(1);
  }
  try {
    ensureInstalled();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
  const child = spawn(projectNode, [join(root, 'scripts', script), ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: dirname(projectNode) + delimiter + (process.env.PATH ?? '') },
  });
  // A terminal's Ctrl+C reaches the child by itself; it decides when to stop, and this process waits for it.
  process.on('SIGINT', () => {
    if (!process.stdin.isTTY) child.kill('SIGINT');
  });
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGHUP'));
  child.on('error', (error) => {
    console.error(`The project's Node could not be started: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (signal ? constants.signals[signal] : 0)));
}
