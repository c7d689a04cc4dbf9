/**
 * Tools with which an agent only keeps its own books: lists of what is to do, plans, a subagent whose calls are each decided. They touch
 * nothing of the machine, so nobody is asked about them. By the agent's id in the catalog, in the agent's own names; an agent that a
 * workspace adds cannot take such an id, and the tools of MCP servers are another kind of action.
 */
import type { RuleData } from '../schema.ts';

const internalTools: Readonly<Record<string, readonly string[]>> = {
  cline: ['spawn_agent', 'skills', 'ask_question', 'submit_and_exit'],
  opencode: ['todowrite', 'todoread', 'task', 'skill', 'invalid', 'plan_exit'],
  copilot: ['report_intent', 'update_todo', 'task', 'read_agent', 'list_agents', 'write_agent', 'read_bash', 'list_bash', 'stop_bash', 'exit_plan_mode', 'skill', 'fetch_copilot_cli_documentation'],
  qwen: ['todo_write', 'agent', 'enter_plan_mode', 'exit_plan_mode', 'ask_user_question', 'task_create', 'task_update', 'task_list', 'list_agents', 'tool_search', 'get_goal', 'update_goal'],
  gemini: ['write_todos', 'update_topic', 'complete_task', 'enter_plan_mode', 'get_internal_docs', 'ask_user', 'list_background_processes', 'read_background_output', 'invoke_agent'],
  claude: [
    'TodoWrite', 'TaskCreate', 'TaskUpdate', 'TaskGet', 'TaskList', 'EnterPlanMode', 'ExitPlanMode', 'AskUserQuestion', 'ToolSearch',
    // Their output and end are those of a command that was decided before.
    'BashOutput', 'TaskOutput', 'KillShell', 'KillBash', 'TaskStop',
    'Agent', 'Task',
  ],
  // Tools of a namespace come with its name in front.
  codex: [
    'update_plan', 'request_user_input', 'get_goal', 'create_goal', 'update_goal', 'spawn_agent',
    ...['spawn_agent', 'wait_agent', 'list_agents', 'send_message', 'followup_task', 'interrupt_agent'].map((tool) => `collaboration${tool}`),
    ...['spawn_agent', 'wait_agent', 'send_input', 'resume_agent', 'close_agent'].map((tool) => `multi_agent_v1${tool}`),
  ],
};

/** One rule an agent. What the guard finds in an input (a secret, a file of Signalbox) is asked about all the same. */
export const internalRules: readonly RuleData[] = Object.entries(internalTools).map(([agent, tools]) => ({
  id: `built-in.internal-tools.${agent}`,
  effect: 'allow',
  match: { kind: 'other', agent, tool: [...tools], findings: ['none'] },
  reason: 'The agent only keeps its own books with it.',
}));
