/**
 * Approving by quick pick: the queue, then one approval at a time. What is shown never becomes another approval: when it is
 * answered elsewhere or expires, the prompt closes and says so.
 */
import * as vscode from 'vscode';
import type { Approval } from '../../model/approval.ts';
import type { Channel } from '../../model/approval.ts';
import { ageSince } from '../age.ts';
import { insideFolder } from '../gate/inside.ts';
import { byWhom } from '../gate/task.ts';
import type { Waiting } from '../gate/waiting.ts';
import type { OpenInputs } from '../open-inputs.ts';
import { plain } from '../questions/field-prompt.ts';
import { kindIcon } from '../views/approvals-model.ts';
import type { Answers, GivenAnswer, Shown } from './answers.ts';
import { Listeners } from '../listeners.ts';
import { guardedPick, type GuardedItem, type PickContent } from './guarded-pick.ts';
import type { WholeDocuments } from './whole.ts';

export interface ReviewParts {
  /** What waits, oldest first. */
  waiting: () => Waiting[];
  onChange: (listener: () => void) => () => void;
  answers: Pick<Answers, 'give'>;
  /** In words, what a rule would have allowed in the recorded runs of a folder. */
  tryRule: (folder: string, rule: string) => Promise<string>;
  whole: Pick<WholeDocuments, 'open' | 'openRule'>;
  /** What the person is typing into: no prompt opens over it. */
  inputs: Pick<OpenInputs, 'any' | 'hold' | 'goBack'>;
}

type Choice = 'once' | 'run' | 'always' | 'deny' | 'reason';
type Ended = 'answered' | 'left' | 'back';

export class Review {
  private readonly parts: ReviewParts;
  private showing = false;
  /** Answered here: the gate's next snapshot, without them, may not have come yet. */
  private readonly answered = new Set<string>();

  constructor(parts: ReviewParts) {
    this.parts = parts;
  }

  /** Whether a prompt is open: then nothing else needs to call for attention. */
  get active(): boolean {
    return this.showing;
  }

  /** Shows the queue, or the only one that waits, and goes on until nothing waits or the person leaves. */
  async queue(): Promise<void> {
    if (this.parts.inputs.goBack()) return;
    await this.exclusively(async () => {
      if (this.waiting().length === 0) return void vscode.window.showInformationMessage('Nothing waits for an approval.');
      await this.rest();
    });
  }

  /** Shows one approval, then what else waits. */
  async one(id: string): Promise<void> {
    if (this.parts.inputs.goBack()) return;
    await this.exclusively(async () => {
      if (this.find(id) === undefined) return this.sayGone();
      if ((await this.decide(id)) !== 'left') await this.rest();
    });
  }

  /** Asks for a reason, then denies. The empty reason is none: the agent gets it word for word. @returns whether it was answered. */
  async denyWithReason(shown: Shown): Promise<boolean> {
    if (this.parts.inputs.goBack()) return false;
    const validateInput = (text: string) => (text.trim() === '' ? 'Say why, so that the agent can do better.' : text.length > 4000 ? 'At most 4000 characters.' : undefined);
    const reason = await this.parts.inputs.hold(async () =>
      vscode.window.showInputBox({ title: 'Deny with a reason', prompt: 'The agent gets this text. Escape goes back without an answer.', ignoreFocusOut: true, validateInput }),
    );
    return reason !== undefined && (await this.parts.answers.give(shown, { answer: 'deny', reason: reason.trim() }));
  }

  private waiting(): Waiting[] {
    return this.parts.waiting().filter(({ approval }) => !this.answered.has(approval.id));
  }

  private async exclusively(work: () => Promise<void>): Promise<void> {
    const before = this.showing;
    this.showing = true;
    try {
      await work();
    } finally {
      this.showing = before;
    }
  }

  /** What else waits. It is left to itself while the person types something elsewhere. */
  private async rest(): Promise<void> {
    while (!this.parts.inputs.any) {
      const waiting = this.waiting();
      const [only] = waiting;
      if (only === undefined) return;
      const id = waiting.length === 1 ? only.approval.id : await this.choose();
      if (id === undefined || (await this.decide(id)) === 'left') return;
    }
  }

  /** The queue as a list; picking from it answers nothing. */
  private async choose(): Promise<string | undefined> {
    const content = (): PickContent<string> | undefined => {
      const waiting = this.waiting();
      if (waiting.length === 0) return undefined;
      return {
        title: `${waiting.length} approvals wait`,
        placeholder: 'Choose one to look at; nothing is answered yet',
        items: waiting.map(({ approval, task }) => ({
          label: plain(approval.title),
          description: plain(`${byWhom(approval.agent, task)}, ${ageSince(approval.requestedAt, Date.now())}`),
          iconPath: new vscode.ThemeIcon(kindIcon(approval.kind)),
          value: approval.id,
          harmless: true,
        })),
      };
    };
    const picked = await guardedPick({ content, onChange: this.parts.onChange });
    return picked.how === 'picked' ? picked.value : undefined;
  }

  private async decide(id: string): Promise<Ended> {
    const first = this.find(id);
    if (first === undefined) return this.gone();
    // The approval as it is shown; an answer names its digest and no other.
    const { folder, approval } = first;
    const shown: Shown = { folder, approval: id, digest: approval.digest, channel: 'quick-pick' satisfies Channel };
    for (;;) {
      const content = (): PickContent<Choice> | undefined => {
        const now = this.find(id);
        return now === undefined || now.approval.digest !== shown.digest ? undefined : this.contentOf(first);
      };
      const several = this.waiting().length > 1;
      const picked = await guardedPick({ content, onChange: this.parts.onChange, back: several });
      if (picked.how === 'gone') return this.gone();
      if (picked.how !== 'picked') return picked.how;
      const given = await this.answerFor(picked.value, approval, shown);
      // Another input may have taken the place of the one for the reason.
      if (given === undefined && this.parts.inputs.any) return 'left';
      if (given === undefined) continue;
      if (given !== 'answered' && !(await this.parts.answers.give(shown, given))) return 'back';
      this.answered.add(id);
      return 'answered';
    }
  }

  /** `undefined`: the person went back to the choice. */
  private async answerFor(choice: Choice, approval: Approval, shown: Shown): Promise<GivenAnswer | 'answered' | undefined> {
    switch (choice) {
      case 'once':
        return { answer: 'allow-once' };
      case 'run':
        return { answer: 'allow-run' };
      case 'always':
        return this.confirmRule(shown.folder, approval);
      case 'deny':
        return { answer: 'deny' };
      case 'reason':
        return (await this.denyWithReason(shown)) ? 'answered' : undefined;
    }
  }

  private contentOf({ folder, approval, task }: Waiting): PickContent<Choice> {
    const number = this.waiting().findIndex((each) => each.approval.id === approval.id) + 1;
    const count = this.waiting().length;
    const { suggestion } = approval;
    const items: GuardedItem<Choice>[] = [
      { label: 'See it whole', iconPath: new vscode.ThemeIcon('eye'), detail: plain(approval.title), harmless: true, stay: () => this.parts.whole.open(approval) },
      { label: 'Allow once', iconPath: new vscode.ThemeIcon('check'), value: 'once' },
      { label: 'Allow for this run', iconPath: new vscode.ThemeIcon('check-all'), detail: 'A grant that ends with the run', value: 'run' },
      ...(suggestion === undefined
        ? []
        : [{ label: 'Always allow…', iconPath: new vscode.ThemeIcon('law'), detail: 'Adds a rule, which is shown before it is saved', value: 'always' as const }]),
      { label: 'Deny', iconPath: new vscode.ThemeIcon('circle-slash'), value: 'deny' },
      { label: 'Deny with a reason…', iconPath: new vscode.ThemeIcon('comment'), detail: 'The agent gets the reason', value: 'reason' },
    ];
    const worst = approval.findings.map(({ severity, reason }) => `${severity}: ${reason}`)[0];
    return {
      title: `${approval.agent} asks${count > 1 ? ` (${number} of ${count})` : ''}${task && `: ${task}`}`,
      placeholder: approval.title,
      prompt: [insideFolder(worst ?? approval.reason, folder), `rule ${approval.rule.id}`, `digest ${approval.digest.slice(0, 12)}`].join(' · '),
      items,
    };
  }

  private async confirmRule(folder: string, approval: Approval): Promise<GivenAnswer | undefined> {
    const { suggestion } = approval;
    if (suggestion === undefined) return undefined;
    await this.parts.whole.openRule(approval);
    const tried = new Listeners<void>();
    let trial = 'Looking at what it would have allowed in the recorded runs…';
    const tell = (words: string) => {
      trial = words;
      tried.fire();
    };
    this.parts.tryRule(folder, suggestion.rule).then(tell, () => tell('What it would have allowed in the recorded runs is not known'));
    const content = (): PickContent<'save'> | undefined =>
      this.find(approval.id)?.approval.suggestion?.digest !== suggestion.digest
        ? undefined
        : {
            title: 'Add this rule?',
            placeholder: suggestion.file,
            prompt: suggestion.rule.replaceAll(/\s+/g, ' '),
            items: [
              { label: 'See the rule whole', iconPath: new vscode.ThemeIcon('eye'), detail: suggestion.rule.replaceAll(/\s+/g, ' '), harmless: true, stay: () => this.parts.whole.openRule(approval) },
              { label: 'What it would have allowed', iconPath: new vscode.ThemeIcon('history'), detail: trial, harmless: true, stay: () => Promise.resolve() },
              { label: 'Add the rule and allow', iconPath: new vscode.ThemeIcon('law'), detail: suggestion.file, value: 'save' },
            ],
          };
    const onChange = (listener: () => void) => {
      const stops = [this.parts.onChange(listener), tried.add(listener)];
      return () => stops.forEach((stop) => stop());
    };
    const picked = await guardedPick({ content, onChange, back: true, ignoreFocusOut: true });
    return picked.how === 'picked' ? { answer: 'allow-always', ruleDigest: suggestion.digest } : undefined;
  }

  private find(id: string): Waiting | undefined {
    return this.waiting().find(({ approval }) => approval.id === id);
  }

  private gone(): Ended {
    this.sayGone();
    return 'back';
  }

  private sayGone(): void {
    void vscode.window.showInformationMessage('This approval does not wait any more: it was answered elsewhere, withdrawn, or denied by time-out.');
  }
}
