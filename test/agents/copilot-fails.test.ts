/** GitHub Copilot CLI when something is wrong with its hooks: what nobody has decided does not run. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { answerAll } from '../support/drive.ts';
import { readRun } from '../support/record.ts';
import { enterLab, type LabWorkspace } from './lab/lab.ts';
import { moves } from './lab/moves.ts';
import { launchOf } from './scenarios/bench.ts';
import { allCalls, inSetting, ownDist, replaceHook } from './setting.ts';

const lab = await enterLab({ only: ['copilot'] });
const { shell, write } = moves.copilot;
const TIME = { timeout: 240_000 };

/** What a hook does when it is asked, and whether Copilot takes that for a refusal; else it asks through ACP. */
const failures: Record<string, { instead: string; refuses: boolean }> = {
  'exits with 1': { instead: 'process.exit(1);', refuses: true },
  'throws': { instead: "throw new Error('broken');", refuses: true },
  'is killed': { instead: "process.kill(process.pid, 'SIGKILL'); wait(1000);", refuses: true },
  'says nothing': { instead: 'process.exit(0);', refuses: false },
  'says no JSON': { instead: "process.stdout.write('allow'); process.exit(0);", refuses: false },
  'says half of a decision': { instead: "process.stdout.write('{\"permissionDecision\":\"al'); process.exit(0);", refuses: false },
  'says an unknown decision': { instead: "process.stdout.write('{\"permissionDecision\":\"yes\"}'); process.exit(0);", refuses: false },
  'does not answer in the time that Copilot gives': { instead: 'wait(30_000);', refuses: false },
};

function trust({ home, folder }: LabWorkspace): void {
  mkdirSync(join(home, '.copilot'), { recursive: true });
  writeFileSync(join(home, '.copilot', 'config.json'), JSON.stringify({ trusted_folders: [folder], trustedFolders: [folder] }));
  // Its tool makes no folders.
  mkdirSync(join(folder, '.github', 'copilot'), { recursive: true });
}

for (const agent of lab.agents) {
  const launch = launchOf(agent);

  for (const [what, { instead, refuses }] of Object.entries(failures)) {
    test(`copilot: a hook that ${what} lets neither a command nor a write happen`, TIME, async () => {
      const script = (at: (file: string) => string) => [{ calls: [shell('echo one >> one.txt')] }, { calls: [write(at('two.txt'), 'two\n')] }, { say: 'done' }];
      const arrange = (workspace: LabWorkspace) => {
        workspace.env['COPILOT_ALLOW_ALL'] = 'true';
        replaceHook(workspace, instead);
      };
      await inSetting(lab, agent, { script, bootstrap: { hookTimeout: 8 }, arrange }, async ({ operator, gate, model, at }) => {
        const { run } = await operator.request('run/launch', launch);
        const { folder, asked } = await answerAll(operator, run, () => ({ answer: 'deny' }));
        const { calls, report } = await readRun(folder, gate.key.publicKey);
        const because = JSON.stringify({ calls, results: model.toolResults() });
        assert.deepEqual([existsSync(at('one.txt')), existsSync(at('two.txt'))], [false, false], because);
        assert.equal(report.ok, true);
        assert.ok(allCalls(calls).every(({ state }) => state === 'denied' || state === 'failed'), because);
        assert.equal(asked.length > 0, !refuses, because);
        if (refuses) assert.match(model.toolResults()[0]!.text, /Signalbox has not decided/);
      });
    });
  }

  test('copilot: a hook program that is gone in the middle of a session lets nothing run', TIME, async () => {
    let hook = '';
    const arrange = (workspace: LabWorkspace) => {
      ownDist(workspace);
      hook = join(workspace.dist, 'hook.cjs');
    };
    await inSetting(lab, agent, { script: () => [{ calls: [shell('echo one >> one.txt')] }, { calls: [shell('echo two >> two.txt')] }, { say: 'done' }], arrange }, async ({ operator, model, at }) => {
      const { run } = await operator.request('run/launch', launch);
      await answerAll(operator, run, () => {
        rmSync(hook, { force: true });
        return { answer: 'allow-once' };
      });
      assert.deepEqual([existsSync(at('one.txt')), existsSync(at('two.txt'))], [true, false]);
      assert.match(model.toolResults()[1]!.text, /Signalbox has not decided/);
    });
  });

  for (const file of ['.github/copilot/settings.json', '.github/copilot/settings.local.json', '.claude/settings.json', '.claude/settings.local.json']) {
    test(`copilot: ${file} that switches all hooks off keeps it from being launched`, TIME, async () => {
      const arrange = ({ folder }: LabWorkspace) => {
        mkdirSync(join(folder, file, '..'), { recursive: true });
        writeFileSync(join(folder, file), '// for all\n{ "disableAllHooks": true }');
      };
      await inSetting(lab, agent, { script: () => [], arrange }, async ({ operator, gate }) => {
        const { run } = await operator.request('run/launch', launch);
        const { end, folder } = await operator.request('run/wait', { run });
        const { data } = await readRun(folder, gate.key.publicKey);
        assert.equal(end, 'failed');
        assert.match(JSON.stringify(data('fault.noted')), /settings.*switches the hooks of Copilot off.*Take that out/);
      });
    });
  }

  test('copilot: hooks that are switched off in the middle of a trusted session: nothing runs that was not decided', TIME, async () => {
    const off = (at: (file: string) => string) => [
      { calls: [write(at('.github/copilot/settings.json'), '{"disableAllHooks":true}')] },
      { calls: [shell('echo one >> one.txt')] },
      { say: 'First turn done.' },
      { calls: [shell('echo two >> two.txt')] },
      { calls: [write(at('three.txt'), 'three\n')] },
      { say: 'Second turn done.' },
    ];
    await inSetting(lab, agent, { script: off, arrange: trust }, async ({ operator, gate, at }) => {
      const { run } = await operator.request('run/launch', launch);
      await operator.request('run/prompt', { run, text: 'And the second.' });
      const { folder, asked, end } = await answerAll(operator, run, ({ title }) => ({ answer: title.includes('settings.json') ? 'allow-once' : 'deny' }));
      const { calls, report, data } = await readRun(folder, gate.key.publicKey);
      assert.ok(asked[0]!.title.includes('.github/copilot/settings.json'), 'writing the switch is asked about');
      assert.match(readFileSync(at('.github/copilot/settings.json'), 'utf8'), /disableAllHooks/);
      assert.deepEqual(['one.txt', 'two.txt'].map((file) => existsSync(at(file))), [false, false], JSON.stringify({ end, calls, faults: data('fault.noted') }));
      assert.equal(report.ok, true);
    });
  });
}
