/** The Agents tree: what is installed, whether it can run, and what stands in the way (the gate, the policy). */
import type { AgentStatus, GateState, LiveRun } from '../../gate/protocol.ts';
import type { FolderState, Folders } from '../gate/folders.ts';
import { commands } from '../ids.ts';
import { Listeners } from '../listeners.ts';
import { colors, type Row, type TreeModel } from './node.ts';

export interface AgentsModelOptions {
  folders: Folders;
  /** Asks the gate of a folder; rejects when it cannot be reached. */
  list: (folder: string) => Promise<AgentStatus[]>;
}

export class AgentsModel implements TreeModel {
  private readonly folders: Folders;
  private readonly list: AgentsModelOptions['list'];
  private readonly changed = new Listeners<Row | undefined>();
  private readonly known = new Map<string, Promise<AgentStatus[]>>();
  private drawn = '';

  constructor({ folders, list }: AgentsModelOptions) {
    this.folders = folders;
    this.list = list;
    folders.onChange(() => this.redraw());
  }

  onChange(listener: (row: Row | undefined) => void): () => void {
    return this.changed.add(listener);
  }

  /** Forgets what the gates said and asks again. */
  refresh(): void {
    this.known.clear();
    this.changed.fire(undefined);
  }

  /** The agents of a folder, asked for once until `refresh`. Empty when the gate is not there. */
  async agents(folder: string): Promise<AgentStatus[]> {
    const asked = this.known.get(folder) ?? this.list(folder);
    this.known.set(folder, asked);
    try {
      return await asked;
    } catch {
      this.known.delete(folder);
      return [];
    }
  }

  async children(row: Row | undefined): Promise<Row[]> {
    const folders = this.folders.all();
    if (row?.subject?.kind === 'folder') {
      const { folder } = row.subject;
      const state = folders.find(({ path }) => path === folder);
      return state === undefined ? [] : this.rowsOf(state);
    }
    if (row !== undefined) return [];
    const [only] = folders;
    if (only !== undefined && folders.length === 1) return this.rowsOf(only);
    return folders.map((folder) => ({
      id: `folder:${folder.path}`,
      label: folder.name,
      icon: { id: 'root-folder' },
      context: 'folder',
      expand: 'expanded',
      subject: { kind: 'folder', folder: folder.path },
    }));
  }

  private async rowsOf({ path, status }: FolderState): Promise<Row[]> {
    if (status.phase === 'lost') return [lostRow(path, status.problem ?? 'It is not reachable.')];
    if (status.phase !== 'connected' || status.state === undefined) return [];
    const live = status.state.runs.filter((run) => run.phase !== 'ended');
    const agents = await this.agents(path);
    return [...policyRows(path, status.state), ...agents.map((agent) => agentRow(path, agent, live.filter((run) => run.agent.id === agent.id)))];
  }

  /** The state changes with every event of a run; this tree only with what it shows. */
  private redraw(): void {
    const states = this.folders.all().map(({ path, status }) => [
      path,
      status.phase,
      status.problem,
      status.state?.policy.problems,
      status.state?.runs.filter((run) => run.phase !== 'ended').map((run) => [run.agent.id, run.phase]),
    ]);
    const drawn = JSON.stringify(states);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.changed.fire(undefined);
  }
}

function lostRow(folder: string, problem: string): Row {
  return {
    id: `lost:${folder}`,
    label: 'The gate is not reachable',
    description: 'click to connect again',
    tooltip: `${problem}\nNo agent can act while the gate is away.`,
    icon: { id: 'debug-disconnect', color: colors.bad },
    context: 'lost',
    expand: 'none',
    command: { id: commands.connect, title: 'Connect again' },
    subject: { kind: 'folder', folder },
  };
}

function policyRows(folder: string, { policy }: GateState): Row[] {
  return policy.problems.map((problem, index) => ({
    id: `policy:${folder}:${index}`,
    label: 'The policy has a mistake',
    description: problem.message,
    tooltip: `${problem.file}${problem.line === undefined ? '' : `, line ${problem.line}`}: ${problem.message}\nThe last good policy stays in force; without one, everything is asked about.`,
    icon: { id: 'warning', color: colors.warning },
    context: 'policy-problem',
    expand: 'none',
    command: { id: commands.openPolicy, title: 'Open the policy' },
    subject: { kind: 'file', folder, path: problem.file, ...(problem.line === undefined ? {} : { line: problem.line }) },
  }));
}

function agentRow(folder: string, agent: AgentStatus, runs: readonly LiveRun[]): Row {
  const waiting = runs.some((run) => run.phase === 'waiting');
  const doing = waiting ? 'waiting for you' : runs.length > 1 ? `${runs.length} runs` : runs.length === 1 ? 'running' : '';
  const state = agent.state === 'ready' ? doing : agent.state === 'missing' ? 'not installed' : 'cannot run';
  const icon = agent.state !== 'ready' ? { id: 'warning', color: colors.warning } : waiting ? { id: 'bell-dot', color: colors.warning } : { id: runs.length > 0 ? 'loading~spin' : 'hubot' };
  return {
    id: `agent:${folder}:${agent.id}`,
    label: agent.name,
    description: [agent.version, state].filter(Boolean).join(', '),
    tooltip: [agent.name, agent.description, agent.problem].filter(Boolean).join('\n'),
    icon,
    context: `agent-${agent.state}${runs.length > 0 ? '-live' : ''}`,
    expand: 'none',
    spoken: [agent.name, agent.version && `version ${agent.version}`, state || 'ready', agent.problem].filter(Boolean).join(', '),
    subject: { kind: 'agent', folder, agent: agent.id },
  };
}
