/**
 * Runs the editor suites in a real VS Code:
 *   node test/editor/run.ts [--host newest|floor] [--desktop] [--suite NAME] [--extension FOLDER] [--keep]
 * `--desktop` downloads a desktop VS Code instead of using the embedded one. `--keep` leaves the private folders for a look.
 * Results go to out/results/editor-HOST-SUITE.json. Exit code 1 when a suite failed.
 */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runTests } from '@vscode/test-electron';
import { cleanEnvironment } from '../../scripts/host/server.ts';
import { endLeftovers } from '../../scripts/host/processes.ts';
import { calmSettings, writeSettings } from '../../scripts/host/settings.ts';
import { cache, hostVersions, isHostId, root } from '../../scripts/host/versions.ts';
import { makeScratch } from '../../scripts/host/workspace.ts';
import { buildSuites, hostModule, type Suite } from './suites.ts';

const { values } = parseArgs({
  options: {
    host: { type: 'string', default: 'newest' },
    suite: { type: 'string' },
    extension: { type: 'string', default: root },
    desktop: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});
const { host, extension, desktop, keep } = values;
if (!isHostId(host)) throw new Error(`--host is ${host}; it may be newest or floor.`);

/** Which program shows the windows: the embedded VS Code's launcher, or a download. */
const program = desktop
  ? { version: host === 'newest' ? 'stable' : hostVersions.floor.editor, cachePath: cache }
  : { vscodeExecutablePath: join(root, 'scripts', 'host', 'launcher') };

/** Runs one suite in a window of its own; gives whether all its tests passed. */
async function runSuite(suite: Suite): Promise<boolean> {
  const scratch = await makeScratch();
  const results = join(root, 'out', 'results', `editor-${host}-${suite.name}.json`);
  await rm(results, { force: true });
  await writeSettings(join(scratch.userData, 'User', 'settings.json'), calmSettings);
  try {
    await runTests({
      ...program,
      extensionDevelopmentPath: extension,
      extensionTestsPath: hostModule,
      launchArgs: [scratch.workspace, `--user-data-dir=${scratch.userData}`, `--extensions-dir=${scratch.extensions}`],
      extensionTestsEnv: {
        ...scratch.env,
        SIGNALBOX_TEST_HOST: host,
        SIGNALBOX_TEST_FILES: JSON.stringify(suite.files),
        SIGNALBOX_TEST_RESULTS: results,
      },
    });
    return true;
  } catch (error) {
    console.error(`Suite ${suite.name}: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  } finally {
    for (const command of await endLeftovers(scratch.folder)) console.log(`Ended what the suite had left running: ${command}`);
    if (keep) console.log(`Kept: ${scratch.folder}`);
    else await scratch.remove();
  }
}

// What an enclosing VS Code put into the environment would reach the one under test.
const clean = cleanEnvironment();
for (const name of Object.keys(process.env)) if (!(name in clean)) delete process.env[name];

await mkdir(join(root, 'out', 'results'), { recursive: true });
const suites = (await buildSuites()).filter((suite) => values.suite === undefined || suite.name === values.suite);
if (suites.length === 0) {
  console.error(`There is no suite${values.suite === undefined ? ' in test/editor' : ` ${values.suite}`}.`);
  process.exitCode = 1;
}
for (const suite of suites) {
  if (!(await runSuite(suite))) process.exitCode = 1;
}
