/** Commands on approvals: review, see whole, allow, deny. */
import * as vscode from 'vscode';
import type { Channel } from '../../model/approval.ts';
import type { Answers, Shown } from '../approving/answers.ts';
import type { Review } from '../approving/review.ts';
import { approvalOf } from '../approving/whole-text.ts';
import type { WholeDocuments } from '../approving/whole.ts';
import type { Waiting } from '../gate/waiting.ts';
import { approvalScheme } from '../ids.ts';
import { subjectOf, type SubjectOf } from '../subject.ts';
import { isAimed } from './aim.ts';

export interface ApprovalCommandParts {
  review: Review;
  answers: Answers;
  whole: WholeDocuments;
  waiting: () => Waiting[];
  /** Milliseconds since the epoch at which the rows of the Approvals view last moved. */
  movedAt: () => number;
}

export class ApprovalCommands {
  private readonly parts: ApprovalCommandParts;

  constructor(parts: ApprovalCommandParts) {
    this.parts = parts;
  }

  /** Opens the prompt for one approval: of a row, or of the document that shows it. */
  async reviewOne(argument: unknown): Promise<void> {
    const subject = subjectOf('approval', argument);
    const id = subject?.approval ?? shownIn(argument) ?? shownIn(vscode.window.activeTextEditor?.document.uri);
    await (id === undefined ? this.parts.review.queue() : this.parts.review.one(id));
  }

  async seeWhole(argument: unknown): Promise<void> {
    const subject = subjectOf('approval', argument);
    const waiting = this.parts.waiting();
    const found = subject === undefined ? waiting[0] : waiting.find(({ approval }) => approval.id === subject.approval);
    if (found === undefined) throw new Error('This approval does not wait any more.');
    await this.parts.whole.open(found.approval);
  }

  /** The check mark of a row: bound to the digest that the row was drawn with. */
  async allowOnce(argument: unknown): Promise<void> {
    const subject = subjectOf('approval', argument);
    if (subject === undefined) return this.parts.review.queue();
    if (!isAimed(this.parts.movedAt(), Date.now())) return this.parts.review.one(subject.approval);
    await this.parts.answers.give(shownAs(subject, 'tree'), { answer: 'allow-once' });
  }

  async deny(argument: unknown): Promise<void> {
    const subject = subjectOf('approval', argument);
    if (subject === undefined) return this.parts.review.queue();
    await this.parts.answers.give(shownAs(subject, 'tree'), { answer: 'deny' });
  }

  async denyWithReason(argument: unknown): Promise<void> {
    const subject = subjectOf('approval', argument);
    if (subject === undefined) return this.parts.review.queue();
    await this.parts.review.denyWithReason(shownAs(subject, 'tree'));
  }
}

function shownAs({ folder, approval, digest }: SubjectOf<'approval'>, channel: Channel): Shown {
  return { folder, approval, digest, channel };
}

/** The approval that an editor's title command was called on. */
function shownIn(uri: unknown): string | undefined {
  return uri instanceof vscode.Uri && uri.scheme === approvalScheme ? approvalOf(uri.path) : undefined;
}
