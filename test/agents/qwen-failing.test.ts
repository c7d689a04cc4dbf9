/** What becomes of Qwen Code's calls when something on the way to the decision fails. */
import { enterLab } from './lab/lab.ts';
import { benchOf } from './scenarios/bench.ts';
import { testFailingHooks } from './scenarios/failing.ts';

const lab = await enterLab({ only: ['qwen'] });

for (const agent of lab.agents) {
  testFailingHooks(benchOf(lab, agent), {
    halfAnswer: /./,
    late: "process.stdout.write('{}');",
    toldOfKill: false,
    // Beside the conversation, Qwen Code has one of its own in which it keeps its memory.
    heard: (model) => model.requests.flatMap(({ toolResults }) => toolResults.map(({ text }) => text)),
    gone: /not decided/,
  });
}
