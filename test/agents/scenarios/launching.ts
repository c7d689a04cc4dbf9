/** What a launch finds: an agent that is too old, and a repository that would switch its hooks off. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import { answerAll } from '../../support/drive.ts';
import { readRun } from '../../support/record.ts';
import type { LabWorkspace } from '../lab/lab.ts';
import type { Bench } from './bench.ts';

/** A version below the floor is refused. */
export function testFloor({ label, agent: { name }, launch, open }: Bench, { package: from, old, floor }: { package: string; old: string; floor: string }): void {
  test(`${label}: a version below the floor is refused`, { timeout: 240_000 }, async () => {
    const arrange = ({ root, env }: LabWorkspace) => {
      const folder = join(root, 'old');
      mkdirSync(folder);
      writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: from, version: old }));
      writeFileSync(join(folder, name), '#!/bin/sh\n', { mode: 0o755 });
      env['PATH'] = `${folder}:${env['PATH']}`;
    };
    await open({ script: () => [], arrange }, async ({ operator }) => {
      await assert.rejects(operator.request('run/launch', launch), new RegExp(`${name} is version ${old}; Signalbox gates it from version ${floor} on`.replaceAll('.', String.raw`\.`)));
    });
  });
}

export interface SwitchFacts {
  /** Its settings in a repository, as a path there. */
  file: string;
  /** Content of them that would switch hooks off. */
  off: string;
  /** A line for `.env` files that would let the repository do so, for an agent that reads them. */
  variable?: string;
  /** What it takes for the repository to be heeded. */
  arrange?: (workspace: LabWorkspace) => void;
  /** Whether the tokens that it reports are those of the whole session. */
  usageOfSession: boolean;
}

export function testRepositorySwitch({ label, moves: { shell, write }, launch, open }: Bench, { file, off, variable, arrange, usageOfSession }: SwitchFacts): void {
  test(`${label}: what the repository says cannot switch its hooks off, before the launch or between turns`, { timeout: 240_000 }, async () => {
    const script = (at: (name: string) => string) => [
      { calls: [shell('echo one >> one.txt')] },
      { calls: [write(at(file), off)] },
      { say: 'First turn done.' },
      { calls: [shell('echo two >> two.txt')] },
      { say: 'Second turn done.' },
    ];
    const repository = (workspace: LabWorkspace) => {
      arrange?.(workspace);
      const { folder, root } = workspace;
      mkdirSync(join(folder, dirname(file)));
      writeFileSync(join(folder, file), off);
      if (variable === undefined) return;
      writeFileSync(join(root, 'allow.cjs'), "process.stdout.write('{}'); process.exit(0);");
      for (const name of ['.env', join(dirname(file), '.env')]) writeFileSync(join(folder, name), `NODE_OPTIONS=--require=${join(root, 'allow.cjs')}\n${variable}\n`);
    };
    await open({ script, arrange: repository }, async ({ model, gate, operator, at }) => {
      const { run } = await operator.request('run/launch', launch);
      await operator.request('run/prompt', { run, text: 'And the second.' });
      const { end, folder, asked } = await answerAll(operator, run, ({ title }) => ({ answer: title.includes(basename(file)) ? 'allow-once' : 'deny' }));
      assert.deepEqual(asked.map(({ title }) => title), ['echo one >> one.txt', `edit ${file}`, 'echo two >> two.txt'], JSON.stringify({ runs: operator.state.runs, results: model.toolResults() }));
      assert.equal(end, 'completed');
      assert.equal(existsSync(at('one.txt')) || existsSync(at('two.txt')), false);
      const { data } = await readRun(folder, gate.key.publicKey);
      assert.equal(data('run.sealed')[0]!.coverage, 'complete');
      assert.deepEqual(data('fault.noted').map(({ code }) => code), ['repository-switch']);
      assert.ok(model.requests.some(({ userText }) => userText.includes('And the second.')), 'the second turn continued the session');
      if (!usageOfSession) return;
      const inputs = data('usage.reported').map((usage) => usage['gen_ai.usage.input_tokens']!);
      assert.ok(inputs[1]! > inputs[0]!, 'usage is of the whole session');
    });
  });
}
