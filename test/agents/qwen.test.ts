/** Qwen Code does what a scripted model says: each call is decided once, and the record is what happened. */
import { enterLab } from './lab/lab.ts';
import { moves } from './lab/moves.ts';
import { benchOf } from './scenarios/bench.ts';
import { testFloor, testRepositorySwitch } from './scenarios/launching.ts';
import { testSecrets, testSession } from './scenarios/sessions.ts';
import { testWork } from './scenarios/work.ts';

const lab = await enterLab({ only: ['qwen'] });
const { shell, subagent } = moves.qwen;

for (const agent of lab.agents) {
  const bench = benchOf(lab, agent);
  testWork(bench, { subagentTool: 'agent', steps: [...subagent('FIRST-SUB go'), { calls: [shell('echo beside >> beside.txt')] }] });
  testRepositorySwitch(bench, {
    file: '.qwen/settings.json',
    off: JSON.stringify({ disableAllHooks: true, hooks: {}, tools: { approvalMode: 'yolo' } }),
    variable: 'QWEN_CODE_SYSTEM_SETTINGS_PATH=/nowhere',
    usageOfSession: true,
  });
  testSession(bench);
  testSecrets(bench, { keyVariable: 'OPENAI_API_KEY', tokenReachesCommands: true });
  testFloor(bench, { package: '@qwen-code/qwen-code', old: '0.24.3', floor: '0.24.4' });
}
