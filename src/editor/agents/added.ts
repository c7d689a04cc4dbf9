/** The agents that a workspace adds: *Add an Agent*, *Remove Agent*, and the file that they are in. */
import { join } from 'node:path';
import * as vscode from 'vscode';
import { chooseFolder } from '../commands/choose.ts';
import type { OpenInputs } from '../open-inputs.ts';
import { subjectOf } from '../subject.ts';
import { chooseAgent, folderFor, type AgentParts } from './choose-agent.ts';
import { namesOf, wordsOf } from './command-line.ts';

const openFile = 'Open file';

export interface AddedParts extends AgentParts {
  inputs: Pick<OpenInputs, 'hold'>;
}

export class AddedAgents {
  private readonly parts: AddedParts;

  constructor(parts: AddedParts) {
    this.parts = parts;
  }

  async add(argument: unknown): Promise<void> {
    const at = await folderFor(argument, this.parts.links);
    if (at === undefined) return;
    const asked = await this.parts.inputs.hold(ask);
    if (asked === undefined) return;
    const { file } = await at.link.request('agents/add', asked);
    this.parts.refresh();
    const said = `${asked.name} was added to the agents of this workspace. Signalbox gates what it asks for through ACP; what it does without asking is recorded, not prevented.`;
    if ((await vscode.window.showInformationMessage(said, openFile)) === openFile) await vscode.window.showTextDocument(vscode.Uri.file(file));
  }

  async remove(argument: unknown): Promise<void> {
    const chosen = await chooseAgent(argument, this.parts, 'Remove which agent?', ({ added }) => added === true, 'This workspace has added no agents.');
    if (chosen === undefined) return;
    const { link, agent } = chosen;
    if (agent.added !== true) throw new Error(`${agent.name} is one of Signalbox’s own; only agents that this workspace has added can be removed.`);
    const remove = 'Remove';
    const detail = 'It goes from .signalbox/agents.json. Its recorded runs stay.';
    if ((await vscode.window.showWarningMessage(`Remove ${agent.name} from the agents of this workspace?`, { modal: true, detail }, remove)) !== remove) return;
    await link.request('agents/remove', { agent: agent.id });
    this.parts.refresh();
  }

  async open(argument: unknown): Promise<void> {
    const named = subjectOf('file', argument);
    const folder = named === undefined ? await chooseFolder(argument) : undefined;
    const path = named?.path ?? (folder === undefined ? undefined : join(folder.uri.fsPath, '.signalbox', 'agents.json'));
    if (path === undefined) return;
    const uri = vscode.Uri.file(path);
    try {
      await vscode.workspace.fs.stat(uri);
    } catch {
      const add = 'Add an Agent…';
      if ((await vscode.window.showInformationMessage('This workspace has added no agents yet.', add)) === add) await this.add(folder === undefined ? argument : { kind: 'folder', folder: folder.uri.fsPath });
      return;
    }
    await vscode.window.showTextDocument(uri);
  }
}

async function ask(): Promise<{ name: string; command: string; args: string[]; env: string[] } | undefined> {
  const name = await vscode.window.showInputBox({ title: 'Add an Agent (1 of 3)', prompt: 'What is it called?', placeHolder: 'My agent', ignoreFocusOut: true, validateInput: (text) => (text.trim() === '' || text.length > 200 ? 'Give a name of at most 200 characters.' : undefined) });
  if (name === undefined) return undefined;
  const line = await vscode.window.showInputBox({
    title: 'Add an Agent (2 of 3)',
    prompt: 'The command that makes it speak the Agent Client Protocol. It is started as it stands, without a shell.',
    placeHolder: 'my-agent --acp',
    ignoreFocusOut: true,
    validateInput: (text) => problemOf(wordsOf(text)),
  });
  if (line === undefined) return undefined;
  const names = await vscode.window.showInputBox({
    title: 'Add an Agent (3 of 3)',
    prompt: 'Names of environment variables that it cannot do without, such as that of its key. Their values stay in your environment. Leave it empty for none.',
    placeHolder: 'MY_AGENT_KEY',
    ignoreFocusOut: true,
    validateInput: (text) => problemOf(namesOf(text)),
  });
  const [words, env] = [wordsOf(line), names === undefined ? undefined : namesOf(names)];
  if (!Array.isArray(words) || !Array.isArray(env)) return undefined;
  const [command = '', ...args] = words;
  return { name: name.trim(), command, args, env };
}

function problemOf(read: string[] | { problem: string }): string | undefined {
  return Array.isArray(read) ? undefined : read.problem;
}
