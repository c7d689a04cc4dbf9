/** What docs/RECORD.md says under "By hand" is run here, word for word, with the tools of the system. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { problemCodes } from '../../../src/record/problem.ts';
import { eventTypes } from '../../../src/record/events.ts';
import { sealedSample, signer, temporaryFolder } from './sample.ts';

const run = promisify(execFile);
const page = await readFile(new URL('../../../docs/RECORD.md', import.meta.url), 'utf8');

async function hasTools(): Promise<boolean> {
  try {
    await run('bash', ['-c', 'command -v jq sha256sum base64 ssh-keygen']);
    return true;
  } catch {
    return false;
  }
}

test('the commands of the page check a run, and find a change', { skip: !(await hasTools()) }, async (context) => {
  const workspace = await temporaryFolder(context);
  const folder = await sealedSample(workspace);
  await writeFile(join(workspace, '.signalbox', 'allowed_signers'), `ada@example.org namespaces="signalbox" ${signer.publicKey}\n`);
  const section = page.split('## By hand\n')[1]!.split('\n## ')[0]!;
  const script = [...section.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, code]) => code).join('\n');
  assert.ok(script.includes('ssh-keygen -Y verify'));
  const check = () => run('bash', ['-euo', 'pipefail', '-c', script], { cwd: folder, env: { ...process.env, TMPDIR: workspace, WHO: 'ada@example.org', ALLOWED: join(workspace, '.signalbox', 'allowed_signers') } });
  const { stdout } = await check();
  assert.match(stdout, /Good "signalbox" signature for ada@example.org/);
  assert.match(stdout, /record\.jsonl: OK/);
  assert.match(stdout, /chain: OK/);

  const path = join(folder, 'record.jsonl');
  const whole = await readFile(path, 'utf8');
  await writeFile(path, whole.replace('Fix the tests', 'Fox the tests'));
  await assert.rejects(check());
});

test('the page names every code and every type of event', () => {
  for (const code of Object.keys(problemCodes)) assert.ok(page.includes(`\`${code}\``), code);
  for (const type of eventTypes) assert.ok(page.includes(`\`${type}\``), type);
});
