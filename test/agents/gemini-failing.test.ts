/** What becomes of Gemini CLI's calls when something on the way to the decision fails. */
import { enterLab } from './lab/lab.ts';
import { benchOf } from './scenarios/bench.ts';
import { testFailingHooks } from './scenarios/failing.ts';

const lab = await enterLab({ only: ['gemini'] });

for (const agent of lab.agents) {
  testFailingHooks(benchOf(lab, agent), {
    halfAnswer: /blocked/,
    late: "process.stdout.write('{\"decision\":\"deny\",\"reason\":\"late\"}');",
    toldOfKill: true,
    gone: /blocked/,
  });
}
