/** One call at many doors is one call; two calls that look alike are two. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Proposal } from '../../../src/gate/run-gate.ts';
import { CallBook, sightOf } from '../../../src/runs/call-book.ts';

const act = (command: string) => ({ kind: 'exec' as const, command, cwd: '/w' });
const call = (door: string, command: string, more: Partial<Proposal> = {}) => sightOf({ action: act(command), title: command, door, ...more });

test('the same id at another door is the same call', () => {
  const book = new CallBook();
  const hook = book.open(call('hook', 'a', { callId: '1' }));
  assert.equal(book.find(call('acp', 'a', { callId: '1' }), true), hook);
  assert.equal(book.find(call('acp', 'a', { callId: '2' }), true), undefined);
});

test('what was decided is released for nothing else: the same id with another input is another call', () => {
  const book = new CallBook();
  const hook = book.open(call('hook', 'a', { callId: '1' }));
  assert.equal(book.find(call('acp', 'b', { callId: '1' }), true), undefined);
  assert.equal(book.find(call('acp', 'b', { callId: '1' }), false), hook, 'a report only tells of it');
});

test('without an id, what it asks for tells', () => {
  const book = new CallBook();
  const hook = book.open(call('hook', 'a', { fingerprint: 'f' }));
  assert.equal(book.find(call('lines', 'anything', { callId: '1', fingerprint: 'f' }), true), hook);
  assert.equal(book.find(call('lines', 'a', { callId: '1', fingerprint: 'g' }), true), hook, 'other words for the same action');
  assert.equal(book.find(call('lines', 'b', { callId: '1', fingerprint: 'g' }), true), undefined);
});

test('a door has each call once: the same input again is another call', () => {
  const book = new CallBook();
  const first = book.open(call('hook', 'a', { fingerprint: 'f' }));
  assert.equal(book.find(call('hook', 'a', { fingerprint: 'f' }), true), undefined);
  const second = book.open(call('hook', 'a', { fingerprint: 'f' }));
  const lines = call('lines', 'a', { fingerprint: 'f' });
  assert.equal(book.find(lines, true), first, 'in their order');
  first.doors.add('lines');
  assert.equal(book.find(lines, true), second);
});

test('what is over is joined by its id alone', () => {
  const book = new CallBook();
  const hook = book.open(call('hook', 'a', { callId: '1' }));
  const nameless = book.open(call('hook', 'b'));
  hook.step = 's1';
  nameless.step = 's2';
  book.end('s1');
  book.end('s2');
  assert.equal(book.find(call('acp', 'a', { callId: '1' }), true), hook);
  assert.equal(book.find(call('acp', 'b'), true), undefined);
});

test('the newest call that fits, also when it is over: a subagent may outlive the call that started it', () => {
  const book = new CallBook();
  const tasks = [book.open(call('hook', 'a', { tool: 'Task' })), book.open(call('hook', 'b', { tool: 'Task' })), book.open(call('hook', 'c', { tool: 'Bash' }))];
  tasks.forEach((one, index) => (one.step = `s${index}`));
  book.end('s1');
  assert.equal(book.newest(({ tool }) => tool === 'Task')?.step, 's1');
});

test('an end is told to the call of its id, else to the oldest alike that was not refused; once by each door', () => {
  const book = new CallBook();
  const [refused, first, second] = [1, 2, 3].map(() => book.open(call('hook', 'a')));
  refused!.refused = true;
  refused!.over = true;
  assert.equal(book.ending(call('hook', 'a')), first);
  first!.over = true;
  first!.ended.add('hook');
  assert.equal(book.ending(call('hook', 'a')), second);
  assert.equal(book.ending(call('lines', 'a', { callId: '1' })), first, 'another door tells of both in their order');
});

test('an alias tells whose end it is, and releases nothing', () => {
  const book = new CallBook();
  const patch = book.open(call('hook', 'a', { callId: '1', fingerprint: 'f', alias: 'files x' }));
  const report = call('lines', 'b', { fingerprint: 'g', alias: 'files x' });
  assert.equal(book.ending(report), patch);
  assert.equal(book.find(report, false), patch);
  assert.equal(book.find(report, true), undefined);
  assert.equal(book.ending(call('lines', 'b', { fingerprint: 'g', alias: 'files y' })), undefined);
});

test('each door tells the end of a call once, also after another door has told it', () => {
  const book = new CallBook();
  const first = book.open(call('hook', 'a', { fingerprint: 'f' }));
  const second = book.open(call('hook', 'a', { fingerprint: 'f' }));
  first.step = 's1';
  second.step = 's2';
  const told = (door: string, more: Partial<Proposal> = {}) => {
    const ended = book.ending(call(door, 'a', { fingerprint: 'f', ...more }));
    ended?.ended.add(door);
    if (ended?.step !== undefined) book.end(ended.step);
    return ended?.step;
  };
  assert.deepEqual([told('hook'), told('lines', { callId: '1' }), told('hook'), told('lines', { callId: '2' })], ['s1', 's1', 's2', 's2']);
  assert.equal(told('lines', { callId: '3' }), undefined, 'a third is one that no hook told of');
});
