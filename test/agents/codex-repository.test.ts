/** What a repository or the person has set, sessions that go on, runs that are stopped, and what must be nowhere. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { answerAll } from '../support/drive.ts';
import { until } from '../support/gate.ts';
import { processesWith } from '../support/processes.ts';
import { readRun } from '../support/record.ts';
import { projectRoot } from '../support/workspace.ts';
import { because, doors, inCodex, launch } from './codex-setting.ts';
import { fakeKey } from './lab/env.ts';
import { enterLab, type LabWorkspace } from './lab/lab.ts';
import { moves } from './lab/moves.ts';
import { allCalls, filesWith } from './setting.ts';

const lab = await enterLab({ only: ['codex'] });
const { shell, write } = moves.codex;
const off = '[features]\nhooks = false\nunified_exec_tty = true\n\n[hooks]\nstate = {}\nPreToolUse = []\n';

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return '';
  }
}

/** The person trusts the folder, so that Codex heeds its configuration. */
function trustFolder({ home, folder }: LabWorkspace): void {
  const file = join(home, '.codex', 'config.toml');
  writeFileSync(file, `${readFileSync(file, 'utf8')}\n[projects.${JSON.stringify(folder)}]\ntrust_level = "trusted"\n`);
}

for (const agent of lab.agents) {
  for (const door of doors) {
    test(`codex, ${door}: what the repository says cannot switch its hooks off, before the launch or between turns`, { timeout: 60_000 }, async () => {
      const script = (at: (name: string) => string) => [
        { calls: [shell('echo one >> one.txt')] },
        { calls: [write(at('.codex/config.toml'), off)] },
        { say: 'First turn done.' },
        { calls: [shell('echo two >> two.txt')] },
        { say: 'Second turn done.' },
      ];
      const arrange = (workspace: LabWorkspace) => {
        trustFolder(workspace);
        mkdirSync(join(workspace.folder, '.codex'));
        writeFileSync(join(workspace.folder, '.codex', 'config.toml'), off);
      };
      await inCodex(lab, agent, { door, script, arrange }, async ({ model, gate, operator, at }) => {
        const { run } = await operator.request('run/launch', launch);
        await operator.request('run/prompt', { run, text: 'And the second.' });
        const { end, folder, asked } = await answerAll(operator, run, ({ title }) => ({ answer: title.includes('config.toml') ? 'allow-once' : 'deny' }));
        assert.deepEqual(asked.map(({ title }) => title), ['echo one >> one.txt', 'edit .codex/config.toml', 'echo two >> two.txt'], because({ runs: operator.state.runs, results: model.toolResults() }));
        assert.equal(end, 'completed');
        assert.equal(existsSync(at('one.txt')) || existsSync(at('two.txt')), false);
        const { data } = await readRun(folder, gate.key.publicKey);
        assert.equal(data('run.sealed')[0]!.coverage, 'complete');
        assert.deepEqual(data('fault.noted').map(({ code }) => code), ['repository-switch']);
        assert.ok(model.requests.some(({ userText }) => userText.includes('And the second.')), 'the second turn continued the session');
      });
    });

    test(`codex, ${door}: the configuration of a folder that the person does not trust starts nothing`, { timeout: 60_000 }, async () => {
      const arrange = ({ folder, root }: LabWorkspace) => {
        mkdirSync(join(folder, '.codex'));
        writeFileSync(join(folder, '.codex', 'config.toml'), `[mcp_servers.foreign]\ncommand = "/bin/sh"\nargs = ["-c", "echo started > '${join(root, 'started.txt')}'"]\n`);
      };
      await inCodex(lab, agent, { door, arrange, script: () => [{ calls: [shell('echo one >> one.txt')] }, { say: 'Done.' }] }, async ({ workspace: { root }, operator, at }) => {
        const { run } = await operator.request('run/launch', launch);
        const { end } = await answerAll(operator, run, () => ({ answer: 'allow-once' }));
        assert.equal(end, 'completed', because(operator.state.runs));
        assert.equal(readFileSync(at('one.txt'), 'utf8'), 'one\n');
        assert.equal(existsSync(join(root, 'started.txt')), false);
      });
    });

    test(`codex, ${door}: a session goes on in a later run, and a stopped run leaves no process`, { timeout: 60_000 }, async () => {
      await inCodex(lab, agent, { door, script: () => [{ say: 'First run done.' }, { calls: [shell('touch begun.txt && sleep 300')] }, { say: 'Not reached.' }] }, async ({ model, gate, operator, at }) => {
        const first = await operator.request('run/launch', { ...launch, prompt: 'Remember the word heron.' });
        assert.equal((await answerAll(operator, first.run, () => ({ answer: 'deny' }))).end, 'completed');
        const second = await operator.request('run/launch', { ...launch, prompt: 'Go on.', resume: first.run });
        const approval = await until(operator, ({ approvals }) => approvals.find(({ run }) => run === second.run));
        assert.ok(model.requests.some(({ firstUserText, userText }) => firstUserText.includes('heron') && userText.includes('Go on.')), 'the model was told what was said before');
        await operator.request('approval/answer', { approval: approval.id, digest: approval.digest, channel: 'other', answer: 'allow-once' });
        for (let waited = 0; !existsSync(at('begun.txt')) && waited < 15_000; waited += 50) await new Promise((resolve) => setTimeout(resolve, 50));
        assert.ok(processesWith(second.run).some((pid) => commandLine(pid) === 'sleep\x00300\x00'), 'its command goes on');
        await operator.request('run/stop', { run: second.run, what: 'run' });
        const { end, folder } = await operator.request('run/wait', { run: second.run });
        assert.equal(end, 'stopped');
        assert.deepEqual(processesWith(second.run), []);
        assert.equal((await readRun(folder, gate.key.publicKey)).report.ok, true);
      });
    });

    test(`codex, ${door}: keys and tokens are nowhere in the record, the logs or the list of processes`, { timeout: 60_000 }, async () => {
      await inCodex(lab, agent, { door, script: () => [{ calls: [shell('env > seen.txt; cat seen.txt')] }, { say: 'Done.' }] }, async ({ workspace, operator, at }) => {
        const { run } = await operator.request('run/launch', launch);
        await until(operator, ({ approvals }) => approvals[0]);
        const pids = processesWith(run);
        const token = pids.map((pid) => /SIGNALBOX_RUN_TOKEN=([^\0]+)/.exec(readFileSync(`/proc/${pid}/environ`, 'latin1'))?.[1]).find((found) => found !== undefined)!;
        assert.ok(token.length > 20);
        for (const pid of pids) assert.ok(![fakeKey, token].some((secret) => commandLine(pid).includes(secret)), commandLine(pid).slice(0, 200));
        const { folder } = await answerAll(operator, run, () => ({ answer: 'allow-once' }));
        assert.ok(readFileSync(at('seen.txt'), 'utf8').includes(fakeKey), 'the command has seen it');
        for (const kept of [folder, workspace.env['SIGNALBOX_STATE_DIR']!, workspace.env['SIGNALBOX_RUNTIME_DIR']!]) assert.deepEqual(filesWith(kept, fakeKey).concat(filesWith(kept, token)), []);
      });
    });

    test(`codex, ${door}: tools of MCP servers, and patches given to a shell, are the calls that they are`, { timeout: 60_000 }, async () => {
      const patch = (path: string) => `apply_patch <<'EOF'\n*** Begin Patch\n*** Add File: ${path}\n+patched\n*** End Patch\nEOF`;
      const script = () => [
        { calls: [{ tool: 'mcp__fixture.look', args: {} }] },
        { calls: [shell(patch('.github/workflows/patched.yml'))] },
        { calls: [shell(patch('.github/workflows/denied.yml'))] },
        { calls: [shell('echo twice >> twice.txt')] },
        { calls: [shell('echo twice >> twice.txt')] },
        { say: 'Done.' },
      ];
      const arrange = ({ home, nodePath }: LabWorkspace) => {
        const file = join(home, '.codex', 'config.toml');
        const args = JSON.stringify([join(projectRoot, 'test', 'fixtures', 'mcp-server.mjs')]);
        writeFileSync(file, `${readFileSync(file, 'utf8')}\n[mcp_servers.fixture]\ncommand = ${JSON.stringify(nodePath)}\nargs = ${args}\n`);
      };
      await inCodex(lab, agent, { door, script, arrange }, async ({ model, gate, operator, at }) => {
        const { run } = await operator.request('run/launch', launch);
        let twice = 0;
        const { end, folder } = await answerAll(operator, run, ({ title }) => ({ answer: title.includes('denied') || (title.includes('twice') && (twice += 1) === 1) ? 'deny' : 'allow-once' }));
        const { calls: tree, data } = await readRun(folder, gate.key.publicKey);
        const calls = allCalls(tree).map(({ title, state }) => [title, state]);
        assert.equal(end, 'completed', because({ calls, runs: operator.state.runs, results: model.toolResults() }));
        assert.deepEqual(calls, [['fixture: look', 'succeeded'], ['edit .github/workflows/patched.yml', 'succeeded'], ['edit .github/workflows/denied.yml', 'denied'], ['echo twice >> twice.txt', 'denied'], ['echo twice >> twice.txt', 'succeeded']], because(model.toolResults()));
        assert.deepEqual([existsSync(at('.github/workflows/patched.yml')), existsSync(at('.github/workflows/denied.yml'))], [true, false]);
        assert.equal(readFileSync(at('twice.txt'), 'utf8'), 'twice\n');
        assert.deepEqual(data('fault.noted'), []);
        assert.equal(data('run.sealed')[0]!.coverage, 'complete');
      });
    });
  }

  test('codex: input to a program that runs, which no hook would tell of, is not possible', { timeout: 60_000 }, async () => {
    const session = (text = ''): number => Number(/session ID (\d+)/.exec(text)?.[1] ?? -1);
    const script = () => [
      { calls: [{ tool: 'exec_command', args: { cmd: 'bash', tty: true, yield_time_ms: 300 } }] },
      { calls: [{ tool: 'exec_command', args: { cmd: 'sleep 2; bash', yield_time_ms: 300 } }] },
      ({ toolResults }: { toolResults: { text: string }[] }) => ({ calls: [{ tool: 'write_stdin', args: { session_id: session(toolResults[1]?.text), chars: 'touch typed.txt\n', yield_time_ms: 3000 } }] }),
      { say: 'Done.' },
    ];
    await inCodex(lab, agent, { door: 'headless', script }, async ({ model, operator, at }) => {
      const { run } = await operator.request('run/launch', launch);
      assert.equal((await answerAll(operator, run, () => ({ answer: 'allow-once' }))).end, 'completed', because(model.toolResults()));
      const [terminal, background, typed] = model.toolResults();
      assert.match(terminal!.text, /TTY execution is disabled/);
      assert.ok(session(background!.text) > 0, because(model.toolResults()));
      assert.doesNotMatch(typed!.text, /Unknown process/);
      assert.equal(existsSync(at('typed.txt')), false, because(model.toolResults()));
    });
  });

  test('codex: hooks that the person has switched off are on for the run; their sandbox and excluded variables stay, and their file', { timeout: 60_000 }, async () => {
    let before = '';
    const arrange = ({ home, env }: LabWorkspace) => {
      const file = join(home, '.codex', 'config.toml');
      env['OWN_SECRET'] = 'kept back';
      before = `${readFileSync(file, 'utf8')}\n[shell_environment_policy]\nexclude = ["OWN_SECRET"]\n[features]\nhooks = false\n`;
      writeFileSync(file, before);
    };
    await inCodex(lab, agent, { door: 'headless', sandbox: 'read-only', arrange, script: () => [{ calls: [shell('env; echo one > one.txt')] }, { say: 'Done.' }] }, async ({ workspace: { home }, gate, model, operator, at }) => {
      const { run } = await operator.request('run/launch', launch);
      const { end, folder, asked } = await answerAll(operator, run, () => ({ answer: 'allow-once' }));
      assert.equal(end, 'completed', because(operator.state.runs));
      assert.equal(asked.length, 1);
      assert.doesNotMatch(model.toolResults()[0]!.text, /OWN_SECRET|SIGNALBOX_SOCKET/);
      assert.equal(existsSync(at('one.txt')), false, 'its sandbox holds beside the gate');
      assert.equal(readFileSync(join(home, '.codex', 'config.toml'), 'utf8').includes(before), true);
      const { data } = await readRun(folder, gate.key.publicKey);
      assert.deepEqual(data('capabilities.observed').flatMap(({ permissions }) => permissions).find(({ name }) => name === 'sandbox'), { name: 'sandbox', value: 'read-only' });
    });
  });
}
