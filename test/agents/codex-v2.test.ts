/** Codex as a workspace adds it, through ACP v1 and the draft of v2: what it asks is decided, its turns end, its session is taken up again, and the record is the same. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { answerAll } from '../support/drive.ts';
import { eventually } from '../support/eventually.ts';
import { readRun } from '../support/record.ts';
import { because } from './codex-setting.ts';
import type { InstalledAgent } from './lab/install.ts';
import { enterLab, type LabWorkspace } from './lab/lab.ts';
import { moves } from './lab/moves.ts';
import { allCalls, inSetting } from './setting.ts';

const lab = await enterLab({ only: ['codex'] });

/** A command that Codex asks for: one that is to run outside of its sandbox. */
const asking = (cmd: string) => ({ tool: 'exec_command', args: { cmd, sandbox_permissions: 'require_escalated', justification: 'It writes.' } });

/** Adds `codex-acp` to the workspace's agents, in a mode in which it asks; what it says is kept in a file. */
function added(agent: InstalledAgent, acp: 1 | 2): (workspace: LabWorkspace) => void {
  return ({ folder, env, root }) => {
    const command = join(root, 'codex-acp-heard');
    writeFileSync(command, `#!/bin/sh\n'${join(agent.bin, 'codex-acp')}' | tee -a "$0.log"\n`, { mode: 0o755 });
    mkdirSync(join(folder, '.signalbox'), { recursive: true });
    writeFileSync(join(folder, '.signalbox', 'agents.json'), JSON.stringify({ version: 1, agents: [{ id: 'codex-draft', name: 'Codex, draft', command, acp }] }));
    env['INITIAL_AGENT_MODE'] = 'read-only';
    env['CODEX_PATH'] = agent.program;
  };
}

for (const [agent, acp] of lab.agents.flatMap((one) => [[one, 1], [one, 2]] as const)) {
  test(`codex by ACP v${acp}: a command and an edit are allowed, in the resumed session a command is denied, and the record is what happened`, { timeout: 240_000 }, async () => {
    await inSetting(
      lab,
      agent,
      {
        script: (at) => [
          { say: 'I begin.', calls: [asking('echo ran >> ran.txt; echo told')] },
          { calls: [moves.codex.write(at('made.txt'), 'one\n')] },
          { say: 'The first turn is done.' },
          { calls: [asking('echo never >> denied.txt')] },
        ],
        arrange: added(agent, acp),
      },
      async ({ workspace, model, gate, operator, at }) => {
        const play = async (prompt: string, resume?: string) => {
          const { run } = await operator.request('run/launch', { agent: 'codex-draft', trusted: true, prompt, ...(resume === undefined ? {} : { resume }) });
          const answered = await answerAll(operator, run, ({ title }) => (title.includes('denied') ? { answer: 'deny', reason: 'Not this one.' } : { answer: 'allow-once' }));
          const record = await readRun(answered.folder, gate.key.publicKey);
          const states = Object.fromEntries(allCalls(record.calls).map(({ title, state }) => [title, state]));
          const told = because({ ...answered, states, faults: record.data('fault.noted'), messages: record.data('message'), finished: record.data('action.finished'), results: model.toolResults(), usage: record.data('usage.reported') });
          assert.deepEqual([record.report.ok, record.report.integrity.problems], [true, []], told);
          return { run, ...answered, ...record, states, told };
        };

        const first = await play('Do what the script says.');
        assert.equal(first.end, 'completed', first.told);
        assert.equal(readFileSync(at('ran.txt'), 'utf8'), 'ran\n', 'once');
        assert.equal(readFileSync(at('made.txt'), 'utf8'), 'one\n');
        assert.deepEqual(first.asked.map(({ title }) => title), ['echo ran >> ran.txt; echo told'], first.told);
        assert.deepEqual(first.states, { 'echo ran >> ran.txt; echo told': 'succeeded', 'edit made.txt': 'succeeded' }, first.told);
        assert.deepEqual(first.data('action.proposed').map(({ action }) => action), [
          { kind: 'exec', command: 'echo ran >> ran.txt; echo told', cwd: workspace.folder },
          { kind: 'write', paths: [at('made.txt')], cwd: workspace.folder, changes: [{ path: at('made.txt'), before: null, after: 'one\n' }] },
        ]);
        assert.deepEqual(first.data('action.finished').map(({ status, exitCode, result }) => [status, exitCode, result]), [['succeeded', 0, 'told\n'], ['succeeded', undefined, undefined]], first.told);
        assert.deepEqual(first.data('effect.observed').map(({ path }) => path).sort(), ['made.txt', 'ran.txt']);
        assert.deepEqual(first.data('message').map(({ from, text }) => [from, text]), [['agent', 'I begin.'], ['agent', 'The first turn is done.']], first.told);
        assert.ok(first.data('usage.reported').at(-1)!['gen_ai.usage.output_tokens']! >= 30, first.told);
        assert.equal(first.data('run.sealed')[0]!.coverage, 'partial');

        const second = await play('Go on.', first.run);
        assert.equal(existsSync(at('denied.txt')), false);
        assert.deepEqual(second.states, { 'echo never >> denied.txt': 'denied' }, second.told);
        assert.deepEqual(second.data('effect.observed'), []);
        assert.deepEqual(model.requests.at(-1)!.userText.includes('Go on.'), true);
        assert.equal(model.requests.filter(({ script }) => script === 'main').length, 4, 'one conversation');

        const heard = readFileSync(join(workspace.root, 'codex-acp-heard.log'), 'utf8');
        assert.deepEqual([...new Set(heard.match(/"protocolVersion":\d+/g))], [`"protocolVersion":${acp}`]);
        assert.equal(heard.includes('"state":"idle"'), acp === 2);
      },
    );
  });

  test(`codex by ACP v${acp}: a turn that is stopped ends, and says what it used`, { timeout: 240_000 }, async () => {
    await inSetting(lab, agent, { script: () => [{ calls: [moves.codex.shell('echo begun; sleep 300')] }], arrange: added(agent, acp) }, async ({ workspace, gate, operator }) => {
      const { run } = await operator.request('run/launch', { agent: 'codex-draft', trusted: true, prompt: 'Do what the script says.' });
      const log = join(workspace.root, 'codex-acp-heard.log');
      await eventually(() => existsSync(log) && readFileSync(log, 'utf8').includes('"in_progress"'), 'the command');
      await operator.request('run/stop', { run, what: 'turn' });
      const { folder } = await operator.request('run/wait', { run });
      const { calls, data, report } = await readRun(folder, gate.key.publicKey);
      assert.deepEqual(calls.map(({ title, state }) => [title, state]), [['echo begun; sleep 300', 'cancelled']]);
      assert.deepEqual(data('turn.ended').map(({ reason }) => reason), ['cancelled']);
      assert.equal(data('usage.reported').at(-1)?.['gen_ai.usage.output_tokens'], 10);
      assert.deepEqual([report.ok, report.integrity.problems], [true, []]);
    });
  });
}
