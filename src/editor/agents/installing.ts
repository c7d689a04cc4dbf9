/** Helps a person to get an agent: its command in a terminal, not run; and its page. */
import * as vscode from 'vscode';
import { chooseAgent, type AgentParts } from './choose-agent.ts';

export class InstallCommands {
  private readonly parts: AgentParts;
  private readonly terminals = new Set<vscode.Terminal>();
  private readonly subscription: vscode.Disposable;

  constructor(parts: AgentParts) {
    this.parts = parts;
    const done = (terminal: vscode.Terminal) => {
      if (this.terminals.has(terminal)) parts.refresh();
    };
    this.subscription = vscode.Disposable.from(
      vscode.window.onDidEndTerminalShellExecution(({ terminal }) => done(terminal)),
      vscode.window.onDidCloseTerminal((terminal) => {
        done(terminal);
        this.terminals.delete(terminal);
      }),
    );
  }

  /** The person reads the command and presses Enter, or does not. */
  async install(argument: unknown): Promise<void> {
    const chosen = await chooseAgent(argument, this.parts, 'Install which agent?', ({ state, install }) => state !== 'ready' && install !== undefined, 'Every agent that Signalbox knows how to install is here.');
    if (chosen === undefined) return;
    const { agent } = chosen;
    if (agent.install === undefined) return this.openPage(argument);
    const terminal = vscode.window.createTerminal({ name: `Install ${agent.name}`, iconPath: new vscode.ThemeIcon('cloud-download') });
    this.terminals.add(terminal);
    terminal.show();
    terminal.sendText(agent.install, false);
  }

  async openPage(argument: unknown): Promise<void> {
    const chosen = await chooseAgent(argument, this.parts, 'Open the page of which agent?', ({ homepage }) => homepage !== undefined, 'No agent here has a page that Signalbox knows.');
    if (chosen === undefined) return;
    const { agent } = chosen;
    if (agent.homepage === undefined) throw new Error(`Signalbox knows no page of ${agent.name}.`);
    await vscode.env.openExternal(vscode.Uri.parse(agent.homepage, true));
  }

  dispose(): void {
    this.subscription.dispose();
    this.terminals.clear();
  }
}
