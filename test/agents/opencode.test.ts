/** OpenCode does what a scripted model says, gated by its plugin. */
import { enterLab } from './lab/lab.ts';
import { testFloor, testGatedAgent } from './scenarios.ts';

const lab = await enterLab({ only: ['opencode'] });

for (const agent of lab.agents) {
  testGatedAgent(lab, agent, { subagentTool: 'task', keyVariable: 'LAB_KEY', permissive: { OPENCODE_PERMISSION: '{"*":"allow"}' }, tokenReachesCommands: false });
  testFloor(lab, agent, { package: 'opencode-ai', old: '1.18.32', floor: '1.18.33' });
}
