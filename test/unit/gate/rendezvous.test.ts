import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { newSocketPath, publish, publishedGate, type GateAddress } from '../../../src/gate/rendezvous.ts';

const servers: Server[] = [];
const folders: string[] = [];
after(() => {
  for (const server of servers) server.close();
  for (const one of folders) rmSync(one, { recursive: true, force: true });
});

async function listening(dir: string): Promise<{ address: GateAddress }> {
  const socket = newSocketPath(dir, process.platform);
  const server = createServer((connection) => connection.destroy());
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return { address: { pid: process.pid, socket, protocol: 1, version: '1', folder: dir } };
}

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'sb-rendezvous-'));
  folders.push(made);
  return made;
}

test('of many gates that start at once, exactly one is published', async () => {
  const dir = folder();
  const gates = await Promise.all(Array.from({ length: 12 }, () => listening(dir)));
  const published = await Promise.all(gates.map(({ address }) => publish(dir, address)));
  assert.equal(published.filter((withdraw) => withdraw !== undefined).length, 1);
  const winner = published.findIndex((withdraw) => withdraw !== undefined);
  assert.equal(publishedGate(dir)?.socket, gates[winner]!.address.socket);
  published[winner]!();
  assert.equal(publishedGate(dir), undefined);
});

test('the file of a gate that is gone is replaced, also by many at once; a torn file too', async () => {
  for (const stale of [JSON.stringify({ pid: 1, socket: '/nowhere/x.sock', protocol: 1, version: '1', folder: '/' }), '{"pid":']) {
    const dir = folder();
    const gates = await Promise.all(Array.from({ length: 6 }, () => listening(dir)));
    writeFileSync(join(dir, 'gate.json'), stale);
    const published = await Promise.all(gates.map(({ address }) => publish(dir, address)));
    assert.equal(published.filter((withdraw) => withdraw !== undefined).length, 1);
    assert.ok(gates.some(({ address }) => address.socket === publishedGate(dir)?.socket));
    assert.deepEqual(readdirSync(dir).filter((name) => name.endsWith('.json')), ['gate.json']);
    }
});

test('a path that is too long for a socket is refused with a way out', () => {
  assert.throws(() => newSocketPath(join(folder(), 'x'.repeat(120)), 'linux'), /SIGNALBOX_RUNTIME_DIR/);
});
