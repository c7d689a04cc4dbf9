/** What must hold with every agent whose hooks gate it, whatever the agent. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerAll } from '../support/drive.ts';
import { killed, until } from '../support/gate.ts';
import { processesWith } from '../support/processes.ts';
import { readRun } from '../support/record.ts';
import { fakeKey } from './lab/env.ts';
import type { InstalledAgent } from './lab/install.ts';
import type { Lab } from './lab/lab.ts';
import { moves } from './lab/moves.ts';
import { allCalls, eventually, filesWith, inSetting } from './setting.ts';

const TIME = { timeout: 120_000 };

export interface Facts {
  /** Its tool for subagents. */
  subagentTool: string;
  /** The variable with the key of the model. */
  keyVariable: string;
  /** Whether the model is told of its settings that let it do everything unasked. */
  permissive?: Record<string, string>;
  /** Whether its commands get the run's token from it. */
  tokenReachesCommands: boolean;
}

export const launchOf = (agent: InstalledAgent) => ({ agent: agent.name, trusted: true, prompt: 'Do what the script says.' });

/** Tests of one agent. */
export function testGatedAgent(lab: Lab, agent: InstalledAgent, { subagentTool, keyVariable, permissive = {}, tokenReachesCommands }: Facts): void {
  const { name } = agent;
  const { shell, read, write, edit, subagent } = moves[name];
  const launch = launchOf(agent);
  const allowAll = (workspace: { env: NodeJS.ProcessEnv }) => void Object.assign(workspace.env, permissive);

  test(`${name}: reads, writes, edits, runs and starts a subagent; each call is decided once and recorded as it happened`, TIME, async () => {
    const script = (at: (file: string) => string) => ({
      main: [
        { calls: [write(at('made.txt'), 'one\n')] },
        { calls: [read(at('made.txt'))] },
        { calls: [edit(at('made.txt'), 'one', 'two')] },
        { calls: [shell('echo ran >> ran.txt')] },
        { calls: [shell('echo never >> denied.txt')] },
        { calls: [write(at('.env'), 'DENIED=1\n')] },
        { calls: [shell('echo lost; exit 3')] },
        { calls: [read('/etc/hostname')] },
        { calls: [shell('echo a >> a.txt'), shell('echo b >> b.txt')] },
        { calls: [shell('echo same >> same.txt'), shell('echo same >> same.txt')] },
        ...subagent('FIRST-SUB go'),
        { say: 'All is done.' },
      ],
      subagents: { 'FIRST-SUB': [{ calls: [shell('echo first >> sub.txt')] }, { calls: [shell('echo never >> sub-denied.txt')] }, { say: 'Sub done.' }] },
    });
    await inSetting(lab, agent, { script, arrange: allowAll }, async ({ model, gate, operator, at }) => {
      const { run } = await operator.request('run/launch', launch);
      const refused = ({ title }: { title: string }) => title.includes('denied') || title.includes('.env');
      const { end, folder, asked } = await answerAll(operator, run, (approval) => (refused(approval) ? { answer: 'deny', reason: 'Not this one.' } : { answer: 'allow-once' }));
      const { calls: tree, report, data } = await readRun(folder, gate.key.publicKey);
      const calls = allCalls(tree);
      const because = JSON.stringify({ calls: calls.map(({ step, title, parent, state, door, basis }) => ({ step, title, parent, state, door, basis })), faults: data('fault.noted'), results: model.toolResults(), asked: asked.map(({ title }) => title) }, null, 1);
      assert.equal(end, 'completed', because);
      assert.deepEqual([report.ok, report.integrity.problems], [true, []]);
      for (const [file, text] of [['made.txt', 'two\n'], ['ran.txt', 'ran\n'], ['a.txt', 'a\n'], ['b.txt', 'b\n'], ['same.txt', 'same\nsame\n'], ['sub.txt', 'first\n']] as const) assert.equal(readFileSync(at(file), 'utf8'), text, because);
      for (const file of ['denied.txt', '.env', 'sub-denied.txt']) assert.equal(existsSync(at(file)), false, file);
      assert.deepEqual(data('effect.observed').map(({ path }) => path).sort(), ['a.txt', 'b.txt', 'made.txt', 'ran.txt', 'same.txt', 'sub.txt']);
      const byTitle = (title: string) => calls.filter((call) => call.title === title).map(({ state }) => state);
      assert.deepEqual(
        Object.fromEntries([...new Set(calls.map(({ title }) => title))].map((title) => [title, byTitle(title)])),
        {
          'edit made.txt': ['succeeded', 'succeeded'], 'read made.txt': ['succeeded'], 'echo ran >> ran.txt': ['succeeded'], 'echo never >> denied.txt': ['denied'], 'edit .env': ['denied'],
          'echo lost; exit 3': ['failed'], 'read /etc/hostname': ['succeeded'], 'echo a >> a.txt': ['succeeded'], 'echo b >> b.txt': ['succeeded'],
          'echo same >> same.txt': ['succeeded', 'succeeded'], [subagentTool]: ['succeeded'], 'echo first >> sub.txt': ['succeeded'], 'echo never >> sub-denied.txt': ['denied'],
        },
        because,
      );
      const titles = asked.map(({ title }) => title);
      assert.equal(titles.filter((title) => title.includes('same')).length, 2, because);
      assert.equal(titles.length, new Set(titles).size + 1, `asked about once each: ${because}`);
      const starter = calls.find(({ title }) => title === subagentTool)!;
      assert.deepEqual(starter.children.map(({ title }) => title), ['echo first >> sub.txt', 'echo never >> sub-denied.txt'], because);
      for (const text of [model.toolResults()[4]!.text, model.toolResults()[5]!.text, model.toolResults('FIRST-SUB')[1]!.text]) assert.match(text, /Not this one\./);
      assert.deepEqual(data('fault.noted'), []);
      assert.equal(data('run.sealed')[0]!.coverage, 'complete', because);
      assert.deepEqual(data('action.finished').flatMap(({ exitCode }) => (exitCode === undefined || exitCode === 0 ? [] : [exitCode])), [3]);
      assert.equal(data('gate.probed')[0]!.reached, true);
      assert.ok((data('usage.reported').at(-1)?.['gen_ai.usage.input_tokens'] ?? 0) >= 100, because);
    });
  });

  test(`${name}: the gate is killed while a call waits: neither it nor the next runs, and no process stays`, TIME, async () => {
    const script = () => [{ calls: [shell('echo one >> one.txt')] }, { calls: [shell('echo two >> two.txt')] }, { say: 'done' }];
    await inSetting(lab, agent, { script, arrange: allowAll }, async ({ gate, operator, at }) => {
      const { run } = await operator.request('run/launch', launch);
      await until(operator, ({ approvals }) => approvals[0], 60_000);
      assert.ok(processesWith(run).length > 0);
      await killed(gate.address!.pid, 'SIGKILL');
      await sleep(4000);
      assert.deepEqual([existsSync(at('one.txt')), existsSync(at('two.txt'))], [false, false]);
      await gate.connect();
      await eventually(() => processesWith(run).length === 0, 'no process of the run');
      assert.deepEqual([existsSync(at('one.txt')), existsSync(at('two.txt'))], [false, false]);
    });
  });

  test(`${name}: nobody answers in time: it does not run, the model hears why, and the record says so`, TIME, async () => {
    await inSetting(lab, agent, { script: () => [{ calls: [shell('echo one >> one.txt')] }, { say: 'done' }], bootstrap: { hookTimeout: 3 }, arrange: allowAll }, async ({ operator, gate, model, at }) => {
      const { run, folder } = await operator.request('run/launch', launch);
      assert.equal((await operator.request('run/wait', { run })).end, 'completed');
      const { calls, report } = await readRun(folder, gate.key.publicKey);
      assert.equal(existsSync(at('one.txt')), false);
      assert.match(model.toolResults()[0]!.text, /Nobody decided|nobody answered in time/);
      assert.equal(report.ok, true);
      assert.deepEqual(calls.map(({ decision, state }) => [decision?.verdict, state]), [['deny', 'denied']]);
    });
  });

  test(`${name}: an approval after a long time lets it run, once`, { timeout: 1_000_000 }, async () => {
    const hold = Number(process.env['SIGNALBOX_TEST_HOLD'] ?? 35) * 1000;
    await inSetting(lab, agent, { script: () => [{ calls: [shell('echo one >> one.txt')] }, { say: 'done' }] }, async ({ operator, at }) => {
      const { run } = await operator.request('run/launch', launch);
      const { id, digest } = await until(operator, ({ approvals }) => approvals[0], 60_000);
      await sleep(hold);
      assert.equal(existsSync(at('one.txt')), false);
      await operator.request('approval/answer', { approval: id, digest, channel: 'other', answer: 'allow-once' });
      assert.equal((await operator.request('run/wait', { run })).end, 'completed');
      assert.equal(readFileSync(at('one.txt'), 'utf8'), 'one\n');
    });
  });

  test(`${name}: a session goes on in a later run, and a stopped run leaves no process`, TIME, async () => {
    await inSetting(lab, agent, { script: () => [{ say: 'First run done.' }, { calls: [shell('echo > started.txt; sleep 300')] }, { say: 'Not reached.' }] }, async ({ model, operator, gate }) => {
      const first = await operator.request('run/launch', { ...launch, prompt: 'Remember the word heron.' });
      assert.equal((await answerAll(operator, first.run, () => ({ answer: 'deny' }))).end, 'completed');
      const second = await operator.request('run/launch', { ...launch, prompt: 'Go on.', resume: first.run });
      const approval = await until(operator, ({ approvals }) => approvals.find(({ run }) => run === second.run), 60_000);
      assert.ok(model.requests.some(({ body }) => JSON.stringify(body).includes('heron') && JSON.stringify(body).includes('Go on.')), 'the model was told what was said before');
      await operator.request('approval/answer', { approval: approval.id, digest: approval.digest, answer: 'allow-once', channel: 'other' });
      await eventually(() => processesWith(second.run).some((pid) => lineOf(pid).startsWith('sleep\0')), 'the command runs');
      await operator.request('run/stop', { run: second.run, what: 'run' });
      const { end, folder } = await operator.request('run/wait', { run: second.run });
      assert.equal(end, 'stopped');
      assert.deepEqual(processesWith(second.run), []);
      assert.equal((await readRun(folder, gate.key.publicKey)).report.ok, true);
    });
  });

  test(`${name}: keys and tokens are nowhere in the record, the logs or the list of processes`, TIME, async () => {
    const script = () => [{ calls: [shell(`env > seen.txt; echo key=$${keyVariable}`)] }, { say: `It is ${fakeKey}.` }];
    await inSetting(lab, agent, { script }, async ({ workspace: { root }, gate, operator, at }) => {
      const { run } = await operator.request('run/launch', launch);
      const approval = await until(operator, ({ approvals }) => approvals.find((one) => one.run === run), 60_000);
      const token = processesWith(run).map((pid) => /SIGNALBOX_RUN_TOKEN=([^\0]+)/.exec(read0(`/proc/${pid}/environ`))?.[1]).find((found) => found !== undefined)!;
      assert.ok(token.length > 20);
      const secrets = [fakeKey, token, gate.secret];
      for (const pid of processesWith(run)) for (const secret of secrets) assert.equal(lineOf(pid).includes(secret), false);
      await operator.request('approval/answer', { approval: approval.id, digest: approval.digest, answer: 'allow-once', channel: 'other' });
      const { folder } = await operator.request('run/wait', { run });
      assert.equal(readFileSync(at('seen.txt'), 'utf8').includes(token), tokenReachesCommands);
      for (const secret of secrets) assert.deepEqual([...filesWith(folder, secret), ...filesWith(join(root, 'state'), secret), ...filesWith(join(root, 'run'), secret)], []);
      const { data } = await readRun(folder, gate.key.publicKey);
      assert.match(JSON.stringify(data('action.finished')), /key=/);
    });
  });
}

/** A version below the floor is refused. */
export function testFloor(lab: Lab, agent: InstalledAgent, { package: from, old, floor }: { package: string; old: string; floor: string }): void {
  test(`${agent.name}: a version below the floor is refused`, TIME, async () => {
    const arrange = ({ root, env }: { root: string; env: NodeJS.ProcessEnv }) => {
      const folder = join(root, 'old');
      mkdirSync(folder);
      writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: from, version: old }));
      writeFileSync(join(folder, agent.name), '#!/bin/sh\n', { mode: 0o755 });
      env['PATH'] = `${folder}:${env['PATH']}`;
    };
    await inSetting(lab, agent, { script: () => [], arrange }, async ({ operator }) => {
      await assert.rejects(operator.request('run/launch', launchOf(agent)), new RegExp(`${agent.name} is version ${old}; Signalbox gates it from version ${floor} on`.replaceAll('.', String.raw`\.`)));
    });
  });
}

function read0(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

function lineOf(pid: number): string {
  return read0(`/proc/${pid}/cmdline`);
}
