/** Codex started alone in a folder that its person wants gated, and started by Signalbox while those hooks are installed. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gateHere, ungateHere, type GateHereParts } from '../../src/agents/install/gate-here.ts';
import { answerAll } from '../support/drive.ts';
import { readRun } from '../support/record.ts';
import { because, doors, inCodex, launch } from './codex-setting.ts';
import { headlessArgs } from './lab/env.ts';
import { enterLab } from './lab/lab.ts';
import { moves } from './lab/moves.ts';
import { eventually, type Setting } from './setting.ts';

const lab = await enterLab({ only: ['codex'] });
const { shell } = moves.codex;
const script = () => [{ calls: [shell('echo ran >> ran.txt')] }, { calls: [shell('echo no >> denied.txt')] }, { say: 'All done.' }];

function partsOf({ workspace: { folder, env, dist, nodePath, home }, gate }: Setting): GateHereParts {
  process.env['HOME'] = home;
  return { places: { folder, environment: env, dist, nodePath }, config: gate.folders.config, state: gate.folders.state, timeout: 600 };
}

for (const agent of lab.agents) {
  test('codex, alone: a session in a gated folder is decided and recorded as a run; removed, it is no more', { timeout: 90_000 }, async () => {
    await inCodex(lab, agent, { door: 'headless', script }, async (setting) => {
      const { workspace, operator, gate, model, at } = setting;
      const parts = partsOf(setting);
      const config = join(workspace.home, '.codex', 'config.toml');
      const own = "\n[[hooks.PreToolUse]]\nhooks = [{ type = \"command\", command = \"echo '{}'\" }]\n";
      const before = readFileSync(config, 'utf8') + own;
      writeFileSync(config, before);
      assert.deepEqual(await gateHere(parts, 'codex', true), [config]);
      const answered = new Set<string>();
      const off = operator.on('state', ({ approvals }) => {
        for (const { id, digest, title } of approvals) {
          if (answered.has(id)) continue;
          answered.add(id);
          void operator.request('approval/answer', { approval: id, digest, channel: 'other', ...(title.includes('denied') ? { answer: 'deny', reason: 'Not this one.' } : { answer: 'allow-once' }) });
        }
      });
      const child = spawn(agent.program, headlessArgs('codex', 'Do what the script says.'), { cwd: workspace.folder, env: workspace.env, stdio: ['ignore', 'ignore', 'ignore'] });
      await new Promise((resolve) => child.once('close', resolve));
      off();
      assert.equal(readFileSync(at('ran.txt'), 'utf8'), 'ran\n', because(model.toolResults()));
      assert.equal(existsSync(at('denied.txt')), false);
      assert.match(model.toolResults()[1]!.text, /Not this one\./);
      const folder = readdirSync(at('.signalbox/runs'), { recursive: true, withFileTypes: true }).find(({ name }) => name === 'record.jsonl')!.parentPath;
      await eventually(() => existsSync(join(folder, 'receipt.intoto.json')), 'the record is sealed');
      const { calls, report, view } = await readRun(folder, gate.key.publicKey);
      assert.equal(report.ok, true);
      assert.deepEqual([view.agent.id, view.turns.map(({ input }) => input)], ['codex', ['Do what the script says.']]);
      assert.deepEqual(calls.map(({ title, state }) => [title, state]), [['echo ran >> ran.txt', 'unknown'], ['echo no >> denied.txt', 'denied']]);
      await ungateHere(parts, 'codex');
      assert.equal(readFileSync(config, 'utf8'), before);
    });
  });

  for (const door of doors) {
    test(`codex, ${door}: a call that both the launch's and the person's own hooks tell of is asked about once`, { timeout: 90_000 }, async () => {
      await inCodex(lab, agent, { door, script }, async (setting) => {
        const { operator, gate, at } = setting;
        await gateHere(partsOf(setting), 'codex', true);
        const { run } = await operator.request('run/launch', launch);
        const { end, folder, asked } = await answerAll(operator, run, ({ title }) => (title.includes('denied') ? { answer: 'deny', reason: 'Not this one.' } : { answer: 'allow-once' }));
        const { calls, report, data } = await readRun(folder, gate.key.publicKey);
        assert.deepEqual([end, asked.length, report.ok], ['completed', 2, true], because({ calls: calls.map(({ title, door: seen }) => [title, seen]), runs: operator.state.runs }));
        assert.equal(readFileSync(at('ran.txt'), 'utf8'), 'ran\n');
        assert.deepEqual(calls.map(({ title, state }) => [title, state]), [['echo ran >> ran.txt', 'succeeded'], ['echo no >> denied.txt', 'denied']]);
        assert.deepEqual(data('run.sealed').map(({ coverage }) => coverage), ['complete']);
      });
    });
  }
}
