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

  /**
   * The step below which a call belongs; `undefined`: the turn. A new subagent is that of the first call that was allowed to start one
   * and has none yet: agents start them in the order in which they asked, and may have gone on since.
   */
  readonly parentOf = ({ subagent }: Pick<ToolCall, 'subagent'>): string | undefined => {
    if (subagent === undefined) return undefined;
    const known = this.steps.get(subagent) ?? this.unclaimed();
    if (known !== undefined) this.steps.set(subagent, known);
    return known;
  };

  /** Where the agent names no subagent: below the one that is at work, if the agent has not announced the call as the conversation's own. */
  readonly parentOfUnannounced = (): string | undefined => {
    const open = this.gated.openStepsOfTools(this.tools);
    return open.length === 1 ? open[0] : undefined;
  };

  private unclaimed(): string | undefined {
    const claimed = new Set(this.steps.values());
    const started = this.gated.stepsOfTools(this.tools);
    return started.find((step) => !claimed.has(step)) ?? started.at(-1);
  }
}
