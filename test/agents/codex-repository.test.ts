/** What a repository or the person has set, sessions that go on, runs that are stopped, and what must be nowhere. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { answerAll } from '../support/drive.ts';
import { readRun } from '../support/record.ts';
import { projectRoot } from '../support/workspace.ts';
import { awaitServer, because, benchOfCodex, doors, inCodex, launch } from './codex-setting.ts';
import { enterLab, type LabWorkspace } from './lab/lab.ts';
import { moves } from './lab/moves.ts';
import { testRepositorySwitch } from './scenarios/launching.ts';
import { testSecrets, testSession } from './scenarios/sessions.ts';
import { allCalls } from './setting.ts';

const lab = await enterLab({ only: ['codex'] });
const { shell } = moves.codex;
const off = '[features]\nhooks = false\nunified_exec_tty = true\n\n[hooks]\nstate = {}\nPreToolUse = []\n';

/** The person trusts the folder, so that Codex heeds its configuration. */
function trustFolder({ home, folder }: LabWorkspace): void {
  const file = join(home, '.codex', 'config.toml');
  writeFileSync(file, `${readFileSync(file, 'utf8')}\n[projects.${JSON.stringify(folder)}]\ntrust_level = "trusted"\n`);
}

for (const agent of lab.agents) {
  for (const door of doors) {
    const bench = benchOfCodex(lab, agent, { door });
    testRepositorySwitch(bench, { file: '.codex/config.toml', off, arrange: trustFolder, usageOfSession: false });

    test(`codex, ${door}: the configuration of a folder that the person does not trust starts nothing`, { timeout: 240_000 }, async () => {
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

    testSession(bench);
    testSecrets(bench, { keyVariable: 'LAB_KEY', tokenReachesCommands: false });

    test(`codex, ${door}: tools of MCP servers, and patches given to a shell, are the calls that they are`, { timeout: 240_000 }, async () => {
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
        writeFileSync(file, `${readFileSync(file, 'utf8')}\n[mcp_servers.fixture]\ncommand = ${JSON.stringify(nodePath)}\nargs = ${args}\n${awaitServer}`);
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

  test('codex: input to a program that runs, which no hook would tell of, is not possible', { timeout: 240_000 }, async () => {
    const session = (text = ''): number => Number(/session ID (\d+)/.exec(text)?.[1] ?? -1);
    const script = () => [
      { calls: [{ tool: 'exec_command', args: { cmd: 'bash', tty: true, yield_time_ms: 300 } }] },
      { calls: [{ tool: 'exec_command', args: { cmd: 'until [ -e go.txt ]; do sleep 0.1; done; bash; touch over.txt', yield_time_ms: 300 } }] },
      ({ toolResults }: { toolResults: { text: string }[] }) => ({ calls: [{ tool: 'write_stdin', args: { session_id: session(toolResults[1]?.text), chars: 'touch typed.txt\n', yield_time_ms: 300 } }] }),
      { calls: [shell('touch go.txt; timeout 60 sh -c "until [ -e over.txt ]; do sleep 0.1; done"')] },
      { say: 'Done.' },
    ];
    await inCodex(lab, agent, { door: 'headless', script }, async ({ model, operator, at }) => {
      const { run } = await operator.request('run/launch', launch);
      assert.equal((await answerAll(operator, run, () => ({ answer: 'allow-once' }))).end, 'completed', because(model.toolResults()));
      const [terminal, background, typed] = model.toolResults();
      assert.match(terminal!.text, /TTY execution is disabled/);
      assert.ok(session(background!.text) > 0, because(model.toolResults()));
      assert.doesNotMatch(typed!.text, /Unknown process/);
      assert.deepEqual([existsSync(at('over.txt')), existsSync(at('typed.txt'))], [true, false], because(model.toolResults()));
    });
  });

  test('codex: hooks that the person has switched off are on for the run; their sandbox and excluded variables stay, and their file', { timeout: 240_000 }, async () => {
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
