/** Agents started alone in a folder that their person wants gated: by hooks in the person's own settings. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gateHere, ungateHere, type GateHereParts } from '../../../src/agents/install/gate-here.ts';
import type { GateConnection } from '../../../src/gate/client-types.ts';
import { eventually } from '../../support/eventually.ts';
import { readRun } from '../../support/record.ts';
import { headlessArgs } from '../lab/env.ts';
import type { LabWorkspace } from '../lab/lab.ts';
import type { Moves } from '../lab/moves.ts';
import type { Setting } from '../setting.ts';
import type { Bench } from './bench.ts';
import { isDenied, play } from './play.ts';

const TIME = { timeout: 240_000 };
const scriptOf = ({ shell }: Moves) => () => [{ calls: [shell('echo ran >> ran.txt')] }, { calls: [shell('echo no >> denied.txt')] }, { say: 'All done.' }];

export interface AloneFacts {
  /** The person's settings, below their home. */
  settings: string;
  /** How it is started, if not as everywhere. */
  args?: readonly string[];
  /** What else is in the settings. */
  arrange?: (workspace: LabWorkspace) => void;
  /** How long it is silent until its session counts as over, in ms. */
  sessionSilence?: number;
  /** What is known to have become of a command that was allowed. */
  allowed: 'succeeded' | 'unknown';
  /** Checks the settings when the hooks are removed. @param before what they were, if there were any */
  left: (file: string, before: string) => void;
}

export function testAlone({ label, agent, moves, launch: { prompt }, open }: Bench, { settings, args = headlessArgs(agent.name, prompt), arrange, sessionSilence, allowed, left }: AloneFacts): void {
  test(`${label}: a session in a gated folder is decided and recorded as a run; removed, it is no more`, TIME, async () => {
    const bootstrap = sessionSilence === undefined ? {} : { sessionSilence };
    await open({ script: scriptOf(moves), bootstrap, ...(arrange === undefined ? {} : { arrange }) }, async (setting) => {
      const { workspace, operator, gate, model, at } = setting;
      const parts = partsOf(setting);
      const file = join(workspace.home, settings);
      const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
      assert.deepEqual(await gateHere(parts, agent.name, true), [file]);
      const answered = answerAny(operator);
      const child = spawn(agent.program, args, { cwd: workspace.folder, env: workspace.env, stdio: ['ignore', 'ignore', 'ignore'] });
      await new Promise((resolve) => child.once('close', resolve));
      assert.equal(answered.size, 2);
      assert.equal(readFileSync(at('ran.txt'), 'utf8'), 'ran\n', JSON.stringify(model.toolResults()));
      assert.equal(existsSync(at('denied.txt')), false);
      assert.match(model.toolResults()[1]!.text, /Not this one\./);
      const records = readdirSync(at('.signalbox/runs'), { recursive: true, withFileTypes: true }).filter(({ name }) => name === 'record.jsonl');
      assert.equal(records.length, 1, 'one session is one run');
      const folder = records[0]!.parentPath;
      await eventually(() => existsSync(join(folder, 'receipt.intoto.json')), 'the record is sealed');
      const { calls, report, view } = await readRun(folder, gate.key.publicKey);
      assert.equal(report.ok, true);
      assert.deepEqual([view.agent.id, view.coverage, view.turns.map(({ input }) => input)], [agent.name, 'partial', [prompt]]);
      assert.deepEqual(calls.map(({ title, state }) => [title, state]), [['echo ran >> ran.txt', allowed], ['echo no >> denied.txt', 'denied']]);
      await ungateHere(parts, agent.name);
      left(file, before);
    });
  });
}

/** Started by Signalbox while those hooks are installed. */
export function testBothHooks({ label, agent, moves, launch, open }: Bench): void {
  test(`${label}: a call that both the launch's and the person's own hooks tell of is asked about once`, TIME, async () => {
    await open({ script: scriptOf(moves) }, async (setting) => {
      await gateHere(partsOf(setting), agent.name, true);
      const { calls, asked, because } = await play(setting, launch);
      assert.equal(asked.length, 2, because);
      assert.equal(readFileSync(setting.at('ran.txt'), 'utf8'), 'ran\n');
      assert.deepEqual(calls.map(({ title, state }) => [title, state]), [['echo ran >> ran.txt', 'succeeded'], ['echo no >> denied.txt', 'denied']]);
    });
  });
}

function partsOf({ workspace: { folder, env, dist, nodePath, home }, gate }: Setting): GateHereParts {
  process.env['HOME'] = home;
  return { places: { folder, environment: env, dist, nodePath }, config: gate.folders.config, state: gate.folders.state, timeout: 600 };
}

/** Answers whatever run asks. @returns what is answered so far */
function answerAny(operator: GateConnection): ReadonlySet<string> {
  const answered = new Set<string>();
  operator.on('state', ({ approvals }) => {
    for (const { id, digest, title } of approvals) {
      if (answered.has(id)) continue;
      answered.add(id);
      void operator.request('approval/answer', { approval: id, digest, channel: 'other', ...(isDenied(title) ? { answer: 'deny', reason: 'Not this one.' } : { answer: 'allow-once' }) });
    }
  });
  return answered;
}
