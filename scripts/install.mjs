/**
 * Installs the development dependencies when they are absent or differ from package-lock.json.
 * Plain JavaScript without dependencies: it runs on a fresh machine with Node 20 and npm.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The Node that every script of the project runs on, installed as a development dependency. */
export const projectNode = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/**
 * Whether node_modules holds exactly what the lock file names. npm writes `.package-lock.json` last, so an install that was
 * interrupted counts as absent. Packages for other platforms may be missing.
 * @param {string} folder the project's folder
 * @returns {boolean}
 */
export function installed(folder) {
  const hidden = join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const wanted = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(readFileSync(hidden, 'utf8')).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const found = present[path];
    return found ? found.version === entry.version : entry.optional === true;
  });
}

/**
 * Runs `npm ci` where it is needed.
 * @throws {Error} with a next step, when npm fails or the project's Node did not arrive
 */
export function ensureInstalled() {
  if (installed(root) && existsSync(projectNode)) return;
  console.log('Installing the development dependencies (npm ci) …');
  const run = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root, stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32',
  });
  if (run.error) throw new Error(`npm could not be started (${run.error.message}). Install Node 20 or newer with npm.`);
  if (run.status !== 0) throw new Error(`npm ci failed with exit code ${run.status}. What it printed is above; then run the same command again.`);
  if (!existsSync(projectNode)) {
    throw new Error('The package "node" was installed without its program. Allow its install script (npm config set ignore-scripts false), delete node_modules and try again.');
  }
}
