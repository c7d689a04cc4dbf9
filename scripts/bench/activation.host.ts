/**
 * Runs inside VS Code's extension host: loads and activates the extension once, and writes how long that took. It waits for the
 * editor's own start to be over: what other extensions do in the same moment is no cost of this one.
 */
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';

const SETTLED = 5_000;

export async function run(): Promise<void> {
  const extension = vscode.extensions.getExtension('signalbox.signalbox');
  if (extension === undefined) throw new Error('the extension is not there');
  if (extension.isActive) throw new Error('the extension was active before it was measured');
  await sleep(SETTLED);
  const start = performance.now();
  await extension.activate();
  writeFileSync(process.env['SIGNALBOX_BENCH_RESULT']!, JSON.stringify({ ms: performance.now() - start }));
}
