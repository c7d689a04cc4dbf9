/** Which call started which subagent, so that a subagent's calls are put below it. */
import type { ToolCall } from '../agents/adapter.ts';
import type { GatedRun } from './gated-run.ts';

export class Subagents {
  private readonly gated: GatedRun;
  private readonly tools: readonly string[];
  /** The step of the call that started each, by the agent's id of the subagent. */
  private readonly steps = new Map<string, string>();

  /** @param tools the agent's tools that start a subagent. */
  constructor(gated: GatedRun, tools: readonly string[]) {
    this.gated = gated;
    this.tools = tools;
  }

  /** The step below which a call belongs; `undefined`: the turn. A new subagent is that of the newest call that starts one and goes on. */
  readonly parentOf = ({ subagent }: ToolCall): string | undefined => {
    if (subagent === undefined) return undefined;
    const known = this.steps.get(subagent) ?? this.gated.stepOfTool(this.tools);
    if (known !== undefined) this.steps.set(subagent, known);
    return known;
  };
}
