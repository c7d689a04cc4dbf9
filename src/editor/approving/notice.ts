/**
 * The one notification that something waits. Its text is always the same: the editor then replaces one that is still there, so
 * that they never pile up. Count and age are in the badge and the status bar.
 */
import * as vscode from 'vscode';
import { commands, settings } from '../ids.ts';
import type { Waiting } from '../gate/waiting.ts';

export const noticeText = 'An agent waits for your approval.';
const review = 'Review';
const never = 'Do not show again';
/** Approvals that come in quick succession call once, in ms. */
const PACE = 3000;

export class WaitingNotice {
  private readonly busy: () => boolean;
  private readonly called = new Set<string>();
  private last = 0;
  private timer: NodeJS.Timeout | undefined;
  private latest: readonly Waiting[] = [];

  /** @param busy whether the person is answering already. */
  constructor(busy: () => boolean) {
    this.busy = busy;
  }

  draw(waiting: readonly Waiting[]): void {
    this.latest = waiting;
    for (const id of this.called) if (waiting.every(({ approval }) => approval.id !== id)) this.called.delete(id);
    if (waiting.every(({ approval }) => this.called.has(approval.id)) || this.timer !== undefined) return;
    this.timer = setTimeout(() => this.call(), Math.max(0, this.last + PACE - Date.now()));
  }

  dispose(): void {
    clearTimeout(this.timer);
  }

  private call(): void {
    this.timer = undefined;
    const fresh = this.latest.filter(({ approval }) => !this.called.has(approval.id));
    for (const { approval } of fresh) this.called.add(approval.id);
    if (fresh.length === 0 || this.busy() || vscode.workspace.getConfiguration().get(settings.notify) === false) return;
    this.last = Date.now();
    void vscode.window.showInformationMessage(noticeText, review, never).then(async (choice) => {
      if (choice === review) await vscode.commands.executeCommand(commands.reviewApprovals);
      if (choice === never) await vscode.workspace.getConfiguration().update(settings.notify, false, vscode.ConfigurationTarget.Global);
    });
  }
}
