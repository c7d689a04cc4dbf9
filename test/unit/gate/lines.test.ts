import assert from 'node:assert/strict';
import { Duplex } from 'node:stream';
import { test } from 'node:test';
import { LineReader } from '../../../src/gate/lines.ts';

/** Feeds chunks to a reader; gives the messages, and the error that ended it. */
async function read(limit: number, chunks: (string | Buffer)[]): Promise<{ messages: unknown[]; error?: string }> {
  const stream = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
  const reader = new LineReader(stream, limit);
  const messages: unknown[] = [];
  let error: string | undefined;
  reader.onError((problem) => (error ??= problem.message));
  const closed = new Promise<void>((resolve) => reader.onClose(() => resolve()));
  reader.listen((message) => messages.push(message));
  for (const chunk of chunks) if (!stream.destroyed) stream.push(chunk);
  stream.push(null);
  stream.end();
  await closed;
  return { messages, ...(error === undefined ? {} : { error }) };
}

test('messages come whole however the stream is cut, also inside a character', async () => {
  const bytes = Buffer.from('{"a":"é"}\n\n{"b":2}\n{"c":3}\n');
  for (let cut = 0; cut <= bytes.length; cut++) {
    const { messages, error } = await read(1000, [bytes.subarray(0, cut), bytes.subarray(cut)].filter((chunk) => chunk.length > 0));
    assert.deepEqual(messages, [{ a: 'é' }, { b: 2 }, { c: 3 }]);
    assert.equal(error, undefined);
  }
});

test('a message over the limit ends the stream, whether or not its end has come', async () => {
  assert.match((await read(10, ['{"aaaaaaaaaaaaaaa":1}\n'])).error ?? '', /longer than 10 bytes/);
  assert.match((await read(10, ['{"aaa', 'aaaaaaaaaaa'])).error ?? '', /longer than 10 bytes/);
  assert.deepEqual((await read(10, ['{"a":1}\n', '{"b":2}\n'])).messages, [{ a: 1 }, { b: 2 }]);
});

test('what is not a JSON object ends the stream', async () => {
  for (const line of ['nonsense', '[1]', '"text"', 'null', '{"a":']) {
    const { messages, error } = await read(1000, [`${line}\n{"after":1}\n`]);
    assert.deepEqual(messages, []);
    assert.match(error ?? '', /not (JSON|a JSON object)/);
  }
});
