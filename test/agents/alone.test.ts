/** Agents started alone in a folder that their person wants gated: by hooks in the person's own settings. Claude Code and Codex have files of their own. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gateHere, ungateHere, type GateHereParts } from '../../src/agents/install/gate-here.ts';
import { readRun } from '../support/record.ts';
import { headlessArgs } from './lab/env.ts';
import { enterLab } from './lab/lab.ts';
import { moves } from './lab/moves.ts';
import { eventually, inSetting } from './setting.ts';

const lab = await enterLab();
const settings: Readonly<Record<string, string>> = { gemini: '.gemini/settings.json', qwen: '.qwen/settings.json' };

for (const agent of lab.agents.filter(({ name }) => name in settings)) {
  test(`${agent.name}, alone: a session in a gated folder is decided and recorded as a run; removed, it is no more`, { timeout: 90_000 }, async () => {
    const { shell } = moves[agent.name];
    const script = () => [{ calls: [shell('echo ran >> ran.txt')] }, { calls: [shell('echo no >> denied.txt')] }, { say: 'All done.' }];
    await inSetting(lab, agent, { script, bootstrap: { sessionSilence: 4000 } }, async ({ workspace, operator, gate, model, at }) => {
      const { folder, env, dist, nodePath, home } = workspace;
      process.env['HOME'] = home;
      const parts: GateHereParts = { places: { folder, environment: env, dist, nodePath }, config: gate.folders.config, state: gate.folders.state, timeout: 600 };
      const file = join(home, settings[agent.name]!);
      const before = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
      assert.deepEqual(await gateHere(parts, agent.name, true), [file]);
      const answered = new Set<string>();
      operator.on('state', ({ approvals }) => {
        for (const { id, digest, title } of approvals) {
          if (answered.has(id)) continue;
          answered.add(id);
          void operator.request('approval/answer', { approval: id, digest, channel: 'other', ...(title.includes('denied') ? { answer: 'deny', reason: 'Not this one.' } : { answer: 'allow-once' }) });
        }
      });
      const child = spawn(agent.program, headlessArgs(agent.name, 'Do what the script says.'), { cwd: folder, env, stdio: ['ignore', 'ignore', 'ignore'] });
      await new Promise((resolve) => child.once('close', resolve));
      assert.equal(answered.size, 2);
      assert.equal(readFileSync(at('ran.txt'), 'utf8'), 'ran\n', JSON.stringify(model.toolResults()));
      assert.equal(existsSync(at('denied.txt')), false);
      assert.match(model.toolResults()[1]!.text, /Not this one\./);
      const record = readdirSync(at('.signalbox/runs'), { recursive: true, withFileTypes: true }).find(({ name }) => name === 'record.jsonl')!.parentPath;
      await eventually(() => existsSync(join(record, 'receipt.intoto.json')), 'the record is sealed');
      const { calls, report, view } = await readRun(record, gate.key.publicKey);
      assert.equal(report.ok, true);
      assert.deepEqual([view.agent.id, view.coverage, view.turns.map(({ input }) => input)], [agent.name, 'partial', ['Do what the script says.']]);
      assert.deepEqual(calls.map(({ title, state }) => [title, state]), [['echo ran >> ran.txt', 'succeeded'], ['echo no >> denied.txt', 'denied']]);
      await ungateHere(parts, agent.name);
      // The agent has written its settings itself meanwhile: what it wrote stays, and what was added is gone.
      const { hooks, ...left } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
      assert.equal(hooks, undefined);
      for (const [key, value] of Object.entries(before)) assert.ok(key in left, `${key}: ${JSON.stringify(value)}`);
    });
  });
}
