/** The lab: real agents, a user without rights for them, and folders of their own for each test. */
import { chownSync, existsSync, mkdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { processesWith } from '../../support/processes.ts';
import { testWorkspace, type TestWorkspace } from '../../support/workspace.ts';
import { prepareAgent } from './env.ts';
import { labBuild, labFolder, labNode, removeOld, type Build } from './folder.ts';
import { ensureAgent, type InstalledAgent } from './install.ts';
import { become, labUser } from './user.ts';
import { selectedAgents, type AgentName } from './versions.ts';

/** A test's workspace in the lab: what the bundles are run with, beside the folders. */
export type LabWorkspace = TestWorkspace & Required<Pick<TestWorkspace, 'dist' | 'nodePath'>> & {
  /** The parent of all folders of the test, and the user's home. */
  root: string;
  home: string;
};

/** Of the developer's own environment, only this reaches an agent. */
const kept = ['PATH', 'LANG', 'LC_ALL', 'TZ'];

export class Lab {
  readonly agents: InstalledAgent[];
  readonly nodePath: string;
  readonly dist: string;
  private readonly build: Build;
  private readonly workspaces: string;

  constructor(agents: InstalledAgent[], nodePath: string, build: Build, workspaces: string) {
    this.agents = agents;
    this.nodePath = nodePath;
    this.dist = build.dist;
    this.build = build;
    this.workspaces = workspaces;
  }

  /** @throws {Error} when the agent is not among those that are tested. */
  agent(name: AgentName): InstalledAgent {
    const found = this.agents.find((agent) => agent.name === name);
    if (found === undefined) throw new Error(`${name} is not selected for this run of the tests.`);
    return found;
  }

  /** Folders for one test, see `testWorkspace`. The agents' own keys and settings of the developer are not in its environment. */
  workspace(agents?: Parameters<typeof testWorkspace>[0]): LabWorkspace {
    const { nodePath, build } = this;
    const workspace = testWorkspace(agents, { parent: this.workspaces, sample: build.sample });
    const root = dirname(workspace.folder);
    const own = Object.entries(workspace.env).filter(([name]) => kept.includes(name) || name === 'HOME' || /^(SIGNALBOX_\w+_DIR|GIT_CONFIG_NOSYSTEM)$/.test(name));
    const env: NodeJS.ProcessEnv = { ...Object.fromEntries(own), SHELL: existsSync('/bin/bash') ? '/bin/bash' : '/bin/sh', TERM: 'dumb', TMPDIR: join(root, 'tmp'), ...offline() };
    mkdirSync(env['TMPDIR']!);
    const remove = () => {
      endProcessesOf(root);
      workspace.remove();
    };
    return { folder: workspace.folder, env, root, home: env['HOME']!, dist: build.dist, nodePath, remove };
  }

  /** Configures an agent in the home of the workspace, as its user would, for the model at `url`, and puts it on the PATH. @param model see `prepareAgent` */
  prepare(agent: InstalledAgent, workspace: LabWorkspace, url: string, model?: string): void {
    Object.assign(workspace.env, prepareAgent(agent.name, workspace, url, model), { PATH: `${agent.bin}${delimiter}${workspace.env['PATH'] ?? ''}` });
  }
}

/** Ends what still runs with a test's folders in its environment: some agents leave helpers running. Linux only. */
function endProcessesOf(root: string): void {
  if (process.platform !== 'linux') return;
  for (const pid of processesWith(root)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended meanwhile, or is another user's and only looks at the folder.
    }
  }
}

/** Where the network is not shut off: a proxy that is not there, which every agent asks for what is not on this machine. */
export function offline(): NodeJS.ProcessEnv {
  if (process.env['SIGNALBOX_TEST_OFFLINE'] === 'namespace') return {};
  const proxy = 'http://127.0.0.1:9';
  return { HTTPS_PROXY: proxy, HTTP_PROXY: proxy, https_proxy: proxy, http_proxy: proxy, NO_PROXY: '127.0.0.1,localhost', no_proxy: '127.0.0.1,localhost' };
}

/**
 * Installs the selected agents where they are missing and makes this process a user without rights.
 * @param only the agents that a test file is about, of those that are selected
 */
export async function enterLab({ only }: { only?: readonly AgentName[] } = {}): Promise<Lab> {
  process.umask(0o022);
  const folder = labFolder();
  const names = selectedAgents().filter((name) => only === undefined || only.includes(name));
  const agents: InstalledAgent[] = [];
  for (const name of names) agents.push(await ensureAgent(name, { newest: process.env['SIGNALBOX_TEST_NEWEST'] === '1' }));
  const build = labBuild(folder);
  const nodePath = labNode(folder);
  const workspaces = join(folder, 'w');
  mkdirSync(workspaces, { recursive: true, mode: 0o755 });
  removeOld(workspaces);
  const user = labUser();
  if (user !== undefined) {
    chownSync(workspaces, user.uid, user.gid);
    become(user);
  }
  return new Lab(agents, nodePath, build, workspaces);
}
