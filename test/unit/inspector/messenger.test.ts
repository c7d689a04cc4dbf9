import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Messenger, RequestError, type Handlers } from '../../../src/editor/inspector/messenger.ts';
import type { ToWebview } from '../../../src/editor/inspector/protocol.ts';
import { panelStateSchema } from '../../../src/editor/inspector/schema.ts';

function messenger(handlers: Partial<Handlers> = {}): { receive: (message: unknown) => Promise<void>; posted: ToWebview[]; failures: unknown[]; ready: number[] } {
  const [posted, failures, ready]: [ToWebview[], unknown[], number[]] = [[], [], []];
  const refuse = async (): Promise<never> => {
    throw new Error('not in this test');
  };
  const all: Handlers = {
    loadStepDetails: refuse,
    loadRawEvents: refuse,
    openDiff: refuse,
    openDocument: refuse,
    openFile: refuse,
    reviewApproval: refuse,
    answerQuestion: refuse,
    verify: refuse,
    stopRun: refuse,
    reload: refuse,
    copy: refuse,
    ...handlers,
  };
  const made = new Messenger((message) => posted.push(message), all, (protocol) => ready.push(protocol), (error) => failures.push(error));
  return { receive: (message) => made.receive(message), posted, failures, ready };
}

describe('the host’s end of the messages', () => {
  test('hands the parameters on and replies with the result', async () => {
    const { receive, posted } = messenger({ loadRawEvents: async ({ from, count }) => ({ events: [], total: from + count }) });
    await receive({ type: 'request', id: 7, method: 'loadRawEvents', params: { from: 3, count: 4 } });
    assert.deepEqual(posted, [{ type: 'reply', id: 7, result: { events: [], total: 7 } }]);
  });

  test('says that the webview listens', async () => {
    const { receive, ready, posted } = messenger();
    await receive({ type: 'ready', protocol: 1 });
    assert.deepEqual([ready, posted], [[1], []]);
  });

  test('answers with a typed error, and logs only what was not expected', async () => {
    const { receive, posted, failures } = messenger({
      verify: async () => {
        throw new RequestError('refused', 'Not now.');
      },
    });
    await receive({ type: 'request', id: 1, method: 'verify', params: {} });
    await receive({ type: 'request', id: 2, method: 'stopRun', params: {} });
    assert.deepEqual(posted, [
      { type: 'error', id: 1, code: 'refused', message: 'Not now.' },
      { type: 'error', id: 2, code: 'failed', message: 'not in this test' },
    ]);
    assert.equal(failures.length, 1);
  });

  const invalid: [string, unknown][] = [
    ['an unknown method', { type: 'request', id: 3, method: 'approve', params: {} }],
    ['more events than allowed', { type: 'request', id: 3, method: 'loadRawEvents', params: { from: 0, count: 100_000 } }],
    ['a negative start', { type: 'request', id: 3, method: 'loadRawEvents', params: { from: -1, count: 1 } }],
    ['a field too many', { type: 'request', id: 3, method: 'copy', params: { text: 'x', command: 'rm' } }],
    ['a text beyond the limit', { type: 'request', id: 3, method: 'copy', params: { text: 'x'.repeat(4_000_001) } }],
    ['another type', { type: 'request', id: 3, method: 'openFile', params: { path: ['a'] } }],
    ['the prototype', { type: 'request', id: 3, method: '__proto__', params: {} }],
  ];
  for (const [what, message] of invalid) {
    test(`refuses ${what}, and says so to the one who waits`, async () => {
      const { receive, posted } = messenger();
      await receive(message);
      assert.deepEqual(posted.map((one) => one.type === 'error' && [one.id, one.code]), [[3, 'invalid']]);
    });
  }

  test('ignores what nobody waits for', async () => {
    const { receive, posted, failures } = messenger();
    for (const message of [undefined, null, 'x', 4, [], {}, { type: 'reply', id: 1 }, { type: 'request', id: 'x', method: 'verify', params: {} }]) await receive(message);
    assert.deepEqual([posted, failures], [[], []]);
  });
});

test('a restored state names a run or is not used', () => {
  assert.deepEqual(panelStateSchema.safeParse({ tab: 'timeline', target: { run: 'r', folder: '/w' } }).data?.target, { run: 'r', folder: '/w' });
  for (const state of [undefined, {}, { target: null }, { target: { run: '', folder: '/w' } }, { target: { run: 'r', folder: '/w', dir: '/elsewhere' } }]) assert.equal(panelStateSchema.safeParse(state).success, false);
});
