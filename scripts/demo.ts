/**
 * `npm run demo`: one run of the demo agent on a copy of the sample project, without an editor. Prints the transcript, the decisions
 * and changes, where the record is, and its verification. Options go to `signalbox run`, e.g. `npm run demo -- --approve ask`;
 * without any, what the policy asks about is asked on a terminal and allowed where there is none.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { run } from './host/command.ts';
import { endLeftovers } from './host/processes.ts';
import { cleanEnvironment } from './host/server.ts';
import { root } from './host/versions.ts';
import { makeScratch } from './host/workspace.ts';

const prompt = 'Make the failing test pass.';
const scratch = await makeScratch();
const env = cleanEnvironment(scratch.env);

/** Runs a verb of the command line in the workspace, showing what it prints; gives that and its exit code. */
function signalbox(...args: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [join(root, 'dist', 'cli.js'), ...args], { cwd: scratch.workspace, env, stdio: ['inherit', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    process.stdout.write(text);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

function heading(text: string): void {
  console.log(`\n${text}\n${'─'.repeat(text.length)}`);
}

await run(process.execPath, ['scripts/build.ts'], { cwd: root });
const given = process.argv.slice(2);
const approve = given.some((word) => word.startsWith('--approve')) ? [] : ['--approve', process.stdin.isTTY ? 'ask' : 'allow'];
heading('Transcript');
const ran = await signalbox('run', '--agent', 'demo', '--workspace', scratch.workspace, '--prompt', prompt, ...approve, ...given);
const record = ran.output.trim().split('\n').at(-1) ?? '';
if (ran.code === null || ran.code > 1 || record === '') {
  console.error(`\nThe run left no record (exit code ${ran.code}).`);
  process.exitCode = 1;
} else {
  heading('Record');
  const shown = await signalbox('show', record);
  heading('Verification');
  const verified = await signalbox('verify', record);
  console.log(`\nThe workspace, with the record in it: ${scratch.workspace}`);
  console.log(`Look at the changes: git -C ${scratch.workspace} diff`);
  if (shown.code !== 0 || verified.code !== 0) process.exitCode = 1;
}
await endLeftovers(scratch.folder);
