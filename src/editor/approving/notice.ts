/**
 * The one notification that something waits: actions, or questions. Its text is always the same: the editor then replaces one that is still there, so
 * that they never pile up. Count and age are in the badge and the status bar.
 */
import * as vscode from 'vscode';
import { commands, settings } from '../ids.ts';

export interface NoticeOptions {
  text: string;
  /** The button that opens what waits, and what it does. */
  button: string;
  command: (typeof commands)[keyof typeof commands];
  /** Whether the person is answering already. */
  busy: () => boolean;
}

export const approvalNotice = { text: 'An agent waits for your approval.', button: 'Review', command: commands.reviewApprovals } as const;
export const questionNotice = { text: 'An agent asks you a question.', button: 'Answer', command: commands.answerQuestion } as const;
const never = 'Do not show again';
/** What comes in quick succession calls once, in ms. */
const PACE = 3000;

export class WaitingNotice {
  private readonly options: NoticeOptions;
  private readonly called = new Set<string>();
  private last = 0;
  private timer: NodeJS.Timeout | undefined;
  private latest: readonly string[] = [];

  constructor(options: NoticeOptions) {
    this.options = options;
  }

  /** @param waiting the ids of what waits. */
  draw(waiting: readonly string[]): void {
    this.latest = waiting;
    for (const id of this.called) if (!waiting.includes(id)) this.called.delete(id);
    if (waiting.every((id) => this.called.has(id)) || this.timer !== undefined) return;
    this.timer = setTimeout(() => this.call(), Math.max(0, this.last + PACE - Date.now()));
  }

  dispose(): void {
    clearTimeout(this.timer);
  }

  private call(): void {
    const { text, button, command, busy } = this.options;
    this.timer = undefined;
    const fresh = this.latest.filter((id) => !this.called.has(id));
    for (const id of fresh) this.called.add(id);
    if (fresh.length === 0 || busy() || vscode.workspace.getConfiguration().get(settings.notify) === false) return;
    this.last = Date.now();
    void vscode.window.showInformationMessage(text, button, never).then(async (choice) => {
      if (choice === button) await vscode.commands.executeCommand(command);
      if (choice === never) await vscode.workspace.getConfiguration().update(settings.notify, false, vscode.ConfigurationTarget.Global);
    });
  }
}
