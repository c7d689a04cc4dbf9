/** A run that follows its script to the end, with a person who refuses some of it. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import type { ToolCallView } from '../../../src/record/view.ts';
import { answerAll } from '../../support/drive.ts';
import { readRun } from '../../support/record.ts';
import type { Moves } from '../lab/moves.ts';
import type { StepLike } from '../lab/script.ts';
import { allCalls, type Setting } from '../setting.ts';
import type { Launch } from './bench.ts';

export interface Played extends Pick<Awaited<ReturnType<typeof readRun>>, 'data' | 'events'> {
  /** With those of subagents. */
  calls: ToolCallView[];
  /** Titles of what was asked about, in order. */
  asked: string[];
  /** What to show where an assertion fails. */
  because: string;
}

export const isDenied = (title: string): boolean => title.includes('denied');

/** Plays a script of which everything is decided: the run completes, and its record is complete and without faults. @param refuse by the title */
export async function play({ model, gate, operator }: Setting, launch: Launch, refuse = isDenied): Promise<Played> {
  const { run } = await operator.request('run/launch', launch);
  const { end, folder, asked: approvals } = await answerAll(operator, run, ({ title }) => (refuse(title) ? { answer: 'deny', reason: 'Not this one.' } : { answer: 'allow-once' }));
  const { calls: tree, report, data, events } = await readRun(folder, gate.key.publicKey);
  const calls = allCalls(tree);
  const asked = approvals.map(({ title }) => title);
  const told = calls.map(({ step, title, parent, decision, state, door, basis }) => ({ step, title, parent, decision: decision?.reason, state, door, basis }));
  const because = JSON.stringify({ calls: told, faults: data('fault.noted'), results: model.toolResults(), asked, runs: operator.state.runs }, null, 1).slice(0, 12_000);
  assert.equal(end, 'completed', because);
  assert.deepEqual([report.ok, report.integrity.problems], [true, []], because);
  assert.deepEqual(data('fault.noted'), [], because);
  assert.deepEqual(data('run.sealed').map(({ coverage }) => coverage), ['complete'], because);
  return { calls, asked, data, events, because };
}

/** Writes, reads and edits made.txt, and appends to ran.txt and, denied, to denied.txt. */
export function firstSteps({ shell, read, write, edit }: Moves, at: (file: string) => string): StepLike[] {
  return [
    { calls: [write(at('made.txt'), 'one\n')] },
    { calls: [read(at('made.txt'))] },
    { calls: [edit(at('made.txt'), 'one', 'two')] },
    { calls: [shell('echo ran >> ran.txt')] },
    { calls: [shell('echo never >> denied.txt')] },
  ];
}

/** What `firstSteps` leaves. */
export const firstFiles = { 'made.txt': 'two\n', 'ran.txt': 'ran\n' };

/** What a subagent does; the last is denied to it. */
export const subagentSteps = ({ shell }: Moves): StepLike[] => [{ calls: [shell('echo first >> sub.txt')] }, { calls: [shell('echo never >> sub-denied.txt')] }];

/** What is on the disk is what was allowed, and the record says the same. @param there all new files with their content */
export function assertEffects({ at }: Setting, { data, because }: Played, there: Readonly<Record<string, string>>, absent: readonly string[]): void {
  for (const [file, content] of Object.entries(there)) assert.equal(readFileSync(at(file), 'utf8'), content, because);
  for (const file of absent) assert.equal(existsSync(at(file)), false, file);
  assert.deepEqual(data('effect.observed').map(({ path }) => path).sort(), Object.keys(there).sort(), because);
}

export function assertAskedOnceEach({ asked, because }: Played): void {
  assert.equal(asked.length, new Set(asked).size, `asked about once each: ${because}`);
}

/** The calls of a subagent are below the call that started it. */
export function assertBelow({ calls, because }: Played, starter: string, titles: readonly string[]): void {
  assert.deepEqual(calls.find(({ title }) => title.includes(starter))?.children.map(({ title }) => title), titles, because);
}

/** The model heard the person's reason in these results, which are counted from 0. */
export function assertToldWhyNot({ model }: Setting, main: readonly number[], subagent: readonly number[] = []): void {
  const results = [...main.map((index) => model.toolResults()[index]), ...subagent.map((index) => model.toolResults('FIRST-SUB')[index])];
  for (const result of results) assert.match(result!.text, /Not this one\./);
}

/** What failed, by the numbers with which it exited. */
export const failedExits = ({ data }: Played): number[] => data('action.finished').flatMap(({ exitCode }) => (exitCode === undefined || exitCode === 0 ? [] : [exitCode]));
