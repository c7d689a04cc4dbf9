/** GitHub Copilot CLI does what a scripted model says, gated by its hooks. */
import { enterLab } from './lab/lab.ts';
import { benchOf } from './scenarios/bench.ts';
import { testGatedAgent } from './scenarios/gated.ts';
import { testFloor } from './scenarios/launching.ts';

const lab = await enterLab({ only: ['copilot'] });

for (const agent of lab.agents) {
  testGatedAgent(lab, agent, { subagentTool: 'task', keyVariable: 'COPILOT_PROVIDER_API_KEY', permissive: { COPILOT_ALLOW_ALL: 'true' }, tokenReachesCommands: true, keyReachesCommands: false });
  testFloor(benchOf(lab, agent), { package: '@github/copilot', old: '1.0.101', floor: '1.0.102' });
}
