/** `npm run bench`: all figures of docs/PERFORMANCE.md, in one run. `--only bundles,guard,gate,socket,record,activation` selects. */
import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchActivation, benchBundles } from './bench/editor.ts';
import { benchDoors } from './bench/doors-apart.ts';
import { benchGate, benchSocket } from './bench/gate.ts';
import { benchGuard } from './bench/guard.ts';
import { benchRecord } from './bench/record.ts';
import type { Figure } from './bench/measure.ts';

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const root = join(import.meta.dirname, '..');
execFileSync(process.execPath, [join(root, 'scripts', 'build.ts'), '--release'], { cwd: root, stdio: 'inherit' });

const benches: Record<string, () => Promise<Figure[]>> = {
  bundles: () => benchBundles(join(root, 'dist')),
  guard: benchGuard,
  gate: benchGate,
  socket: benchSocket,
  record: benchRecord,
  activation: benchActivation,
  doors: benchDoors,
};
const chosen = values.only?.split(',') ?? Object.keys(benches);
const figures: Figure[] = [];
console.log(`node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB\n`);
for (const name of chosen) {
  const bench = benches[name];
  if (bench === undefined) throw new Error(`There is no benchmark "${name}"; there are ${Object.keys(benches).join(', ')}.`);
  for (const figure of await bench()) {
    figures.push(figure);
    const { aim, reached } = figure;
    console.log(`${figure.name.padEnd(62)} ${figure.value}${aim === undefined ? '' : `   aim: ${aim}, ${reached === true ? 'reached' : 'NOT REACHED'}`}`);
  }
}
const missed = figures.filter(({ reached }) => reached === false).length;
console.log(`\n${figures.length} figures, ${missed} of the aims not reached`);
