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
  /** The rows of agents as they were last handed out, by their ids. */
  private readonly drawn = new Map<string, { folder: string; agent: AgentStatus; row: Row }>();
  private shape = '';

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
    this.drawn.clear();
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
    if (row?.subject?.kind === 'missing-agents') {
      const { folder } = row.subject;
      const found = folders.find(({ path }) => path === folder);
      return found?.status.phase === 'connected' ? (await this.agents(folder)).filter(isMissing).map((agent) => missingRow(folder, agent)) : [];
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
    const agents = await this.agents(path);
    const missing = agents.filter(isMissing);
    const there = agents.filter((agent) => !isMissing(agent));
    const inOrder = [...there.filter(({ state }) => state === 'ready'), ...there.filter(({ state }) => state !== 'ready')];
    return [
      ...policyRows(path, status.state),
      ...inOrder.map((agent) => (agent.file === undefined ? this.agentRow(path, agent) : mistakeRow(path, agent, agent.file))),
      ...(missing.length === 0 ? [] : [missingAgentsRow(path, missing)]),
    ];
  }

  private agentRow(folder: string, agent: AgentStatus): Row {
    const row = agentRow(folder, agent, this.liveRuns(folder, agent));
    this.drawn.set(row.id, { folder, agent, row });
    return row;
  }

  private liveRuns(folder: string, agent: AgentStatus): LiveRun[] {
    const runs = this.folders.all().find(({ path }) => path === folder)?.status.state?.runs ?? [];
    return runs.filter((run) => run.agent.id === agent.id && run.phase !== 'ended');
  }

  /**
   * The gates' state changed: redraws the tree when its shape did, else only the agents that are shown otherwise. While a tree is drawn
   * anew, a click in it is lost or names no row, and the runs of other agents go on all the time.
   */
  private redraw(): void {
    const shape = JSON.stringify(this.folders.all().map(({ path, status }) => [path, status.phase, status.problem, status.state?.policy.problems]));
    if (shape !== this.shape) {
      this.shape = shape;
      this.drawn.clear();
      return this.changed.fire(undefined);
    }
    for (const { folder, agent, row } of this.drawn.values()) {
      const anew = agentRow(folder, agent, this.liveRuns(folder, agent));
      if (JSON.stringify(anew) === JSON.stringify(row)) continue;
      // The editor knows rows by identity: the same object, drawn anew.
      Object.assign(row, anew);
      this.changed.fire(row);
    }
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

function isMissing({ state, added }: AgentStatus): boolean {
  // One that the person has added is their own: what is wrong with it is to be seen.
  return state === 'missing' && added !== true;
}

function agentRow(folder: string, agent: AgentStatus, runs: readonly LiveRun[]): Row {
  const waiting = runs.some((run) => run.phase === 'waiting');
  const doing = waiting ? 'waiting for you' : runs.length > 1 ? `${runs.length} runs` : runs.length === 1 ? 'running' : '';
  const state = agent.state === 'ready' ? doing : agent.state === 'missing' ? 'not installed' : 'cannot run';
  const why = agent.state === 'broken' ? agent.problem : undefined;
  const icon = agent.state !== 'ready' ? { id: 'warning', color: colors.warning } : waiting ? { id: 'bell-dot', color: colors.warning } : { id: runs.length > 0 ? 'loading~spin' : agent.gatedHere === true ? 'shield' : 'hubot' };
  const alone = agent.gatedHere === true ? 'gated in terminals' : '';
  return {
    id: `agent:${folder}:${agent.id}`,
    label: agent.name,
    description: [agent.version, why === undefined ? state : `${state}: ${why}`, alone].filter(Boolean).join(', '),
    tooltip: [agent.name, agent.description, alone && 'Gated when you start it yourself: its sessions in terminals of this folder ask here, and are recorded.', agent.problem].filter(Boolean).join('\n'),
    icon,
    context: contextOf(agent, runs.length > 0),
    expand: 'none',
    spoken: [agent.name, agent.version && `version ${agent.version}`, state || 'ready', alone && 'gated when you start it yourself', agent.problem].filter(Boolean).join(', '),
    subject: { kind: 'agent', folder, agent: agent.id },
  };
}

/** What the menus can offer for it, for `viewItem`. */
function contextOf({ state, gatedHere, added, install, homepage }: AgentStatus, live: boolean): string {
  const offers = [
    gatedHere === undefined || (state !== 'ready' && !gatedHere) ? '' : gatedHere ? 'gated' : 'ungated',
    added === true ? 'added' : '',
    state !== 'ready' && install !== undefined ? 'installable' : '',
    homepage === undefined ? '' : 'page',
    live ? 'live' : '',
  ];
  return ['agent', state, ...offers.filter(Boolean)].join('-');
}

function missingAgentsRow(folder: string, agents: readonly AgentStatus[]): Row {
  const names = agents.map(({ name }) => name).join(', ');
  return {
    id: `missing:${folder}`,
    label: 'Not installed',
    description: String(agents.length),
    tooltip: `Signalbox knows these agents, too, and did not find them on this machine: ${names}.`,
    icon: { id: 'circle-slash', color: colors.quiet },
    context: 'missing-agents',
    expand: 'collapsed',
    spoken: `Not installed: ${names}`,
    subject: { kind: 'missing-agents', folder },
  };
}

function missingRow(folder: string, agent: AgentStatus): Row {
  return {
    id: `agent:${folder}:${agent.id}`,
    label: agent.name,
    description: agent.install ?? agent.homepage ?? '',
    tooltip: [agent.name, agent.description, agent.problem].filter(Boolean).join('\n'),
    icon: { id: 'hubot', color: colors.quiet },
    context: contextOf(agent, false),
    expand: 'none',
    spoken: `${agent.name}, not installed. ${agent.problem ?? ''}`,
    subject: { kind: 'agent', folder, agent: agent.id },
  };
}

/** Stands for the agents that a file would name, if it could be read. */
function mistakeRow(folder: string, agent: AgentStatus, file: string): Row {
  return {
    id: `agents-file:${folder}`,
    label: 'The file of added agents has a mistake',
    description: agent.problem ?? '',
    tooltip: agent.problem ?? file,
    icon: { id: 'warning', color: colors.warning },
    context: 'agents-file',
    expand: 'none',
    command: { id: commands.openAgentsFile, title: 'Open the file' },
    subject: { kind: 'file', folder, path: file },
  };
}
