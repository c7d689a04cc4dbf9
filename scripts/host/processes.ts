/** Ending what the scripts started, and nothing else. */
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

function signalled(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}

/**
 * Ends a process that was started `detached`, and its group: politely, after three seconds by force.
 * @param ended resolves when the process itself has ended
 */
export async function endGroup(pid: number, ended: Promise<unknown>): Promise<void> {
  const group = process.platform === 'win32' ? pid : -pid;
  signalled(group, 'SIGTERM');
  await Promise.race([ended, sleep(3000, undefined, { ref: false })]);
  signalled(group, 'SIGKILL');
  await ended;
}

/** Processes whose environment has a variable of Signalbox that names something in a folder. Linux only. */
async function processesOf(folder: string): Promise<{ pid: number; command: string }[]> {
  const found: { pid: number; command: string }[] = [];
  for (const entry of await readdir('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    if (!environment.split('\0').some((line) => line.startsWith('SIGNALBOX_') && line.includes(`=${folder}/`))) continue;
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command !== '') found.push({ pid, command: command.replaceAll('\0', ' ').trim() });
  }
  return found;
}

/**
 * Ends every process whose environment names a folder, the private folder of one suite: what an extension under test started and
 * left behind. Politely, after two seconds by force. Linux only, elsewhere it does nothing.
 * @returns the command lines of what was ended
 */
export async function endLeftovers(folder: string): Promise<string[]> {
  if (process.platform !== 'linux') return [];
  const found = await processesOf(folder);
  for (const { pid } of found) signalled(pid, 'SIGTERM');
  for (let waited = 0; waited < 2000 && (await processesOf(folder)).length > 0; waited += 50) await sleep(50);
  for (const { pid } of await processesOf(folder)) signalled(pid, 'SIGKILL');
  return found.map(({ command }) => command);
}
