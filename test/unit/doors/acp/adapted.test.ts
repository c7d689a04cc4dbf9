/** What an adapter adds to the ACP door, and questions that Signalbox does not put to a person. */
import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { cline } from '../../../../src/agents/adapters/cline.ts';
import { digestOf } from '../../../../src/model/digest.ts';
import { FakeGate } from './fake-gate.ts';
import { permission, Script, update } from './script.ts';

async function started(options: ConstructorParameters<typeof Script>[1] = {}) {
  const gate = new FakeGate(tmpdir());
  const script = new Script(gate, options);
  await script.session.start();
  script.session.prompt('turn-1', 'go').catch(() => undefined);
  await script.until((message) => message.method === 'session/prompt');
  return { gate, script };
}

test('a call is what the adapter says where the agent gives its input as its hooks do', async () => {
  const { gate, script } = await started({ gatedByHooks: true, adapter: cline, context: { cwd: tmpdir(), readText: async () => undefined } });
  script.send(permission(7, { toolCallId: 'c1', title: 'run_commands: ls', kind: 'execute', rawInput: { commands: ['ls -l', 'pwd'] } }));
  await script.answerTo(7);
  assert.deepEqual(gate.steps.map(({ action, tool }) => [action, tool]), [[{ kind: 'exec', command: 'ls -l\npwd', cwd: tmpdir() }, 'run_commands']]);
  await script.session.close();
});

test('an agent that asks with another form of the input than it announced is known by what it announced', async () => {
  const { gate, script } = await started({ gatedByHooks: true });
  const input = { path: 'a.txt', file_text: 'x' };
  script.send(update({ sessionUpdate: 'tool_call', toolCallId: 'c1', title: 'Creating', kind: 'edit', status: 'pending', rawInput: input }));
  script.send(permission(7, { toolCallId: 'c1', title: 'Create file', kind: 'edit', rawInput: { fileName: 'a.txt', diff: '+x' } }));
  await script.answerTo(7);
  assert.deepEqual(gate.steps.map(({ alias, callId }) => [alias, callId]), [[digestOf({ input }), 'c1']]);
  await script.session.close();
});
