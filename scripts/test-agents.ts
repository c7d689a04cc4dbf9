/**
 * `npm run test:agents`: the tests with real agents, against a scripted model on this machine.
 *   --only codex,gemini   these agents; without it all, five of them at once in a window of VS Code as well
 *   --newest              their newest versions instead of the pinned ones
 *   --built               the bundles in dist/ are up to date
 * Installs what is missing, once. The last line is `N passed, N failed`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureAgent } from '../test/agents/lab/install.ts';
import { agentNames, selectedAgents } from '../test/agents/lab/versions.ts';
import { listFiles } from './files.ts';
import { endGroup } from './host/processes.ts';
import { root } from './host/versions.ts';
import { countResults, readResults } from './reporters/results.ts';
import { isolation } from './testing/isolate.ts';
import { nodeTestArgs } from './testing/steps.ts';

const { values } = parseArgs({ options: { only: { type: 'string' }, newest: { type: 'boolean', default: false }, built: { type: 'boolean', default: false } } });
const { newest, built, only } = values;

/** How long one file of tests may take, in ms: some tests wait for limits of agents. */
const PATIENCE = 14 * 60_000;

function stop(message: string): never {
  console.error(message);
  process.exit(2);
}

/** A file that is named after an agent is about that agent only. */
function concerns(file: string, agents: readonly string[]): boolean {
  const owner = agentNames.find((name) => new RegExp(`^${name}[.-]`).test(file.split('/').at(-1)!));
  return owner === undefined || agents.includes(owner);
}

function runsWell(script: string): boolean {
  return spawnSync(process.execPath, [script], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
}

async function install(names: ReturnType<typeof selectedAgents>): Promise<void> {
  for (const name of names) {
    const { version } = await ensureAgent(name, { newest });
    console.log(`${name} ${version}`);
  }
}

const env = { ...process.env, ...(only === undefined ? {} : { SIGNALBOX_TEST_AGENTS: only }) };
let names: ReturnType<typeof selectedAgents>;
try {
  names = selectedAgents(env);
  await install(names);
} catch (error) {
  stop(error instanceof Error ? error.message : String(error));
}
const whole = names.length === agentNames.length;
if (!built && !runsWell('scripts/build.ts')) stop('The bundles could not be built; see above.');
if (whole && !(runsWell('scripts/host/ensure.ts') && runsWell('scripts/package.ts'))) stop('What a window of VS Code takes could not be made; see above.');

const results = join(root, 'out', 'results', 'agents.json');
await mkdir(join(root, 'out', 'results'), { recursive: true });
await rm(results, { force: true });
const files = (await listFiles(join(root, 'test', 'agents'), '**/*.test.ts')).filter((file) => concerns(file, names)).map((file) => `test/agents/${file}`);
if (whole) files.push('test/e2e/five-agents.test.ts');
const { prefix, env: isolated, title } = isolation();
console.log(`The agents have ${title}.\n`);
const [program, ...args] = [...prefix, process.execPath, ...nodeTestArgs('agents', 1, PATIENCE), ...files];
const child = spawn(program!, args, {
  cwd: root,
  env: { ...env, ...isolated, SIGNALBOX_TEST_AGENTS: names.join(','), ...(newest ? { SIGNALBOX_TEST_NEWEST: '1' } : {}) },
  stdio: ['ignore', 'inherit', 'inherit'],
  detached: process.platform !== 'win32',
});
const ended = new Promise<number>((resolve) => {
  child.on('error', (error) => {
    console.error(error.message);
    resolve(1);
  });
  child.on('close', (code) => resolve(code ?? 1));
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    if (child.pid !== undefined) void endGroup(child.pid, ended).then(() => process.exit(130));
  });
}
const code = await ended;
const { passed, failed, skipped } = countResults(await readResults([results]));
const wrong = failed === 0 && (code !== 0 || passed === 0) ? 1 : failed;
console.log(`\n${passed} passed, ${wrong} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = wrong > 0 ? 1 : 0;
