/**
 * The hook program: a bundle of its own, because an agent starts it with every tool call. It reads and writes without streams, whose
 * code costs more to load than all the rest.
 */
import { readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type * as HookGateModule from './hook-gate.ts';
import { DEFAULT_DEADLINE, runHook } from './doors/hooks/program.ts';

type HookGate = Pick<typeof HookGateModule, 'startUnattendedGate'>;

/** A standard input that does not block cannot be read at once. */
async function standardInput(): Promise<string> {
  try {
    return readFileSync(0, 'utf8');
  } catch {
    const parts: Buffer[] = [];
    for await (const part of process.stdin as AsyncIterable<Buffer>) parts.push(part);
    return Buffer.concat(parts).toString('utf8');
  }
}

function print(to: 1 | 2, said: string): void {
  for (let bytes = Buffer.from(said); bytes.length > 0; ) {
    try {
      bytes = bytes.subarray(writeSync(to, bytes));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
}

/** What follows an option. */
function option(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at === -1 ? undefined : process.argv[at + 1];
}

async function startGate(folder: string): Promise<void> {
  const file = join(__dirname, 'hook-gate.cjs');
  const { startUnattendedGate } = (await import(file)) as HookGate;
  await startUnattendedGate(folder, __dirname, process.env);
}

async function main(): Promise<void> {
  // The agent's time began before this program did.
  const deadline = Math.max(0, (Number(option('--deadline')) || DEFAULT_DEADLINE) * 1000 - process.uptime() * 1000);
  const agent = option('--agent');
  const { stdout, stderr, exitCode } = await runHook({ env: process.env, input: standardInput, deadline, startGate, ...(agent === undefined ? {} : { agent }) });
  print(1, stdout);
  print(2, stderr);
  process.exit(exitCode);
}

main().catch(() => process.exit(2));
