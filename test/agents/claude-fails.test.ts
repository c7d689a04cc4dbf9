/** Claude Code when something is wrong with its gate: what was not decided does not run. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { claude } from '../../src/agents/adapters/claude.ts';
import { killed, until } from '../support/gate.ts';
import { processesWith } from '../support/processes.ts';
import { answerAll } from '../support/drive.ts';
import { readRun } from '../support/record.ts';
import { filesWith, inSetting, permissive, ways } from './claude-setting.ts';
import { fakeKey } from './lab/env.ts';
import { enterLab } from './lab/lab.ts';
import { ScriptedModel } from './lab/model.ts';
import { moves } from './lab/moves.ts';

const lab = await enterLab({ only: ['claude'] });
const { shell } = moves.claude;
/** How long an approval is held, in ms. */
const hold = Number(process.env['SIGNALBOX_TEST_HOLD'] ?? 20) * 1000;
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
    test(`headless: a hook that answers with ${what} lets nothing run`, { timeout: 60_000 }, async () => {
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
    const inClaude = inSetting.bind(undefined, lab, agent, way);

    test(`${way}: the gate is killed while a call waits: neither it nor the next runs, and no process stays`, { timeout: 120_000 }, async () => {
      await inClaude({ script: () => [{ calls: [shell('echo one >> one.txt')] }, { calls: [shell('echo two >> two.txt')] }, { say: 'done' }], before: permissive }, async ({ gate, operator, at }) => {
        const { run } = await operator.request('run/launch', launch);
        await until(operator, ({ approvals }) => approvals[0]);
        assert.ok(processesWith(run).length > 0);
        await killed(gate.address!.pid, 'SIGKILL');
        await sleep(4000);
        assert.deepEqual([existsSync(at('one.txt')), existsSync(at('two.txt'))], [false, false]);
        await gate.connect();
        for (let waited = 0; processesWith(run).length > 0 && waited < 15_000; waited += 200) await sleep(200);
        assert.deepEqual(processesWith(run), []);
        assert.deepEqual([existsSync(at('one.txt')), existsSync(at('two.txt'))], [false, false]);
      });
    });

    test(`${way}: nobody answers in the time that the agent gives: it did not run, and the record says so`, { timeout: 60_000 }, async () => {
      await inClaude({ script: () => [{ calls: [shell('echo one >> one.txt')] }, { say: 'done' }], gate: { hookTimeout: 3 }, before: permissive }, async ({ operator, gate, model, at }) => {
        const { run, folder } = await operator.request('run/launch', launch);
        assert.equal((await operator.request('run/wait', { run })).end, 'completed');
        const { calls, report, data } = await readRun(folder, gate.key.publicKey);
        assert.equal(existsSync(at('one.txt')), false, model.toolResults()[0]?.text);
        assert.equal(report.ok, true);
        assert.deepEqual(calls.map(({ decision, state }) => [decision?.verdict, state]), [['deny', 'denied']]);
        assert.deepEqual(data('run.sealed').map(({ coverage }) => coverage), ['complete']);
      });
    });

    test(`${way}: an approval after a long time lets it run, once`, { timeout: hold + 60_000 }, async () => {
      await inClaude({ script: () => [{ calls: [shell('echo one >> one.txt')] }, { say: 'done' }] }, async ({ operator, at }) => {
        const { run } = await operator.request('run/launch', launch);
        const { id, digest } = await until(operator, ({ approvals }) => approvals[0]);
        await sleep(hold);
        assert.equal(existsSync(at('one.txt')), false);
        await operator.request('approval/answer', { approval: id, digest, channel: 'other', answer: 'allow-once' });
        assert.equal((await operator.request('run/wait', { run })).end, 'completed');
        assert.equal(readFileSync(at('one.txt'), 'utf8'), 'one\n');
      });
    });

    test(`${way}: a run that is stopped leaves no process of its own`, { timeout: 60_000 }, async () => {
      const background = { tool: 'Bash', args: { command: 'tail -f package.json', description: 'Waits', run_in_background: true } };
      await inClaude({ script: () => [{ calls: [background] }, { calls: [shell('tail -f README.md')] }, { say: 'done' }] }, async ({ operator, gate }) => {
        const { run } = await operator.request('run/launch', launch);
        const ended = answerAll(operator, run, () => ({ answer: 'allow-once' }));
        const follows = (file: string) => processesWith(`SIGNALBOX_RUN=${run}`).some((pid) => commandLine(pid) === `tail\0-f\0${file}\0`);
        for (let waited = 0; !(follows('package.json') && follows('README.md')) && waited < 30_000; waited += 100) await sleep(100);
        assert.ok(follows('package.json') && follows('README.md'), 'both commands go on');
        await operator.request('run/stop', { run, what: 'run' });
        const { end, folder } = await ended;
        assert.equal(end, 'stopped');
        assert.deepEqual(processesWith(run), []);
        assert.equal((await readRun(folder, gate.key.publicKey)).report.ok, true);
      });
    });

    test(`${way}: neither the key nor the run's token is in a command line, the record or what Signalbox keeps`, { timeout: 60_000 }, async () => {
      await inClaude({ script: () => [{ calls: [shell('env > seen.txt; grep -c . seen.txt; cat seen.txt')] }, { say: 'done' }] }, async ({ operator, workspace, at }) => {
        const { run } = await operator.request('run/launch', launch);
        await until(operator, ({ approvals }) => approvals[0]);
        const pids = processesWith(run);
        const token = pids.map((pid) => /SIGNALBOX_RUN_TOKEN=([^\0]+)/.exec(readFileSync(`/proc/${pid}/environ`, 'latin1'))?.[1]).find((found) => found !== undefined)!;
        assert.ok(token.length > 20);
        for (const pid of pids) {
          const line = commandLine(pid);
          assert.ok(!line.includes(fakeKey) && !line.includes(token), line.slice(0, 200));
        }
        const { folder } = await answerAll(operator, run, () => ({ answer: 'allow-once' }));
        assert.ok(readFileSync(at('seen.txt'), 'utf8').includes(fakeKey), 'the command has seen it');
        for (const kept of [folder, workspace.env['SIGNALBOX_STATE_DIR']!, workspace.env['SIGNALBOX_RUNTIME_DIR']!]) {
          assert.deepEqual(filesWith(kept, [fakeKey, token]), []);
        }
      });
    });
  }
}
