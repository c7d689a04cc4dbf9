import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { cleanEnvironment } from '../../scripts/host/server.ts';
import { root, vsix } from '../../scripts/host/versions.ts';

test('npm start serves VS Code to who has the token, to nobody else, until it is stopped', async (t) => {
  const data = await mkdtemp(join(tmpdir(), 'sb-start-'));
  t.after(() => rm(data, { recursive: true, force: true }));
  const args = ['scripts/start.ts', '--browser', '--no-open', '--vsix', vsix, '--data', data];
  const child = spawn(process.execPath, args, { cwd: root, env: cleanEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] });
  t.after(() => child.kill('SIGKILL'));
  const closed = once(child, 'close');
  let output = '';
  const address = await new Promise<URL>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        const found = /http:\S+/.exec(output);
        if (found && output.includes('Ctrl+C')) resolve(new URL(found[0]));
      });
    }
    void closed.then(() => reject(new Error(`It ended: ${output}`)));
  });

  assert.equal(address.hostname, '127.0.0.1');
  assert.equal(address.searchParams.get('folder'), join(data, 'sample'));
  assert.equal((await fetch(address, { redirect: 'manual' })).status, 302, 'a right token is put into a cookie, and the address goes on without it');
  const cookie = `vscode-tkn=${address.searchParams.get('tkn')}`;
  assert.equal((await fetch(address.origin, { headers: { cookie } })).status, 200);
  assert.equal((await fetch(address.origin)).status, 403);
  assert.equal((await fetch(`${address.origin}/?tkn=wrong`)).status, 403);

  child.kill('SIGINT');
  assert.deepEqual(await closed, [0, null]);
  await assert.rejects(fetch(address.origin), 'the port is still open');
});
