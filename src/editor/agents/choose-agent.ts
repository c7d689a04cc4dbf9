/** Asks which agent a command is for, when it was not called on a row. */
import * as vscode from 'vscode';
import type { AgentStatus } from '../../gate/protocol.ts';
import { chooseFolder } from '../commands/choose.ts';
import type { GateLink } from '../gate/gate-link.ts';
import type { GateLinks } from '../gate/gate-links.ts';
import { subjectOf } from '../subject.ts';

export interface AgentParts {
  links: GateLinks;
  /** The agents of a folder; empty when its gate cannot be reached. */
  agents: (folder: string) => Promise<AgentStatus[]>;
  /** Forgets what is known of the agents, and draws them anew. */
  refresh: () => void;
}

export interface ChosenAgent {
  folder: vscode.WorkspaceFolder;
  link: GateLink;
  agent: AgentStatus;
}

/** The folder that the argument is about, and its gate. @throws {Error} where nothing can be done in it */
export async function folderFor(argument: unknown, links: GateLinks): Promise<{ folder: vscode.WorkspaceFolder; link: GateLink } | undefined> {
  if (!vscode.workspace.isTrusted) throw new Error('This workspace is not trusted: nothing about agents is changed from it. Use the command "Workspaces: Manage Workspace Trust".');
  const folder = await chooseFolder(argument);
  if (folder === undefined) return undefined;
  const link = links.of(folder.uri.fsPath);
  if (link === undefined) throw new Error('This folder is not open, or not on disk.');
  await link.open();
  return { folder, link };
}

/**
 * The agent that the argument names, or the one that the person picks.
 * @param fits which agents the command is for
 * @param none said where there is no such agent
 */
export async function chooseAgent(argument: unknown, parts: AgentParts, title: string, fits: (agent: AgentStatus) => boolean, none: string): Promise<ChosenAgent | undefined> {
  const at = await folderFor(argument, parts.links);
  if (at === undefined) return undefined;
  const agents = await parts.agents(at.folder.uri.fsPath);
  const named = subjectOf('agent', argument)?.agent;
  if (named !== undefined) {
    const agent = agents.find(({ id }) => id === named);
    if (agent === undefined) throw new Error(`There is no agent ${JSON.stringify(named)} any more. Refresh the Agents view.`);
    return { ...at, agent };
  }
  const items = agents.filter(fits).map((agent) => ({ label: agent.name, description: agent.version ?? '', detail: agent.description, agent }));
  if (items.length === 0) throw new Error(none);
  const picked = await vscode.window.showQuickPick(items, { title });
  return picked === undefined ? undefined : { ...at, agent: picked.agent };
}
