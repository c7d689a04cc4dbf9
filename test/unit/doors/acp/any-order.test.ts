/** No tool call is lost between the door and the record, in whatever order, number and pieces an agent's messages come. */
import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { FakeGate, type Decide } from './fake-gate.ts';
import { permission, Script, update, type Message } from './script.ts';

interface Scripted {
  asks: boolean;
  ends: 'completed' | 'failed' | 'never';
  allowed: boolean;
}

const scripted = fc.record({ asks: fc.boolean(), ends: fc.constantFrom('completed', 'failed', 'never'), allowed: fc.boolean() }) as fc.Arbitrary<Scripted>;
/** Which of the messages to send, in which order; an index may come twice, or not at all. */
const order = fc.array(fc.nat(), { minLength: 1, maxLength: 40 });

/** What an agent that behaves says of a call: announced, asked for, started, ended. */
function messagesOf(call: Scripted, index: number): Message[] {
  const toolCallId = `c${index}`;
  const about = { toolCallId, title: `Call ${index}`, kind: 'execute', rawInput: { command: `work ${index} ${call.allowed ? 'yes' : 'no'}` } };
  return [
    update({ sessionUpdate: 'tool_call', status: 'pending', ...about }),
    ...(call.asks ? [permission(100 + index, about)] : []),
    update({ sessionUpdate: 'tool_call_update', toolCallId, status: 'in_progress' }),
    ...(call.ends === 'never' ? [] : [update({ sessionUpdate: 'tool_call_update', toolCallId, status: call.ends, content: [] })]),
  ];
}

function idOf(message: Message): string {
  const params = message.params as { update?: { toolCallId: string }; toolCall?: { toolCallId: string } };
  return (params.update ?? params.toolCall)?.toolCallId ?? '';
}

const decide = (delay: () => number): Decide => async ({ action }) => {
  await new Promise((resolve) => setTimeout(resolve, delay()));
  return { verdict: action.kind === 'exec' && action.command.endsWith('yes') ? 'allow' : 'deny', reason: 'by its text' };
};

async function play(gate: FakeGate, send: (script: Script) => Promise<void>): Promise<Script> {
  const script = new Script(gate);
  await script.session.start();
  const turn = script.session.prompt('turn-1', 'go');
  await send(script);
  await script.endTurn();
  await turn;
  await script.session.close();
  return script;
}

test('whatever the order in one burst, each id has one step, and one end unless it was denied', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(scripted, { minLength: 1, maxLength: 6 }), order, async (calls, picks) => {
      const all = calls.flatMap(messagesOf);
      const sent = picks.map((pick) => all[pick % all.length]!);
      const gate = new FakeGate(tmpdir(), decide(() => 1));
      await play(gate, async (script) => {
        script.send(...sent);
        const asked = new Set(sent.filter((message) => message.id !== undefined).map((message) => message.id));
        for (const id of asked) await script.answerTo(id);
      });
      for (const id of new Set(sent.map(idOf))) {
        const steps = gate.steps.filter((step) => step.callId === id);
        assert.equal(steps.length, 1, `${id} has ${steps.length} steps`);
        const reportedDone = sent.some((message) => idOf(message) === id && JSON.stringify(message).includes('"completed"'));
        assert.equal(steps[0]?.finishes.length, steps[0]?.verdict === 'deny' && !reportedDone ? 0 : 1, `ends of ${id}`);
        assert.equal(steps[0]?.asked, sent.some((message) => message.id !== undefined && idOf(message) === id));
      }
    }),
    { numRuns: 150 },
  );
});

test('spread over time and over the end of the turn, each id has a step, each step at most one end, and none is left open', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(scripted, { minLength: 1, maxLength: 4 }), order, fc.infiniteStream(fc.integer({ min: 0, max: 3 })), fc.nat(40), async (calls, picks, pauses, endAfter) => {
      const all = calls.flatMap(messagesOf);
      const sent = picks.map((pick) => all[pick % all.length]!);
      const delays = pauses[Symbol.iterator]();
      const pause = (): number => (delays.next() as { value: number }).value;
      const gate = new FakeGate(tmpdir(), decide(pause));
      const script = new Script(gate);
      await script.session.start();
      const turn = script.session.prompt('turn-1', 'go');
      for (const [index, message] of sent.entries()) {
        if (index === endAfter) await script.endTurn();
        script.send(message);
        const ms = pause();
        if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms - 1));
      }
      if (endAfter >= sent.length) await script.endTurn();
      await turn;
      await new Promise((resolve) => setTimeout(resolve, 5));
      await script.session.close();
      for (const id of new Set(sent.map(idOf))) assert.ok(gate.steps.some((step) => step.callId === id), `${id} is lost`);
      for (const step of gate.steps) {
        if (step.verdict === 'deny') assert.ok(step.finishes.length <= 1, `${step.callId} ended twice`);
        else assert.equal(step.finishes.length, 1, `${step.callId} has ${step.finishes.length} ends`);
      }
    }),
    { numRuns: 60 },
  );
});

test('a permission request and the updates around it keep their order, though they are different methods', async () => {
  const gate = new FakeGate(tmpdir());
  const about = { toolCallId: 'c', title: 'C', kind: 'execute', rawInput: { command: 'work yes' } };
  await play(gate, async (script) => {
    script.send(update({ sessionUpdate: 'tool_call_update', toolCallId: 'c', status: 'in_progress' }), permission(1, about));
    await script.answerTo(1);
  });
  assert.deepEqual(gate.faults.map(({ code }) => code), ['asked-after-start']);
  assert.equal(gate.steps.length, 1);
});
