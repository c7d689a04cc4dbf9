/** Commands on agents and live runs: launch, stop, cancel, prompt, show terminal. */
import * as vscode from 'vscode';
import type { AgentStatus } from '../../gate/protocol.ts';
import { guardedPick, type PickContent } from '../approving/guarded-pick.ts';
import type { GateLink } from '../gate/gate-link.ts';
import type { GateLinks } from '../gate/gate-links.ts';
import type { Transcripts } from '../gate/transcripts.ts';
import type { OpenInputs } from '../open-inputs.ts';
import { subjectOf, type SubjectOf } from '../subject.ts';
import type { RunTerminals } from '../tasks/pseudoterminal.ts';
import type { RunTasks } from '../tasks/provider.ts';
import { workspaceFolders } from '../gate/gate-links.ts';
import type { RunDisk } from '../records/run-disk.ts';
import { isAimed } from './aim.ts';
import { chooseFolder, chooseLiveRun, chooseRun } from './choose.ts';

export interface RunCommandParts {
  links: GateLinks;
  /** The agents of a folder; empty when its gate cannot be reached. */
  agents: (folder: string) => Promise<AgentStatus[]>;
  tasks: RunTasks;
  terminals: RunTerminals;
  transcripts: Transcripts;
  disk: RunDisk;
  /** Milliseconds since the epoch at which the row of the run with this folder last came from another place. */
  movedAt: (dir: string) => number;
  inputs: Pick<OpenInputs, 'goBack'>;
  /** Asks the person what an agent is to do; `undefined`: they changed their mind. */
  ask: (folder: string, agent: Pick<AgentStatus, 'id' | 'name'>) => Promise<string | undefined>;
}

export class RunCommands {
  private readonly parts: RunCommandParts;

  constructor(parts: RunCommandParts) {
    this.parts = parts;
  }

  /** Starts the agent's task, the one that `Run Task` lists. */
  async runAgent(argument: unknown): Promise<void> {
    requireTrust();
    const folder = await chooseFolder(argument);
    if (folder === undefined) return;
    await this.linkOf(folder.uri.fsPath).open();
    const agents = await this.parts.agents(folder.uri.fsPath);
    const named = subjectOf('agent', argument)?.agent;
    const agent = named === undefined ? await chooseAgent(agents) : agents.find(({ id }) => id === named);
    if (agent === undefined) {
      if (named !== undefined) throw new Error(`There is no agent ${JSON.stringify(named)} any more. Refresh the Agents view.`);
      return;
    }
    if (agent.state !== 'ready') throw new Error(agent.problem ?? `${agent.name} cannot run.`);
    await vscode.tasks.executeTask(this.parts.tasks.taskBeside(folder, agent));
  }

  /** Another run of the same agent, which goes on with the session of a recorded one. */
  async continueRun(argument: unknown): Promise<void> {
    requireTrust();
    const { disk, agents, ask, tasks } = this.parts;
    const subject = await chooseRun(argument, disk, 'Continue which run?', (head) => head.continuable === true, 'No recorded run of this folder has a session that its agent can continue.');
    if (subject === undefined) return;
    const folder = workspaceFolders().find(({ uri }) => uri.fsPath === subject.folder);
    const { agentId, continuable } = await disk.head({ run: subject.run, folder: subject.dir });
    if (folder === undefined || agentId === undefined || continuable !== true) throw new Error('The agent of this run cannot continue its session. Start a new run.');
    await this.linkOf(subject.folder).open();
    const agent = (await agents(subject.folder)).find(({ id }) => id === agentId);
    if (agent?.state !== 'ready') throw new Error(agent?.problem ?? `The agent of this run, ${agentId}, is not here any more.`);
    const prompt = await ask(subject.folder, agent);
    if (prompt !== undefined) await vscode.tasks.executeTask(tasks.taskBeside(folder, agent, { prompt, resume: subject.run }));
  }

  /** All live runs of an agent, as its row in the Agents view offers. */
  async stopAgent(argument: unknown): Promise<void> {
    const subject = subjectOf('agent', argument);
    if (subject === undefined) return this.stopRun(argument);
    const link = this.linkOf(subject.folder);
    const runs = (link.status.state?.runs ?? []).filter((each) => each.agent.id === subject.agent && each.phase !== 'ended');
    await Promise.all(runs.map(({ run }) => link.request('run/stop', { run, what: 'run', reason: 'stopped in the editor' })));
  }

  async stopRun(argument: unknown): Promise<void> {
    const run = await chooseLiveRun(argument, this.parts.links, 'Stop which run?');
    const named = subjectOf('run', argument) !== undefined;
    if (run === undefined || (named && !isAimed(this.parts.movedAt(run.dir), Date.now()) && !(await this.confirmStop(run)))) return;
    await this.linkOf(run.folder).request('run/stop', { run: run.run, what: 'run', reason: 'stopped in the editor' });
  }

  async cancelTurn(argument: unknown): Promise<void> {
    const run = await chooseLiveRun(argument, this.parts.links, 'Cancel the turn of which run?');
    if (run !== undefined) await this.linkOf(run.folder).request('run/stop', { run: run.run, what: 'turn', reason: 'cancelled in the editor' });
  }

  async sendPrompt(argument: unknown): Promise<void> {
    const run = await chooseLiveRun(argument, this.parts.links, 'Prompt which run?');
    if (run === undefined) return;
    const text = await vscode.window.showInputBox({ title: 'Send a prompt', prompt: 'The agent gets it as its next turn.', ignoreFocusOut: true, validateInput: (value) => (value.trim() === '' ? 'Say what the agent should do.' : undefined) });
    if (text !== undefined) await this.linkOf(run.folder).request('run/prompt', { run: run.run, text });
  }

  /** A new terminal on a live run. Closing it leaves the run alone. */
  async showTerminal(argument: unknown): Promise<void> {
    const run = await chooseLiveRun(argument, this.parts.links, 'Show the terminal of which run?');
    if (run === undefined) return;
    const link = this.linkOf(run.folder);
    const live = link.status.state?.runs.find((each) => each.run === run.run);
    const begin = (say: (line: string) => void) => {
      say(`Watching run ${run.run}. Ctrl+C stops the run; closing this terminal does not.`);
      return Promise.resolve(run.run);
    };
    const pty = this.parts.terminals.create({ link, transcripts: this.parts.transcripts, closing: 'detach', begin });
    vscode.window.createTerminal({ name: live?.agent.name ?? 'Signalbox run', pty, iconPath: new vscode.ThemeIcon('hubot') }).show();
  }

  /** The row that was clicked may not be the one that was aimed at. */
  private async confirmStop({ folder, run }: SubjectOf<'run'>): Promise<boolean> {
    const content = (): PickContent<'go on' | 'stop'> | undefined => {
      const live = this.parts.links.of(folder)?.status.state?.runs.find((each) => each.run === run && each.phase !== 'ended');
      if (live === undefined) return undefined;
      return {
        title: `Stop this run of ${live.agent.name}?`,
        placeholder: live.title || live.run,
        prompt: 'The rows had only just moved, and another may have been meant',
        items: [
          { label: 'Let it go on', iconPath: new vscode.ThemeIcon('play'), value: 'go on', harmless: true },
          { label: 'Stop this run', iconPath: new vscode.ThemeIcon('debug-stop'), value: 'stop' },
        ],
      };
    };
    if (this.parts.inputs.goBack()) return false;
    const picked = await guardedPick({ content, onChange: (listener) => this.parts.links.onChange(listener) });
    return picked.how === 'picked' && picked.value === 'stop';
  }

  private linkOf(folder: string): GateLink {
    const link = this.parts.links.of(folder);
    if (link === undefined) throw new Error('This folder is not open, not on disk, or not trusted: nothing runs in it.');
    return link;
  }
}

function requireTrust(): void {
  if (!vscode.workspace.isTrusted) throw new Error('This workspace is not trusted: nothing is launched in it. Use the command "Workspaces: Manage Workspace Trust".');
}

/** Those that are not installed are in the Agents view; here they would only be in the way. */
async function chooseAgent(agents: readonly AgentStatus[]): Promise<AgentStatus | undefined> {
  const there = agents.filter(({ state, added }) => state !== 'missing' || added === true);
  if (there.length === 0) throw new Error('No agents were found.');
  const itemOf = (agent: AgentStatus) => ({ label: agent.name, description: agent.state === 'ready' ? (agent.version ?? '') : (agent.problem ?? agent.state), detail: agent.description, agent });
  const [ready, others] = [there.filter(({ state }) => state === 'ready'), there.filter(({ state }) => state !== 'ready')];
  const separator = others.length === 0 ? [] : [{ label: 'Cannot run', kind: vscode.QuickPickItemKind.Separator, agent: undefined }];
  return (await vscode.window.showQuickPick([...ready.map(itemOf), ...separator, ...others.map(itemOf)], { title: 'Run which agent?', matchOnDescription: true }))?.agent;
}
