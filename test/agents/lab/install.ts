/** Installs agents from npm into the lab, each version once. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { aside, labFolder, labNode, linkNode, putInPlace } from './folder.ts';
import { versions, type AgentName } from './versions.ts';

export interface InstalledAgent {
  name: AgentName;
  /** Of the agent itself, not of its adapter. */
  version: string;
  /** Folder for the PATH: the agent's programs, and a `node` for them. */
  bin: string;
  /** The agent's program, absolute. */
  program: string;
}

const run = promisify(execFile);
/** How long npm may take for one agent, in ms. */
const PATIENCE = 10 * 60_000;

/**
 * @param newest the newest versions instead of the pinned ones. Where `SIGNALBOX_TEST_OFFLINE` is set: those that were the newest the last time.
 * @throws {Error} with a next step, when npm cannot get it
 */
export async function ensureAgent(name: AgentName, { newest = false }: { newest?: boolean } = {}): Promise<InstalledAgent> {
  const lab = labFolder();
  const home = join(lab, 'agents');
  const nodePath = labNode(lab);
  mkdirSync(home, { recursive: true, mode: 0o755 });
  const packages = newest ? await newestOf(name, home, nodePath) : versions[name].packages;
  const folder = join(home, [name, ...packages.map(([, version]) => version)].join('-'));
  if (!existsSync(folder)) await install(name, packages, folder, nodePath);
  const bin = join(folder, 'node_modules', '.bin');
  return { name, version: packages[0]![1], bin, program: join(bin, versions[name].program) };
}

async function install(name: AgentName, packages: readonly (readonly [string, string])[], folder: string, nodePath: string): Promise<void> {
  console.log(`Installing ${packages.map((one) => one.join(' ')).join(' and ')} …`);
  const fresh = aside(folder);
  mkdirSync(fresh, { mode: 0o755 });
  try {
    writeFileSync(join(fresh, 'package.json'), JSON.stringify({ private: true, dependencies: Object.fromEntries(packages) }));
    await npm(['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--no-package-lock'], fresh, nodePath);
    const [owner, script] = versions[name].setup ?? [];
    if (owner !== undefined && script !== undefined) await run(nodePath, [script], { cwd: join(fresh, 'node_modules', owner), timeout: PATIENCE });
    linkNode(join(fresh, 'node_modules', '.bin'), nodePath);
    putInPlace(fresh, folder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

async function newestOf(name: AgentName, home: string, nodePath: string): Promise<[string, string][]> {
  const note = join(home, `${name}.newest.json`);
  if (process.env['SIGNALBOX_TEST_OFFLINE']) return JSON.parse(readFileSync(note, 'utf8')) as [string, string][];
  const packages: [string, string][] = [];
  for (const [owner] of versions[name].packages) packages.push([owner, (await npm(['view', owner, 'version'], home, nodePath)).trim()]);
  writeFileSync(note, JSON.stringify(packages));
  return packages;
}

/** Runs npm on the lab's Node: which versions npm takes depends on the Node it runs on. */
async function npm(args: string[], cwd: string, nodePath: string): Promise<string> {
  try {
    const env = { ...process.env, PATH: `${dirname(nodePath)}${delimiter}${process.env['PATH'] ?? ''}` };
    return (await run('npm', args, { cwd, env, timeout: PATIENCE, maxBuffer: 1024 * 1024, shell: process.platform === 'win32' })).stdout;
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    const words = stderr?.trim() || String(error);
    throw new Error(`npm ${args[0]} failed in the lab of the agent tests (${cwd}). These tests need agents from the npm registry: check that npm can reach it, then run the same command again. npm said:\n${words.slice(0, 2000)}`, { cause: error });
  }
}
