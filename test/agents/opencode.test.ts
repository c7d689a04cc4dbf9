/** OpenCode does what a scripted model says, gated by its plugin. */
import { enterLab } from './lab/lab.ts';
import { benchOf } from './scenarios/bench.ts';
import { testGatedAgent } from './scenarios/gated.ts';
import { testFloor } from './scenarios/launching.ts';

const lab = await enterLab({ only: ['opencode'] });

for (const agent of lab.agents) {
  testGatedAgent(lab, agent, { subagentTool: 'task', keyVariable: 'LAB_KEY', permissive: { OPENCODE_PERMISSION: '{"*":"allow"}' }, tokenReachesCommands: false });
  testFloor(benchOf(lab, agent), { package: 'opencode-ai', old: '1.18.32', floor: '1.18.33' });
}
