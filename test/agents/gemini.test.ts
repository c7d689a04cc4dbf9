/** Gemini CLI does what a scripted model says: each call is decided once, and the record is what happened. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { answerAll } from '../support/drive.ts';
import { fakeKey } from './lab/env.ts';
import { enterLab } from './lab/lab.ts';
import { moves } from './lab/moves.ts';
import { benchOf } from './scenarios/bench.ts';
import { testFloor, testRepositorySwitch } from './scenarios/launching.ts';
import { testSecrets, testSession } from './scenarios/sessions.ts';
import { testWork } from './scenarios/work.ts';

const lab = await enterLab({ only: ['gemini'] });
const { shell } = moves.gemini;

for (const agent of lab.agents) {
  const bench = benchOf(lab, agent);
  const { launch, open } = bench;

  testWork(bench, {
    subagentTool: 'invoke_agent',
    steps: [
      { calls: [{ tool: 'no_such_tool', args: {} }] },
      { calls: [{ tool: 'invoke_agent', args: { agent_name: 'generalist', prompt: 'FIRST-SUB go' } }, shell('echo beside >> beside.txt')] },
    ],
    subagentEnd: { calls: [{ tool: 'complete_task', args: { response: 'Done.' } }] },
    states: { no_such_tool: 'failed' },
    check: ({ data }) => {
      assert.deepEqual(data('action.finished').flatMap(({ exitCode }) => exitCode ?? []), [3]);
      const [usage] = data('usage.reported');
      assert.deepEqual([usage!['gen_ai.response.model'], usage!['gen_ai.provider.name']], ['gemini-2.5-flash', 'gcp.gemini']);
    },
  });

  testRepositorySwitch(bench, {
    file: '.gemini/settings.json',
    off: JSON.stringify({ hooksConfig: { enabled: false, disabled: ['signalbox'] }, security: { folderTrust: { enabled: false } } }),
    variable: 'GEMINI_CLI_TRUST_WORKSPACE=true',
    usageOfSession: true,
  });

  test('gemini: the person’s own settings, keys and hooks stay in force, and nothing of theirs is changed', { timeout: 240_000 }, async () => {
    const log = (root: string) => join(root, 'own-hook.log');
    let before = '';
    await open(
      {
        script: () => [{ calls: [shell('echo one >> one.txt')] }, { say: 'Done.' }],
        arrange: (workspace) => {
          const { home, root, env } = workspace;
          const file = join(home, '.gemini', 'settings.json');
          const own = { matcher: 'run_shell_command', hooks: [{ type: 'command', command: `cat >> ${log(root)}; echo '{}'` }] };
          const installed = { matcher: '*', hooks: [{ type: 'command', command: `${workspace.nodePath} ${workspace.dist}/hook.cjs --agent gemini` }] };
          const settings = { ...(JSON.parse(readFileSync(file, 'utf8')) as object), hooksConfig: { enabled: false }, hooks: { BeforeTool: [own, installed] } };
          before = `// mine\n${JSON.stringify(settings)}`;
          writeFileSync(file, before);
          // A key that only a file knows.
          delete env['GEMINI_API_KEY'];
          writeFileSync(join(home, '.gemini', '.env'), `GEMINI_API_KEY=${fakeKey}\n`);
        },
      },
      async ({ workspace: { home, root }, model, operator, at }) => {
        const { run } = await operator.request('run/launch', launch);
        const { end, asked } = await answerAll(operator, run, () => ({ answer: 'allow-once' }));
        assert.equal(end, 'completed', JSON.stringify(operator.state.runs));
        assert.equal(asked.length, 1);
        assert.equal(readFileSync(at('one.txt'), 'utf8'), 'one\n');
        assert.match(readFileSync(log(root), 'utf8'), /echo one/);
        assert.equal(readFileSync(join(home, '.gemini', 'settings.json'), 'utf8'), before);
        assert.ok(model.requests.some(({ headers }) => headers['x-goog-api-key'] === fakeKey));
      },
    );
  });

  testSession(bench);
  testSecrets(bench, { keyVariable: 'GEMINI_API_KEY', tokenReachesCommands: true });
  testFloor(bench, { package: '@google/gemini-cli', old: '0.60.9', floor: '0.61.0' });
}
