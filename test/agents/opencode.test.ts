/** OpenCode itself, gated by its plugin, in its most permissive mode. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { answerAll } from '../support/drive.ts';
import { TestGate } from '../support/gate.ts';
import { readRun } from '../support/record.ts';
import { enterLab } from './lab/lab.ts';
import { ScriptedModel } from './lab/model.ts';
import { moves } from './lab/moves.ts';

const lab = await enterLab({ only: ['opencode'] });
for (const agent of lab.agents) {
  test('what is denied does not happen and the model hears why; what is allowed happens once', { timeout: 90_000 }, async () => {
    const workspace = lab.workspace();
    const { shell, read, write, edit } = moves.opencode;
    const file = join(workspace.folder, 'made.txt');
    const model = new ScriptedModel([
      { calls: [read(join(workspace.folder, 'package.json'))] },
      { calls: [write(file, 'one\n')] },
      { calls: [edit(file, 'one', 'two')] },
      { calls: [shell('echo ran >> ran.txt')] },
      { calls: [shell('rm -rf src')] },
      { say: 'All is done.' },
    ]);
    lab.prepare(agent, workspace, (await model.start()).url);
    const gate = new TestGate(workspace);
    const operator = await gate.connect();
    const { run } = await operator.request('run/launch', { agent: 'opencode', prompt: 'go', trusted: true });
    const { end, folder, asked } = await answerAll(operator, run, ({ title }) => (title.includes('rm -rf') ? { answer: 'deny', reason: 'keep the sources' } : { answer: 'allow-once' }));
    const result = await readRun(folder, gate.key.publicKey);
    console.log(end, asked.map((a) => a.title));
    for (const e of result.events) console.log(JSON.stringify(e).slice(0, 600));
    console.log(model.toolResults().map((r) => r.text.slice(0, 200)));
    await gate.end(); await model.close();
  });
}
