/** Tasks of type `signalbox`: one for each agent that can run, and those of tasks.json. */
import * as vscode from 'vscode';
import type { AgentStatus } from '../../gate/protocol.ts';
import type { GateLink } from '../gate/gate-link.ts';
import type { Transcripts } from '../gate/transcripts.ts';
import { settings, taskType } from '../ids.ts';
import { readDefinition, type SignalboxTask } from './definition.ts';
import type { RunTerminals } from './pseudoterminal.ts';

export interface TaskParts {
  links: { of(folder: string): GateLink | undefined };
  /** The agents of a folder; empty when its gate cannot be reached. */
  agents: (folder: string) => Promise<AgentStatus[]>;
  transcripts: Transcripts;
  terminals: RunTerminals;
  /** Asks the person what an agent is to do; `undefined`: they changed their mind. */
  ask: (folder: string, agent: Pick<AgentStatus, 'id' | 'name'>) => Promise<string | undefined>;
}

/** How long listing agents may hold up `Run Task`, in ms. */
const PATIENCE = 5000;

export class RunTasks implements vscode.TaskProvider {
  private readonly parts: TaskParts;

  constructor(parts: TaskParts) {
    this.parts = parts;
  }

  async provideTasks(token: vscode.CancellationToken): Promise<vscode.Task[]> {
    if (!vscode.workspace.isTrusted) return [];
    const folders = (vscode.workspace.workspaceFolders ?? []).filter((folder) => folder.uri.scheme === 'file');
    const lists = await Promise.all(
      folders.map(async (folder) => {
        const late = new Promise<AgentStatus[]>((resolve) => setTimeout(resolve, PATIENCE, []).unref());
        const agents = await Promise.race([this.parts.agents(folder.uri.fsPath), late]);
        return agents.filter((agent) => agent.state === 'ready').map((agent) => this.taskFor(folder, agent));
      }),
    );
    return token.isCancellationRequested ? [] : lists.flat();
  }

  resolveTask(task: vscode.Task): vscode.Task | undefined {
    const definition = readDefinition(task.definition);
    if (typeof definition === 'string') return undefined;
    // The editor wants the very definition that it handed over.
    return this.make(task.definition, task.scope ?? vscode.TaskScope.Workspace, task.name);
  }

  /** The task that runs an agent, the same that `Run Task` lists. */
  taskFor(folder: vscode.WorkspaceFolder, agent: Pick<AgentStatus, 'id' | 'name'>): vscode.Task {
    const definition: SignalboxTask = { type: taskType, agent: agent.id };
    return this.make(definition, folder, `Run ${agent.name}`);
  }

  /** The same task, or, while that one is running, another that may run beside it. @param given what it is told, and the run that it continues */
  taskBeside(folder: vscode.WorkspaceFolder, agent: Pick<AgentStatus, 'id' | 'name'>, given: Pick<SignalboxTask, 'prompt' | 'resume'> = {}): vscode.Task {
    const running = vscode.tasks.taskExecutions.filter(({ task }) => task.definition.type === taskType && task.definition['agent'] === agent.id && task.scope === folder);
    const verb = given.resume === undefined ? 'Run' : 'Continue';
    if (running.length === 0) return this.make({ type: taskType, agent: agent.id, ...given }, folder, `${verb} ${agent.name}`);
    const definition: SignalboxTask = { type: taskType, agent: agent.id, ...given, launch: Date.now().toString(36) };
    return this.make(definition, folder, `${verb} ${agent.name} (${running.length + 1})`);
  }

  private make(definition: vscode.TaskDefinition, scope: vscode.WorkspaceFolder | vscode.TaskScope, name: string): vscode.Task {
    const execution = new vscode.CustomExecution((resolved) => Promise.resolve(this.terminal(resolved, scope)));
    const task = new vscode.Task(definition, scope, name, 'signalbox', execution, []);
    task.detail = 'Gated by Signalbox, with a record in .signalbox/runs';
    const reveal = vscode.workspace.getConfiguration().get<string>(settings.reveal);
    task.presentationOptions = {
      reveal: reveal === 'never' ? vscode.TaskRevealKind.Never : reveal === 'silent' ? vscode.TaskRevealKind.Silent : vscode.TaskRevealKind.Always,
      panel: vscode.TaskPanelKind.Dedicated,
      focus: false,
      echo: false,
      showReuseMessage: false,
    };
    return task;
  }

  private terminal(definition: vscode.TaskDefinition, scope: vscode.WorkspaceFolder | vscode.TaskScope): vscode.Pseudoterminal {
    const folder = typeof scope === 'object' ? scope : vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file');
    const link = folder === undefined ? undefined : this.parts.links.of(folder.uri.fsPath);
    if (link === undefined) return refusal('A run needs a folder on disk that is open in this window and trusted.');
    const task = readDefinition(definition);
    if (typeof task === 'string') return refusal(task);
    const { transcripts, terminals } = this.parts;
    return terminals.create({ link, transcripts, closing: 'stop', begin: (say, signal) => this.launch(link, task, say, signal) });
  }

  private async launch(link: GateLink, task: SignalboxTask, say: (line: string) => void, signal: AbortSignal): Promise<string | undefined> {
    if (!vscode.workspace.isTrusted) throw new Error('This workspace is not trusted: nothing is launched. Use "Workspaces: Manage Workspace Trust".');
    const release = link.need();
    try {
      await link.open();
      const prompt = task.prompt ?? (await this.promptFor(link, task.agent));
      if (prompt === undefined || signal.aborted) return undefined;
      const { agent, resume } = task;
      const { run, folder } = await link.request('run/launch', { agent, prompt, approve: 'ask', trusted: vscode.workspace.isTrusted, ...(resume === undefined ? {} : { resume }) });
      say(`Run ${run}, recorded in ${vscode.workspace.asRelativePath(folder)}. Ctrl+C stops it.`);
      return run;
    } finally {
      release();
    }
  }

  /** @throws {Error} when the agent is not there or cannot run, with what to do. */
  private async promptFor(link: GateLink, id: string): Promise<string | undefined> {
    const { agents } = await link.request('agents/list', {});
    const agent = agents.find((each) => each.id === id);
    if (agent === undefined) throw new Error(`There is no agent ${JSON.stringify(id)}. The Agents view shows those that there are: ${agents.map((each) => each.id).join(', ') || 'none'}.`);
    if (agent.state !== 'ready') throw new Error(agent.problem ?? `${agent.name} cannot run.`);
    if (agent.defaultPrompt !== undefined) return agent.defaultPrompt;
    return this.parts.ask(link.folder, agent);
  }
}

/** A terminal that only says why there is no run. */
function refusal(message: string): vscode.Pseudoterminal {
  const write = new vscode.EventEmitter<string>();
  const exit = new vscode.EventEmitter<number>();
  return {
    onDidWrite: write.event,
    onDidClose: exit.event,
    open: () => {
      write.fire(`${message}\r\n`);
      exit.fire(1);
    },
    close: () => undefined,
  };
}
