/** Runs inside VS Code's extension host: loads and activates the extension once, and writes how long that took. */
import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';

export async function run(): Promise<void> {
  const extension = vscode.extensions.getExtension('signalbox.signalbox');
  if (extension === undefined) throw new Error('the extension is not there');
  if (extension.isActive) throw new Error('the extension was active before it was measured');
  const start = performance.now();
  await extension.activate();
  writeFileSync(process.env['SIGNALBOX_BENCH_RESULT']!, JSON.stringify({ ms: performance.now() - start }));
}
