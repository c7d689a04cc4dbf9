/** Five runs at once, of whatever agents are tested: their approvals never mix, each record is whole, and stopping one touches no other. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { TestGate } from '../support/gate.ts';
import { processesWith } from '../support/processes.ts';
import { readRun } from '../support/record.ts';
import type { Approval } from '../../src/model/approval.ts';
import { enterLab } from './lab/lab.ts';
import { ScriptedModel } from './lab/model.ts';
import { moves } from './lab/moves.ts';
import type { Steps } from './lab/script.ts';
import { allCalls } from './setting.ts';

const RUNS = 5;
/** The gate decides for this one only what is asked before it is stopped. */
const STOPPED = 2;
const lab = await enterLab();
// Cline asks only for a part of what it does.
const agents = lab.agents.filter(({ name }) => name !== 'cline');

if (agents.length > 0) {
  test(`${RUNS} agents at once do not get in each other's way`, { timeout: 480_000 }, async () => {
    const workspace = lab.workspace();
    const chosen = Array.from({ length: RUNS }, (_, index) => ({ agent: agents[index % agents.length]!, mark: `NUMBER-${'ABCDE'[index]}`, file: `made-${index}.txt`, never: `never-${index}.txt` }));
    const steps = ({ agent, file, never }: (typeof chosen)[number]): Steps => {
      const { shell } = moves[agent.name];
      return [{ calls: [shell(`echo ${file} >> ${file}`)] }, { calls: [shell(`echo ${never} >> ${never}`)] }, { say: `Done with ${file}.` }];
    };
    const model = new ScriptedModel({ main: [{ say: 'Hello.' }], subagents: Object.fromEntries(chosen.map((one) => [one.mark, steps(one)])) });
    const { url } = await model.start();
    for (const { agent } of chosen) lab.prepare(agent, workspace, url);
    const gate = new TestGate(workspace);
    try {
      const operator = await gate.connect();
      // Its first start makes its database; several first starts at once end in an error of its own.
      if (agents.some(({ name }) => name === 'opencode')) {
        const { run } = await operator.request('run/launch', { agent: 'opencode', trusted: true, prompt: 'Say hello.' });
        assert.equal((await operator.request('run/wait', { run })).end, 'completed');
      }
      const launched = await Promise.all(chosen.map(({ agent, mark }) => operator.request('run/launch', { agent: agent.name, trusted: true, prompt: `You are ${mark}.` })));
      const asked: Approval[] = [];
      const stopped = launched[STOPPED]!;
      let stopping: Promise<unknown> | undefined;
      const look = () => {
        for (const approval of operator.state.approvals) {
          if (asked.some(({ id }) => id === approval.id)) continue;
          asked.push(approval);
          if (approval.run === stopped.run) stopping ??= operator.request('run/stop', { run: stopped.run, what: 'run', reason: 'enough' });
          else void operator.request('approval/answer', { approval: approval.id, digest: approval.digest, channel: 'other', ...(approval.title.includes('never') ? { answer: 'deny', reason: `No ${approval.run}.` } : { answer: 'allow-once' }) });
        }
      };
      operator.on('state', look);
      look();
      const ended = await Promise.all(launched.map(({ run }) => operator.request('run/wait', { run })));
      await stopping;
      for (const [index, { agent, mark, file, never }] of chosen.entries()) {
        const { run } = launched[index]!;
        const { end, folder, problem } = ended[index]!;
        const who = `${agent.name} ${mark}: ${problem ?? ''}`;
        const { calls: tree, report, data } = await readRun(folder, gate.key.publicKey);
        const calls = allCalls(tree);
        assert.deepEqual([report.ok, report.integrity.problems], [true, []], who);
        assert.deepEqual(processesWith(run), [], who);
        assert.equal(existsSync(join(workspace.folder, never)), false, who);
        const titles = asked.filter((approval) => approval.run === run).map(({ title }) => title);
        if (index === STOPPED) {
          assert.equal(end, 'stopped', who);
          assert.equal(existsSync(join(workspace.folder, file)), false, who);
          assert.deepEqual(titles, [`echo ${file} >> ${file}`], who);
          continue;
        }
        assert.equal(end, 'completed', `${who} ${JSON.stringify(data('fault.noted'))}`);
        assert.equal(readFileSync(join(workspace.folder, file), 'utf8'), `${file}\n`, who);
        assert.deepEqual(titles, [`echo ${file} >> ${file}`, `echo ${never} >> ${never}`], who);
        assert.deepEqual(calls.map(({ title, state }) => [title, state]), [[titles[0], 'succeeded'], [titles[1], 'denied']], who);
        assert.match(model.toolResults(mark)[1]!.text, new RegExp(`No ${run}`), who);
        assert.equal(data('run.sealed')[0]!.coverage, 'complete', who);
      }
    } finally {
      await gate.end();
      await model.close();
    }
  });
} else test('no agent that is gated is selected', () => assert.equal(agents.length, 0));
