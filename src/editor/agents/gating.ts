/** *Gate This Agent Here* and *Remove Its Hooks*: what it changes is said before, and can be taken back at once. */
import * as vscode from 'vscode';
import { chooseAgent, type AgentParts, type ChosenAgent } from './choose-agent.ts';
import { shortPath } from './short-path.ts';
import { gatingWords } from './words.ts';

const put = 'Put In the Hooks';
const show = 'Show file';
const undo = 'Undo';

export class GatingCommands {
  private readonly parts: AgentParts;

  constructor(parts: AgentParts) {
    this.parts = parts;
  }

  async gateHere(argument: unknown): Promise<void> {
    const none = 'There is no agent here that could be gated when you start it yourself and is not yet.';
    const chosen = await chooseAgent(argument, this.parts, 'Gate which agent when you start it yourself?', ({ state, gatedHere }) => state === 'ready' && gatedHere === false, none);
    if (chosen === undefined) return;
    const { folder, link, agent } = chosen;
    const { files } = await link.request('agents/gate', { agent: agent.id, trusted: vscode.workspace.isTrusted, preview: true });
    const detail = gatingWords(agent.name, folder.name, files.map((file) => shortPath(file)));
    if ((await vscode.window.showWarningMessage(`Gate ${agent.name} in “${folder.name}” when you start it yourself?`, { modal: true, detail }, put)) !== put) return;
    await this.gate(chosen);
  }

  async ungateHere(argument: unknown): Promise<void> {
    const none = 'No agent is gated here when you start it yourself.';
    const chosen = await chooseAgent(argument, this.parts, 'Remove the hooks of which agent?', ({ gatedHere }) => gatedHere === true, none);
    if (chosen !== undefined) await this.ungate(chosen);
  }

  private async gate(chosen: ChosenAgent): Promise<void> {
    const { link, agent } = chosen;
    const { files } = await link.request('agents/gate', { agent: agent.id, trusted: vscode.workspace.isTrusted });
    this.parts.refresh();
    const said = `${agent.name} is gated in this folder from now on when you start it yourself. Sessions that run already are not. ${changed(files)}`;
    const choice = await vscode.window.showInformationMessage(said, ...(files.length > 0 ? [show] : []), undo);
    if (choice === show) for (const file of files) await vscode.window.showTextDocument(vscode.Uri.file(file), { preview: false });
    if (choice === undo) await this.ungate(chosen);
  }

  private async ungate(chosen: ChosenAgent): Promise<void> {
    const { link, agent } = chosen;
    const { files } = await link.request('agents/ungate', { agent: agent.id });
    this.parts.refresh();
    const left = files.length === 0 ? 'Its hooks stay in your configuration, because other folders are gated.' : changed(files);
    const choice = await vscode.window.showInformationMessage(`${agent.name} is not gated in this folder any more when you start it yourself. ${left}`, undo);
    if (choice === undo) await this.gate(chosen);
  }
}

function changed(files: readonly string[]): string {
  return files.length === 0 ? '' : `Changed: ${files.map((file) => shortPath(file)).join(', ')}.`;
}
