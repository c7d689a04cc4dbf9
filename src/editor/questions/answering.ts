/**
 * Answering the questions of agents: the person opens one when they want to, goes through its fields, and leaves it waiting by Escape.
 * What is shown never becomes another question: when it is answered elsewhere or withdrawn, the prompt closes and says so.
 */
import * as vscode from 'vscode';
import type { Question, QuestionValue } from '../../model/question.ts';
import type { QuestionReply } from '../../gate/protocol.ts';
import { ageSince } from '../age.ts';
import { guardedPick } from '../approving/guarded-pick.ts';
import { byWhom } from '../gate/task.ts';
import type { GateLink } from '../gate/gate-link.ts';
import type { WaitingQuestion } from '../gate/waiting.ts';
import { askConsent, askField, plain, type FieldAnswer, type Place } from './field-prompt.ts';
import { titleOf, wholeQuestion } from './question-text.ts';

export interface AnsweringParts {
  /** What waits, oldest first. */
  waiting: () => WaitingQuestion[];
  onChange: (listener: () => void) => () => void;
  links: { of(folder: string): Pick<GateLink, 'request'> | undefined };
  /** Opens a text in an editor beside the prompt. */
  show: (question: Question, text: string) => Promise<void>;
}

type Given = { action: 'accept'; values: QuestionValue[] } | { action: 'decline' };

const open = 'Open in the Browser';
const decline = 'Decline';

export class Answering {
  private readonly parts: AnsweringParts;
  private showing = false;
  /** Answered here: the gate's next snapshot, without them, may not have come yet. */
  private readonly answered = new Set<string>();

  constructor(parts: AnsweringParts) {
    this.parts = parts;
  }

  /** Whether a prompt is open: then nothing else needs to call for attention. */
  get active(): boolean {
    return this.showing;
  }

  /** Opens a question: the one with this id, the only one that waits, or the one that the person picks. */
  async answer(id?: string): Promise<void> {
    if (this.showing) return;
    this.showing = true;
    try {
      const chosen = id ?? (await this.choose());
      const found = chosen === undefined ? undefined : this.find(chosen);
      if (found !== undefined) await this.prompt(found);
      else if (id !== undefined) this.sayGone();
    } finally {
      this.showing = false;
    }
  }

  async declineOne(id: string): Promise<void> {
    const found = this.find(id);
    if (found === undefined) return this.sayGone();
    await this.give(found, { action: 'decline' }, 'tree');
  }

  private waiting(): WaitingQuestion[] {
    return this.parts.waiting().filter(({ question }) => !this.answered.has(question.id));
  }

  private find(id: string): WaitingQuestion | undefined {
    return this.waiting().find(({ question }) => question.id === id);
  }

  /** Says so where none waits. */
  private async choose(): Promise<string | undefined> {
    const [only, ...more] = this.waiting();
    if (only === undefined) void vscode.window.showInformationMessage('No agent asks you anything.');
    if (only === undefined || more.length === 0) return only?.question.id;
    const content = () => {
      const waiting = this.waiting();
      const items = waiting.map(({ question, task }) => ({ label: plain(question.asked.message), description: plain(`${byWhom(question.agent, task)}, ${ageSince(question.requestedAt, Date.now())}`), iconPath: new vscode.ThemeIcon('question'), value: question.id, harmless: true }));
      return waiting.length === 0 ? undefined : { title: `${waiting.length} questions wait`, placeholder: 'Choose one to look at; nothing is answered yet', items };
    };
    const picked = await guardedPick({ content, onChange: this.parts.onChange });
    return picked.how === 'picked' ? picked.value : undefined;
  }

  private async prompt(waiting: WaitingQuestion): Promise<void> {
    const { asked } = waiting.question;
    const answer = asked.mode === 'url' ? await this.page(asked, waiting) : await this.form(asked.fields, waiting);
    if (answer === 'gone') return this.sayGone();
    if (answer !== 'left') await this.give(waiting, answer, 'quick-pick');
  }

  private async form(fields: Extract<Question['asked'], { mode: 'form' }>['fields'], waiting: WaitingQuestion): Promise<Given | 'left' | 'gone'> {
    const steps = Math.max(1, fields.length);
    const values: (QuestionValue | undefined)[] = [];
    for (let index = 0; index < steps; ) {
      if (this.find(waiting.question.id) === undefined) return 'gone';
      const field = fields[index];
      const place = this.placeOf(waiting, index + 1, steps);
      const answer: FieldAnswer = field === undefined ? await askConsent(place) : await askField(field, place, values[index]);
      if (answer.how === 'decline') return { action: 'decline' };
      if (answer.how === 'left' || answer.how === 'gone') return answer.how;
      if (answer.how === 'value') values[index] = answer.value;
      index += answer.how === 'back' ? -1 : 1;
    }
    return { action: 'accept', values: fields.map((_field, index) => values[index] ?? null) };
  }

  /** Where a page leads is shown whole before it is opened, and only the person opens it. */
  private async page({ message, url, host }: Extract<Question['asked'], { mode: 'url' }>, { question, task }: WaitingQuestion): Promise<Given | 'left' | 'gone'> {
    const detail = `${plain(message)}${task && `\n\nAsked in the task: ${task}`}\n\nThe page is at ${host}. Its whole address:\n${url}`;
    const choice = await vscode.window.showInformationMessage(`${question.agent} wants you to visit a page at ${host}`, { modal: true, detail }, open, decline);
    if (choice === undefined) return 'left';
    if (this.find(question.id) === undefined) return 'gone';
    if (choice === decline) return { action: 'decline' };
    // As a text, which the editor takes as well: as a `Uri` it is encoded anew, and what stands encoded in a query would come out another.
    const opened = await vscode.env.openExternal(url as unknown as vscode.Uri);
    return opened ? { action: 'accept', values: [] } : 'left';
  }

  private placeOf({ question, task }: WaitingQuestion, step: number, steps: number): Place {
    return {
      title: plain(`${titleOf(question)}${task && ` · ${task}`}`),
      step,
      steps,
      seeWhole: () => this.parts.show(question, wholeQuestion(question, task)),
      whenGone: (listener) =>
        this.parts.onChange(() => {
          if (this.find(question.id)?.question.digest !== question.digest) listener();
        }),
    };
  }

  private async give({ folder, question }: WaitingQuestion, given: Given, channel: QuestionReply['channel']): Promise<void> {
    const link = this.parts.links.of(folder);
    if (link === undefined) return void vscode.window.showWarningMessage('Signalbox: the folder of this question is not open any more.');
    const result = await link.request('question/answer', { question: question.id, digest: question.digest, channel, ...given });
    if (result.accepted) this.answered.add(question.id);
    else void vscode.window.showWarningMessage(`Signalbox: your answer did not count. ${result.message}`);
  }

  private sayGone(): void {
    void vscode.window.showInformationMessage('This question does not wait any more: it was answered elsewhere, withdrawn, or cancelled by time-out.');
  }
}
