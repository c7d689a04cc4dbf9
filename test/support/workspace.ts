/** A workspace of its own for one test: a git repository with the sample project, and private folders for everything Signalbox keeps. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const projectRoot = resolve(import.meta.dirname, '..', '..');
export const dist = join(projectRoot, 'dist');

export interface TestWorkspace {
  folder: string;
  /** The environment for everything that is started: real, with Signalbox's folders and git's identity replaced. */
  env: NodeJS.ProcessEnv;
  /** The bundles, and the Node that runs them, where they are not the checkout's. */
  dist?: string;
  nodePath?: string;
  remove(): void;
}

/** Where a workspace is made, and the project that it starts with. */
export interface WorkspacePlace {
  parent: string;
  sample: string;
}

/** @param agents further agents of the workspace, by id: the command that starts each. */
export function testWorkspace(agents: Record<string, { command: string; args: string[]; env?: string[] }> = {}, place: WorkspacePlace = { parent: tmpdir(), sample: join(projectRoot, 'sample') }): TestWorkspace {
  const root = mkdtempSync(join(place.parent, 'sb-'));
  const folder = join(root, 'project');
  cpSync(place.sample, folder, { recursive: true });
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    HOME: join(root, 'home'),
    SIGNALBOX_RUNTIME_DIR: join(root, 'run'),
    SIGNALBOX_STATE_DIR: join(root, 'state'),
    SIGNALBOX_CONFIG_DIR: join(root, 'config'),
    DEMO_PACE: '0',
    GIT_CONFIG_NOSYSTEM: '1',
  };
  // Set by node's own test runner; a `node --test` of the sample would report to it instead of printing.
  delete env['NODE_TEST_CONTEXT'];
  mkdirSync(join(root, 'home'));
  writeFileSync(join(root, 'home', '.gitconfig'), '[user]\n\tname = Test Person\n\temail = person@example.com\n[init]\n\tdefaultBranch = main\n');
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, env, stdio: 'pipe' });
  git('init', '-q');
  git('add', '-A');
  git('commit', '-qm', 'start');
  if (Object.keys(agents).length > 0) {
    mkdirSync(join(folder, '.signalbox'));
    const list = Object.entries(agents).map(([id, { command, args, env: names }]) => ({ id, name: id, command, args, defaultPrompt: 'go', ...(names === undefined ? {} : { env: names }) }));
    writeFileSync(join(folder, '.signalbox', 'agents.json'), JSON.stringify({ version: 1, agents: list }));
  }
  return { folder, env, remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 5 }) };
}
