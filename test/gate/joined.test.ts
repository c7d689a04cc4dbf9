/** One approval for one call that comes through two doors: Codex with a sandbox asks for a call of an MCP server by a hook, and once more by ACP. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';
import type { Differs } from '../fixtures/agents/recorded-codex.ts';
import { answerAll, type Choice } from '../support/drive.ts';
import { TestGate } from '../support/gate.ts';
import { readRun } from '../support/record.ts';
import { projectRoot, testWorkspace } from '../support/workspace.ts';

/** @param choices what the person answers, one after another. */
async function play(differs: Differs, choices: Choice['answer'][]) {
  const workspace = testWorkspace();
  const bin = join(workspace.env['HOME']!, 'bin');
  mkdirSync(bin);
  const fixture = join(projectRoot, 'test/fixtures/agents/recorded-codex.ts');
  for (const name of ['codex', 'codex-acp']) writeFileSync(join(bin, name), `#!/bin/sh\nexec '${process.execPath}' '${fixture}' ${name} "$@"\n`, { mode: 0o755 });
  workspace.env['PATH'] = `${bin}${delimiter}${workspace.env['PATH']}`;
  const gate = new TestGate(workspace);
  try {
    const operator = await gate.connect();
    const { run } = await operator.request('run/launch', { agent: 'codex', trusted: true, prompt: JSON.stringify(differs) });
    const left = [...choices];
    const { asked, folder } = await answerAll(operator, run, () => ({ answer: left.shift() ?? 'deny' }));
    const { data, view } = await readRun(folder, gate.key.publicKey);
    return {
      asked: asked.map(({ title, kind }) => [title, kind]),
      calls: view.turns[0]!.calls.map(({ title, state, door, action }) => ({ title, state, door, arguments: action.kind === 'mcp' ? action.arguments : undefined })),
      told: view.turns[0]!.messages.map(({ text }) => text),
      faults: data('fault.noted').map(({ code }) => code),
      coverage: view.coverage,
    };
  } finally {
    await gate.end();
  }
}

test('what a hook brought and ACP asks for again is asked about once', { timeout: 240_000 }, async () => {
  const { asked, calls, told, faults, coverage } = await play({}, ['allow-once']);
  assert.deepEqual(asked, [['asking: order', 'mcp']]);
  assert.deepEqual(calls, [{ title: 'asking: order', state: 'succeeded', door: 'hook', arguments: { count: 3 } }]);
  assert.deepEqual([told, faults, coverage], [['chosen: allow_once'], [], 'complete']);
});

test('with other arguments it is another call, which is asked about by itself', { timeout: 240_000 }, async () => {
  const { asked, calls, told, faults } = await play({ announced: { count: 9 } }, ['allow-once', 'deny']);
  assert.equal(asked.length, 2);
  assert.deepEqual(calls.map(({ state, door, arguments: given }) => [state, door, given]).at(-1), ['denied', 'acp', { count: 9 }]);
  assert.deepEqual([told, faults], [['chosen: cancel'], ['asked-after-start']]);
});

test('what was refused at the hook stays refused, and nobody is asked again', { timeout: 240_000 }, async () => {
  const { asked, calls, told } = await play({ deaf: true }, ['deny', 'allow-once']);
  assert.equal(asked.length, 1);
  assert.deepEqual(calls.map(({ state }) => state), ['denied']);
  assert.deepEqual(told, ['chosen: cancel']);
});
