/** Badge and status bar item: how many actions wait, and for how long. */
import * as vscode from 'vscode';
import { ageSince } from '../age.ts';
import type { Waiting } from '../gate/waiting.ts';
import { commands, waitingItem } from '../ids.ts';

export class WaitingStatus {
  private readonly item: vscode.StatusBarItem;
  private readonly view: { badge?: vscode.ViewBadge | undefined };
  private badge = -1;
  private text = '';

  /** @param view the Approvals view, which carries the badge. */
  constructor(view: { badge?: vscode.ViewBadge | undefined }) {
    this.view = view;
    this.item = vscode.window.createStatusBarItem(waitingItem, vscode.StatusBarAlignment.Left, 100);
    this.item.name = 'Signalbox approvals';
    this.item.command = commands.reviewApprovals;
    this.item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
  }

  draw(waiting: readonly Waiting[]): void {
    const count = waiting.length;
    if (count !== this.badge) {
      this.badge = count;
      this.view.badge = count === 0 ? undefined : { value: count, tooltip: count === 1 ? '1 action waits for your approval' : `${count} actions wait for your approval` };
    }
    const [oldest] = waiting;
    if (oldest === undefined) {
      this.text = '';
      return this.item.hide();
    }
    const age = ageSince(oldest.approval.requestedAt, Date.now());
    const text = `$(bell-dot) ${count} waiting, ${age}`;
    if (text === this.text) return;
    this.text = text;
    this.item.text = text;
    this.item.tooltip = `${count === 1 ? 'An action waits' : `${count} actions wait`} for your approval, the oldest for ${age}. Click to review.`;
    this.item.accessibilityInformation = { label: `${count === 1 ? '1 action waits' : `${count} actions wait`} for your approval` };
    this.item.show();
  }

  dispose(): void {
    this.item.dispose();
  }
}
