/** Runs the benchmark of the doors in a process of its own, see `doors.ts`. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Figure } from './measure.ts';

export async function benchDoors(): Promise<Figure[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'doors.ts')], { env: { ...process.env, SIGNALBOX_TEST_AGENTS: 'gemini,claude' }, maxBuffer: 1024 * 1024 });
  return JSON.parse(stdout) as Figure[];
}
