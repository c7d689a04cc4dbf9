/** What the scripted model lets each agent do, in the agent's own tools. */
import type { Step, StepLike } from './script.ts';
import type { AgentName } from './versions.ts';

export type Call = NonNullable<Step['calls']>[number];

export interface Moves {
  shell: (command: string) => Call;
  /** @param path absolute */
  read: (path: string) => Call;
  write: (path: string, content: string) => Call;
  /** Replaces text that occurs once, within one line. */
  edit: (path: string, from: string, to: string) => Call;
  /** Steps that start a subagent and wait for it. */
  subagent: (prompt: string) => StepLike[];
}

const patch = (lines: string[]): string => ['*** Begin Patch', ...lines, '*** End Patch'].join('\n');
const newFile = (path: string, content: string): string => patch([`*** Add File: ${path}`, ...content.replace(/\n$/, '').split('\n').map((line) => `+${line}`)]);
const changedFile = (path: string, from: string, to: string): string => patch([`*** Update File: ${path}`, '@@', `-${from}`, `+${to}`]);

/** One call that starts it and returns its answer. */
const inOneCall = (tool: string, args: Record<string, unknown>): StepLike[] => [{ calls: [{ tool, args }] }];

/** What the tool answered that was called last by this name, as JSON. */
function lastAnswer(results: { name?: string; text: string }[], name: string): Record<string, unknown> {
  return JSON.parse(results.findLast((result) => result.name === name)?.text ?? '{}') as Record<string, unknown>;
}

export const moves: Readonly<Record<AgentName, Moves>> = {
  codex: {
    shell: (cmd) => ({ tool: 'exec_command', args: { cmd } }),
    read: (path) => ({ tool: 'exec_command', args: { cmd: `cat '${path}'` } }),
    write: (path, content) => ({ tool: 'apply_patch', args: { input: newFile(path, content) } }),
    edit: (path, from, to) => ({ tool: 'apply_patch', args: { input: changedFile(path, from, to) } }),
    subagent: (message) => [
      { calls: [{ tool: 'multi_agent_v1.spawn_agent', args: { message } }] },
      ({ toolResults }) => ({ calls: [{ tool: 'multi_agent_v1.wait_agent', args: { targets: [lastAnswer(toolResults, 'spawn_agent')['agent_id']], timeout_ms: 30_000 } }] }),
    ],
  },
  gemini: {
    shell: (command) => ({ tool: 'run_shell_command', args: { command, description: 'Runs it' } }),
    read: (path) => ({ tool: 'read_file', args: { file_path: path } }),
    write: (path, content) => ({ tool: 'write_file', args: { file_path: path, content } }),
    edit: (path, from, to) => ({ tool: 'replace', args: { file_path: path, old_string: from, new_string: to, instruction: 'Replace it.' } }),
    subagent: (prompt) => inOneCall('invoke_agent', { agent_name: 'generalist', prompt }),
  },
  claude: {
    shell: (command) => ({ tool: 'Bash', args: { command, description: 'Runs it' } }),
    read: (path) => ({ tool: 'Read', args: { file_path: path } }),
    write: (path, content) => ({ tool: 'Write', args: { file_path: path, content } }),
    edit: (path, from, to) => ({ tool: 'Edit', args: { file_path: path, old_string: from, new_string: to } }),
    subagent: (prompt) => inOneCall('Agent', { description: 'Looks around', prompt, subagent_type: 'general-purpose', run_in_background: false }),
  },
  copilot: {
    shell: (command) => ({ tool: 'bash', args: { command, description: 'Runs it' } }),
    read: (path) => ({ tool: 'view', args: { path } }),
    write: (path, content) => ({ tool: 'create', args: { path, file_text: content } }),
    edit: (path, from, to) => ({ tool: 'edit', args: { path, old_str: from, new_str: to } }),
    subagent: (prompt) => inOneCall('task', { name: 'looker', description: 'Looks around', prompt, agent_type: 'general-purpose', mode: 'sync' }),
  },
  opencode: {
    shell: (command) => ({ tool: 'bash', args: { command, description: 'Runs it' } }),
    read: (path) => ({ tool: 'read', args: { filePath: path } }),
    write: (path, content) => ({ tool: 'write', args: { filePath: path, content } }),
    edit: (path, from, to) => ({ tool: 'edit', args: { filePath: path, oldString: from, newString: to } }),
    subagent: (prompt) => inOneCall('task', { description: 'Looks around', prompt, subagent_type: 'general' }),
  },
  qwen: {
    shell: (command) => ({ tool: 'run_shell_command', args: { command, description: 'Runs it', is_background: false } }),
    read: (path) => ({ tool: 'read_file', args: { file_path: path } }),
    write: (path, content) => ({ tool: 'write_file', args: { file_path: path, content } }),
    edit: (path, from, to) => ({ tool: 'edit', args: { file_path: path, old_string: from, new_string: to } }),
    subagent: (prompt) => inOneCall('agent', { description: 'Looks around', prompt, subagent_type: 'general-purpose', run_in_background: false }),
  },
  cline: {
    shell: (command) => ({ tool: 'run_commands', args: { commands: [command] } }),
    read: (path) => ({ tool: 'read_files', args: { files: [{ path }] } }),
    write: (path, content) => ({ tool: 'editor', args: { path, new_text: content } }),
    edit: (path, from, to) => ({ tool: 'editor', args: { path, old_text: from, new_text: to } }),
    subagent: (task) => inOneCall('spawn_agent', { systemPrompt: 'You look around.', task }),
  },
};

/** Codex with a model that writes JavaScript which calls the tools (`codeModeModel`). */
export const codexCodeMode: Moves = {
  shell: (cmd) => code(`const done = await tools.exec_command(${JSON.stringify({ cmd })}); text(done.output);`),
  read: (path) => codexCodeMode.shell(`cat '${path}'`),
  write: (path, content) => code(`await tools.apply_patch(${JSON.stringify(newFile(path, content))});`),
  edit: (path, from, to) => code(`await tools.apply_patch(${JSON.stringify(changedFile(path, from, to))});`),
  subagent: (message) => [
    { calls: [{ tool: 'collaboration.spawn_agent', args: { task_name: 'looker', message, fork_turns: 'none' } }] },
    { calls: [{ tool: 'collaboration.wait_agent', args: { timeout_ms: 30_000 } }] },
  ],
};

function code(input: string): Call {
  return { tool: 'functions.exec', args: { input } };
}
