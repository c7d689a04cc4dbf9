/** Badge and status bar item: how much waits for the person, and for how long. */
import * as vscode from 'vscode';
import { ageSince } from '../age.ts';
import type { Waiting, WaitingQuestion } from '../gate/waiting.ts';
import { commands, waitingItem } from '../ids.ts';

export class WaitingStatus {
  private readonly item: vscode.StatusBarItem;
  private readonly view: { badge?: vscode.ViewBadge | undefined };
  private counted = '';
  private text = '';

  /** @param view the Approvals view, which carries the badge. */
  constructor(view: { badge?: vscode.ViewBadge | undefined }) {
    this.view = view;
    this.item = vscode.window.createStatusBarItem(waitingItem, vscode.StatusBarAlignment.Left, 100);
    this.item.name = 'Signalbox approvals';
    this.item.command = commands.reviewApprovals;
    this.item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
  }

  draw(waiting: readonly Waiting[], questions: readonly WaitingQuestion[]): void {
    const count = waiting.length + questions.length;
    const words = wordsOf(waiting.length, questions.length);
    if (words !== this.counted) {
      this.counted = words;
      this.view.badge = count === 0 ? undefined : { value: count, tooltip: words };
    }
    const [oldest] = [...waiting.map(({ approval }) => approval), ...questions.map(({ question }) => question)].map(({ requestedAt }) => requestedAt).sort();
    if (oldest === undefined) {
      this.text = '';
      return this.item.hide();
    }
    const age = ageSince(oldest, Date.now());
    const text = `$(bell-dot) ${count} waiting, ${age}`;
    const tooltip = `${words}${count === 1 ? `, for ${age}. Click to ${waiting.length === 1 ? 'review' : 'answer'}.` : `, the oldest for ${age}. Click to review.`}`;
    if (text + tooltip === this.text) return;
    this.text = text + tooltip;
    this.item.text = text;
    this.item.tooltip = tooltip;
    this.item.accessibilityInformation = { label: words };
    this.item.show();
  }

  dispose(): void {
    this.item.dispose();
  }
}

/** In words, what waits. */
function wordsOf(approvals: number, questions: number): string {
  const actions = approvals === 0 ? '' : approvals === 1 ? '1 action waits for your approval' : `${approvals} actions wait for your approval`;
  const asked = questions === 0 ? '' : questions === 1 ? '1 question waits for your answer' : `${questions} questions wait for your answer`;
  return [actions, asked].filter(Boolean).join(', ');
}
