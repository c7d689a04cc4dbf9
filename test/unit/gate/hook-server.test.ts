/** The HTTP hook over real sockets: who may call, and that whatever goes wrong is no answer that lets a tool run. */
import assert from 'node:assert/strict';
import { request, type IncomingHttpHeaders } from 'node:http';
import { after, test } from 'node:test';
import { HookServer } from '../../../src/gate/hook-server.ts';
import { NoSuchRun } from '../../../src/gate/operations.ts';
import type { HookAnswer } from '../../../src/gate/protocol.ts';

let answer: (payload: unknown, signal: AbortSignal) => Promise<HookAnswer> = async () => ({ stdout: '{"ok":true}', stderr: '', exitCode: 0 });
const seen: unknown[] = [];
const server = new HookServer(() => ({
  runOfToken: (matches) => (matches('the-token') ? 'run-1' : undefined),
  hook: ({ run, payload }, signal) => {
    seen.push([run, payload]);
    return answer(payload, signal);
  },
}));
const url = new URL(await server.url());
after(() => server.close());

interface Asked {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string;
}

function ask({ method = 'POST', path = url.pathname, headers = {}, body = '{"a":1}' }: Asked): Promise<{ status: number; text: string; headers: IncomingHttpHeaders }> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: url.hostname, port: url.port, method, path, headers: { authorization: 'Bearer the-token', 'content-type': 'application/json', ...headers } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part)).on('end', () => resolve({ status: response.statusCode ?? 0, text, headers: response.headers }));
    });
    sent.once('error', reject).end(body);
  });
}

test('the run of the token gets the payload, and the agent the answer', async () => {
  assert.deepEqual([url.hostname, url.protocol], ['127.0.0.1', 'http:']);
  const { status, text } = await ask({});
  assert.deepEqual([status, text], [200, '{"ok":true}']);
  assert.deepEqual(seen, [['run-1', { a: 1 }]]);
});

test('nobody else gets in: no token, a wrong one, a web page, another name for this machine, another path or method', async () => {
  seen.length = 0;
  const strangers: Asked[] = [
    { headers: { authorization: '' } },
    { headers: { authorization: 'Bearer the-tokem' } },
    { headers: { authorization: 'Basic the-token' } },
    { headers: { origin: 'https://example.org' } },
    { headers: { origin: 'null' } },
    { headers: { host: 'example.org' } },
    { headers: { host: `localhost:${url.port}` } },
    { path: '/' },
    { path: '/hooks?x' },
    { method: 'GET', body: '' },
    { method: 'OPTIONS', body: '' },
  ];
  for (const stranger of strangers) {
    const { status, headers } = await ask(stranger);
    assert.equal(status, 403, JSON.stringify(stranger));
    assert.equal(headers['access-control-allow-origin'], undefined);
  }
  assert.deepEqual(seen, []);
});

test('what goes wrong is an error, never a success', async () => {
  for (const body of ['', 'nonsense', '{"a":']) assert.equal((await ask({ body })).status, 400, body);
  answer = async () => ({ stdout: '', stderr: 'no', exitCode: 2 });
  assert.equal((await ask({})).status, 500);
  answer = () => Promise.reject(new Error('broken'));
  assert.equal((await ask({})).status, 400);
  answer = () => Promise.reject(new NoSuchRun('run-1'));
  assert.equal((await ask({})).status, 403);
});

test('an agent that goes away while a person thinks takes its request back', async () => {
  const aborted = new Promise<void>((resolve) => {
    answer = (_payload, signal) => new Promise(() => signal.addEventListener('abort', () => resolve(), { once: true }));
  });
  const sent = request({ host: url.hostname, port: url.port, method: 'POST', path: url.pathname, headers: { authorization: 'Bearer the-token' } });
  sent.on('error', () => undefined).end('{}');
  setTimeout(() => sent.destroy(), 50);
  await aborted;
});
