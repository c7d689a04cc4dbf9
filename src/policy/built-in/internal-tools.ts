/**
 * Tools with which an agent only keeps its own books: lists of what is to do, plans, a subagent whose calls are each decided. They touch
 * nothing of the machine, so nobody is asked about them. By the agent's id in the catalog, in the agent's own names; an agent that a
 * workspace adds cannot take such an id, and the tools of MCP servers are another kind of action.
 */
import type { RuleData } from '../schema.ts';

const internalTools: Readonly<Record<string, readonly string[]>> = {
  claude: [
    'TodoWrite', 'TaskCreate', 'TaskUpdate', 'TaskGet', 'TaskList', 'EnterPlanMode', 'ExitPlanMode', 'AskUserQuestion', 'ToolSearch',
    // Their output and end are those of a command that was decided before.
    'BashOutput', 'TaskOutput', 'KillShell', 'KillBash', 'TaskStop',
    'Agent', 'Task',
  ],
};

/** One rule an agent. What the guard finds in an input (a secret, a file of Signalbox) is asked about all the same. */
export const internalRules: readonly RuleData[] = Object.entries(internalTools).map(([agent, tools]) => ({
  id: `built-in.internal-tools.${agent}`,
  effect: 'allow',
  match: { kind: 'other', agent, tool: [...tools], findings: ['none'] },
  reason: 'The agent only keeps its own books with it.',
}));
