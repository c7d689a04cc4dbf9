/** Claude Code started alone in a folder that its person wants gated, and started by Signalbox while those hooks are installed. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { gateHere, ungateHere, type GateHereParts } from '../../src/agents/install/gate-here.ts';
import { answerAll } from '../support/drive.ts';
import { readRun } from '../support/record.ts';
import { inSetting, ways, type Setting } from './claude-setting.ts';
import { enterLab } from './lab/lab.ts';
import { moves } from './lab/moves.ts';

const lab = await enterLab({ only: ['claude'] });
const { shell } = moves.claude;
const script = () => [{ calls: [shell('echo ran >> ran.txt')] }, { calls: [shell('echo no >> denied.txt')] }, { say: 'All done.' }];

function partsOf({ workspace: { folder, env, dist, nodePath, home }, gate }: Setting): GateHereParts {
  process.env['HOME'] = home;
  return { places: { folder, environment: env, dist, nodePath }, config: gate.folders.config, state: gate.folders.state, timeout: 600 };
}

for (const agent of lab.agents) {
  test('alone: a session in a gated folder is decided and recorded as a run; removed, it is no more', { timeout: 90_000 }, async () => {
    await inSetting(lab, agent, 'headless', { script }, async (setting) => {
      const { workspace, operator, gate, model, at } = setting;
      const parts = partsOf(setting);
      const settings = join(workspace.home, '.claude', 'settings.json');
      assert.deepEqual(await gateHere(parts, 'claude', true), [settings]);
      const answered = new Set<string>();
      const off = operator.on('state', ({ approvals }) => {
        for (const { id, digest, title } of approvals) {
          if (answered.has(id)) continue;
          answered.add(id);
          void operator.request('approval/answer', { approval: id, digest, channel: 'other', ...(title.includes('denied') ? { answer: 'deny', reason: 'Not this one.' } : { answer: 'allow-once' }) });
        }
      });
      const child = spawn(agent.program, ['-p', '--output-format', 'stream-json', '--verbose', 'Do what the script says.'], { cwd: workspace.folder, env: workspace.env, stdio: ['ignore', 'ignore', 'ignore'] });
      await new Promise((resolve) => child.once('close', resolve));
      off();
      const because = JSON.stringify(model.toolResults());
      assert.equal(readFileSync(at('ran.txt'), 'utf8'), 'ran\n', because);
      assert.equal(existsSync(at('denied.txt')), false);
      assert.match(model.toolResults()[1]!.text, /Not this one\./);
      const runs = at('.signalbox/runs');
      const folder = readdirSync(runs, { recursive: true, withFileTypes: true }).find(({ name }) => name === 'record.jsonl')!.parentPath;
      for (let waited = 0; waited < 20_000 && !existsSync(join(folder, 'receipt.intoto.json')); waited += 100) await sleep(100);
      const { calls, report, view } = await readRun(folder, gate.key.publicKey);
      assert.equal(report.ok, true);
      assert.deepEqual([view.agent.id, view.turns.map(({ input }) => input)], ['claude', ['Do what the script says.']]);
      assert.deepEqual(calls.map(({ title, state }) => [title, state]), [['echo ran >> ran.txt', 'succeeded'], ['echo no >> denied.txt', 'denied']]);
      await ungateHere(parts, 'claude');
      assert.equal(existsSync(settings), false);
    });
  });

  for (const way of ways) {
    test(`${way}: a call that both the launch's and the person's own hooks tell of is asked about once`, { timeout: 90_000 }, async () => {
      await inSetting(lab, agent, way, { script }, async (setting) => {
        const { operator, gate, at } = setting;
        await gateHere(partsOf(setting), 'claude', true);
        const { run } = await operator.request('run/launch', { agent: 'claude', prompt: 'Do what the script says.', trusted: true });
        const { end, folder, asked } = await answerAll(operator, run, ({ title }) => (title.includes('denied') ? { answer: 'deny', reason: 'Not this one.' } : { answer: 'allow-once' }));
        const { calls, report, data } = await readRun(folder, gate.key.publicKey);
        assert.deepEqual([end, asked.length, report.ok], ['completed', 2, true], JSON.stringify(calls.map(({ title, door }) => [title, door])));
        assert.equal(readFileSync(at('ran.txt'), 'utf8'), 'ran\n');
        assert.deepEqual(calls.map(({ title, state }) => [title, state]), [['echo ran >> ran.txt', 'succeeded'], ['echo no >> denied.txt', 'denied']]);
        assert.deepEqual(data('run.sealed').map(({ coverage }) => coverage), ['complete']);
      });
    });
  }
}
