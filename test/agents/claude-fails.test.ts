/** Claude Code when something is wrong with its gate: what was not decided does not run. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { claude } from '../../src/agents/adapters/claude.ts';
import { answerAll } from '../support/drive.ts';
import { eventually } from '../support/eventually.ts';
import { processesWith } from '../support/processes.ts';
import { readRun } from '../support/record.ts';
import { benchOfClaude, permissive, ways } from './claude-setting.ts';
import { enterLab } from './lab/lab.ts';
import { ScriptedModel } from './lab/model.ts';
import { moves } from './lab/moves.ts';
import { testSecrets } from './scenarios/sessions.ts';
import { testKilledGate, testLateAnswer } from './scenarios/waiting.ts';

const lab = await enterLab({ only: ['claude'] });
const { shell } = moves.claude;
const launch = { agent: 'claude', prompt: 'Do what the script says.', trusted: true };

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return '';
  }
}

/** Answers of a hook's server that are no decision. */
const answers: Record<string, (response: ServerResponse) => void> = {
  'no JSON': (response) => void response.end('allow'),
  'half of a decision': (response) => void response.end('{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"al'),
  'another event': (response) => void response.end('{"hookSpecificOutput":{"hookEventName":"PostToolUse","permissionDecision":"allow"}}'),
  'an unknown decision': (response) => void response.end('{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"yes"}}'),
  nothing: (response) => void response.end(),
  'no decision': (response) => void response.end('{}'),
  'status 500': (response) => void response.writeHead(500).end('{"error":"broken"}'),
  'status 403': (response) => void response.writeHead(403).end('{"error":"not allowed"}'),
  'a redirect': (response) => void response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(),
  'a broken connection': (response) => void response.socket?.destroy(),
  'silence until the time is over': () => undefined,
};

for (const agent of lab.agents) {
  for (const [what, answer] of Object.entries(answers)) {
    test(`headless: a hook that answers with ${what} lets nothing run`, { timeout: 240_000 }, async () => {
      const workspace = lab.workspace();
      const model = new ScriptedModel([{ calls: [shell('echo ran >> ran.txt')] }, { say: 'That was all.' }]);
      lab.prepare(agent, workspace, (await model.start()).url);
      const seen: string[] = [];
      const server = createServer((request, response) => {
        let text = '';
        request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk)).on('end', () => {
          const { hook_event_name: event } = JSON.parse(text) as { hook_event_name: string };
          seen.push(event);
          if (event === 'PreToolUse') answer(response);
          else response.end('{}');
        });
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const dir = join(workspace.root, 'launch');
      mkdirSync(dir);
      try {
        const env = { ...(workspace.env as Record<string, string>), TOKEN: 'token-of-this-test' };
        const hook = { command: '', argv: [], url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`, tokenVariable: 'TOKEN', timeout: 3, plugin: '' };
        const wiring = await claude.wire({ programs: { claude: agent.program }, cwd: workspace.folder, trusted: true, dir, env, hook });
        assert.equal(wiring.speaks, 'lines');
        const { command, args, stdin } = wiring.turn(launch.prompt, undefined);
        const child = spawn(command, args, { cwd: workspace.folder, env: { ...env, ...wiring.env }, stdio: ['pipe', 'ignore', 'ignore'] });
        child.stdin.end(stdin);
        await new Promise((resolve) => child.once('close', resolve));
        assert.ok(seen.includes('PreToolUse'), 'the hook was called');
        assert.equal(model.toolResults().length, 1, 'the model was told');
        assert.equal(existsSync(join(workspace.folder, 'ran.txt')), false, model.toolResults()[0]!.text);
      } finally {
        server.closeAllConnections();
        server.close();
        await model.close();
        workspace.remove();
      }
    });
  }

  for (const way of ways) {
    const bench = benchOfClaude(lab, agent, way);
    const inClaude = bench.open;

    testKilledGate(benchOfClaude(lab, agent, way, permissive));
    testLateAnswer(bench, 20);
    testSecrets(bench, { keyVariable: 'ANTHROPIC_API_KEY', tokenReachesCommands: true });

    test(`${way}: nobody answers in the time that the agent gives: it did not run, and the record says so`, { timeout: 240_000 }, async () => {
      await inClaude({ script: () => [{ calls: [shell('echo one >> one.txt')] }, { say: 'done' }], bootstrap: { hookTimeout: 6 }, arrange: permissive }, async ({ operator, gate, model, at }) => {
        const { run, folder } = await operator.request('run/launch', launch);
        assert.equal((await operator.request('run/wait', { run })).end, 'completed');
        const { calls, report, data } = await readRun(folder, gate.key.publicKey);
        assert.equal(existsSync(at('one.txt')), false, model.toolResults()[0]?.text);
        assert.equal(report.ok, true);
        assert.deepEqual(calls.map(({ decision, state }) => [decision?.verdict, state]), [['deny', 'denied']]);
        assert.deepEqual(data('run.sealed').map(({ coverage }) => coverage), ['complete']);
      });
    });

    test(`${way}: a run that is stopped leaves no process of its own`, { timeout: 240_000 }, async () => {
      const background = { tool: 'Bash', args: { command: 'tail -f package.json', description: 'Waits', run_in_background: true } };
      await inClaude({ script: () => [{ calls: [background] }, { calls: [shell('tail -f README.md')] }, { say: 'done' }] }, async ({ operator, gate }) => {
        const { run } = await operator.request('run/launch', launch);
        const ended = answerAll(operator, run, () => ({ answer: 'allow-once' }));
        const follows = (file: string) => processesWith(`SIGNALBOX_RUN=${run}`).some((pid) => commandLine(pid) === `tail\0-f\0${file}\0`);
        await eventually(() => follows('package.json') && follows('README.md'), 'both commands go on');
        await operator.request('run/stop', { run, what: 'run' });
        const { end, folder } = await ended;
        assert.equal(end, 'stopped');
        assert.deepEqual(processesWith(run), []);
        assert.equal((await readRun(folder, gate.key.publicKey)).report.ok, true);
      });
    });
  }
}
