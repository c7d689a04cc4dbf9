/** Qwen Code does what a scripted model says: each call is decided once, and the record is what happened. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { answerAll } from '../support/drive.ts';
import { until } from '../support/gate.ts';
import { processesWith } from '../support/processes.ts';
import { readRun } from '../support/record.ts';
import { fakeKey } from './lab/env.ts';
import { enterLab } from './lab/lab.ts';
import { moves } from './lab/moves.ts';
import { allCalls, eventually, filesWith, inSetting } from './setting.ts';

const lab = await enterLab({ only: ['qwen'] });
const { shell, read, write, edit, subagent } = moves.qwen;
const launch = { agent: 'qwen', trusted: true, prompt: 'Do what the script says.' };

for (const agent of lab.agents) {
  test('qwen: reads, writes, edits, runs and starts a subagent; each call is decided once and recorded as it happened', { timeout: 60_000 }, async () => {
    await inSetting(
      lab,
      agent,
      {
        script: (at) => ({
          main: [
            { calls: [write(at('made.txt'), 'one\n')] },
            { calls: [read(at('made.txt'))] },
            { calls: [edit(at('made.txt'), 'one', 'two')] },
            { calls: [shell('echo ran >> ran.txt')] },
            { calls: [shell('echo never >> denied.txt')] },
            { calls: [shell('echo lost; exit 3')] },
            ...subagent('FIRST-SUB go'),
            { calls: [shell('echo beside >> beside.txt')] },
            { say: 'All is done.' },
          ],
          subagents: { 'FIRST-SUB': [{ calls: [shell('echo first >> sub.txt')] }, { calls: [shell('echo never >> sub-denied.txt')] }, { say: 'Sub done.' }] },
        }),
      },
      async ({ model, gate, operator, at }) => {
        const { run } = await operator.request('run/launch', launch);
        const { end, folder, asked } = await answerAll(operator, run, ({ title }) => (title.includes('denied') ? { answer: 'deny', reason: 'Not this one.' } : { answer: 'allow-once' }));
        const { calls: tree, report, data } = await readRun(folder, gate.key.publicKey);
        const calls = allCalls(tree);
        const because = JSON.stringify({ calls: calls.map(({ step, title, parent, state, door, basis }) => ({ step, title, parent, state, door, basis })), faults: data('fault.noted'), results: model.toolResults() }, null, 1);
        assert.equal(end, 'completed', because);
        assert.deepEqual([report.ok, report.integrity.problems], [true, []]);
        assert.equal(readFileSync(at('made.txt'), 'utf8'), 'two\n');
        for (const [file, line] of [['ran.txt', 'ran'], ['sub.txt', 'first'], ['beside.txt', 'beside']] as const) assert.equal(readFileSync(at(file), 'utf8'), `${line}\n`, because);
        assert.equal(existsSync(at('denied.txt')) || existsSync(at('sub-denied.txt')), false);
        assert.deepEqual(data('effect.observed').map(({ path }) => path).sort(), ['beside.txt', 'made.txt', 'ran.txt', 'sub.txt']);
        assert.equal(asked.length, new Set(asked.map(({ title }) => title)).size, 'asked about once each');
        assert.match(model.toolResults()[4]!.text, /Not this one\./);
        assert.match(model.toolResults('FIRST-SUB')[1]!.text, /Not this one\./);
        const states = Object.fromEntries(calls.map(({ title, state }) => [title, state]));
        assert.deepEqual(states, {
          'edit made.txt': 'succeeded', 'read made.txt': 'succeeded', 'echo ran >> ran.txt': 'succeeded', 'echo never >> denied.txt': 'denied', 'echo lost; exit 3': 'failed',
          'agent': 'succeeded', 'echo beside >> beside.txt': 'succeeded', 'echo first >> sub.txt': 'succeeded', 'echo never >> sub-denied.txt': 'denied',
        }, because);
        const starter = calls.find(({ title }) => title === 'agent')!;
        assert.deepEqual(starter.children.map(({ title }) => title), ['echo first >> sub.txt', 'echo never >> sub-denied.txt'], because);
        assert.deepEqual(data('fault.noted'), []);
        assert.equal(data('run.sealed')[0]!.coverage, 'complete');
        assert.deepEqual(data('action.finished').flatMap(({ exitCode }) => (exitCode ? [exitCode] : [])), [3]);
        const [usage] = data('usage.reported');
        assert.ok(usage!['gen_ai.usage.input_tokens']! >= 800, JSON.stringify(usage));
        
      },
    );
  });

  test('qwen: what the repository says cannot switch its hooks off, before the launch or between turns', { timeout: 60_000 }, async () => {
    const off = JSON.stringify({ disableAllHooks: true, hooks: {}, tools: { approvalMode: 'yolo' } });
    await inSetting(
      lab,
      agent,
      {
        script: (at) => [
          { calls: [shell('echo one >> one.txt')] },
          { calls: [write(at('.qwen/settings.json'), off)] },
          { say: 'First turn done.' },
          { calls: [shell('echo two >> two.txt')] },
          { say: 'Second turn done.' },
        ],
        arrange: ({ folder, root }) => {
          mkdirSync(join(folder, '.qwen'));
          writeFileSync(join(folder, '.qwen', 'settings.json'), off);
          writeFileSync(join(root, 'allow.cjs'), "process.stdout.write('{}'); process.exit(0);");
          const env = `NODE_OPTIONS=--require=${join(root, 'allow.cjs')}\nQWEN_CODE_SYSTEM_SETTINGS_PATH=/nowhere\n`;
          for (const name of ['.env', '.qwen/.env']) writeFileSync(join(folder, name), env);
        },
      },
      async ({ model, gate, operator, at }) => {
        const { run } = await operator.request('run/launch', launch);
        await operator.request('run/prompt', { run, text: 'And the second.' });
        const { end, folder, asked } = await answerAll(operator, run, ({ title }) => ({ answer: title.includes('settings.json') ? 'allow-once' : 'deny' }));
        assert.deepEqual(asked.map(({ title }) => title), ['echo one >> one.txt', 'edit .qwen/settings.json', 'echo two >> two.txt']);
        assert.equal(end, 'completed');
        assert.equal(existsSync(at('one.txt')) || existsSync(at('two.txt')), false);
        const { data } = await readRun(folder, gate.key.publicKey);
        assert.equal(data('run.sealed')[0]!.coverage, 'complete');
        assert.deepEqual(data('fault.noted').map(({ code }) => code), ['repository-switch']);
        assert.ok(model.requests.some(({ userText }) => userText.includes('And the second.')), 'the second turn continued the session');
        const inputs = data('usage.reported').map((usage) => usage['gen_ai.usage.input_tokens']!);
        assert.ok(inputs[1]! > inputs[0]!, 'usage is of the whole session');
      },
    );
  });

  test('qwen: a session goes on in a later run, and a stopped run leaves no process', { timeout: 60_000 }, async () => {
    await inSetting(lab, agent, { script: () => [{ say: 'First run done.' }, { calls: [shell('touch begun.txt && sleep 300')] }, { say: 'Not reached.' }] }, async ({ model, operator, at }) => {
      const first = await operator.request('run/launch', { ...launch, prompt: 'Remember the word heron.' });
      assert.equal((await answerAll(operator, first.run, () => ({ answer: 'deny' }))).end, 'completed');
      const second = await operator.request('run/launch', { ...launch, prompt: 'Go on.', resume: first.run });
      const approval = await until(operator, ({ approvals }) => approvals.find(({ run }) => run === second.run));
      assert.ok(model.requests.at(-1)!.firstUserText.includes('heron'), 'the model was told what was said before');
      await operator.request('approval/answer', { approval: approval.id, digest: approval.digest, answer: 'allow-once', channel: 'other' });
      await eventually(() => existsSync(at('begun.txt')), 'the command runs');
      await operator.request('run/stop', { run: second.run, what: 'run' });
      assert.equal((await operator.request('run/wait', { run: second.run })).end, 'stopped');
      assert.deepEqual(processesWith(second.run), []);
    });
  });

  test('qwen: keys and tokens are nowhere in the record, the logs or the list of processes', { timeout: 60_000 }, async () => {
    await inSetting(lab, agent, { script: () => [{ calls: [shell('echo key=$OPENAI_API_KEY')] }, { say: `It is ${fakeKey}.` }] }, async ({ workspace, gate, operator }) => {
      const { run } = await operator.request('run/launch', launch);
      const approval = await until(operator, ({ approvals }) => approvals.find((one) => one.run === run));
      const pid = processesWith(run)[0]!;
      const token = /SIGNALBOX_RUN_TOKEN=([^\0]+)/.exec(readFileSync(`/proc/${pid}/environ`, 'utf8'))![1]!;
      const secrets = [fakeKey, token, gate.secret];
      for (const other of processesWith(run)) for (const secret of secrets) assert.equal(readFileSync(`/proc/${other}/cmdline`, 'utf8').includes(secret), false);
      for (const secret of secrets) assert.deepEqual(filesWith(join(workspace.root, 'state'), secret), []);
      await operator.request('approval/answer', { approval: approval.id, digest: approval.digest, answer: 'allow-once', channel: 'other' });
      const { folder } = await operator.request('run/wait', { run });
      for (const secret of secrets) assert.deepEqual([...filesWith(folder, secret), ...filesWith(join(workspace.root, 'state'), secret), ...filesWith(join(workspace.root, 'run'), secret)], []);
      const { data } = await readRun(folder, gate.key.publicKey);
      assert.match(JSON.stringify(data('action.finished')), /key=/);
    });
  });

  test('qwen: a version below the floor is refused', { timeout: 30_000 }, async () => {
    const arrange = ({ root, env }: { root: string; env: NodeJS.ProcessEnv }) => {
      const old = join(root, 'old');
      mkdirSync(old);
      writeFileSync(join(old, 'package.json'), JSON.stringify({ name: '@qwen-code/qwen-code', version: '0.24.3' }));
      writeFileSync(join(old, 'qwen'), '#!/bin/sh\n', { mode: 0o755 });
      env['PATH'] = `${old}:${env['PATH']}`;
    };
    await inSetting(lab, agent, { script: () => [], arrange }, async ({ operator }) => {
      await assert.rejects(operator.request('run/launch', launch), /qwen is version 0\.24\.3; Signalbox gates it from version 0\.24\.4 on/);
    });
  });
}
