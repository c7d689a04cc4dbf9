/** The Approvals tree: what waits for a person, first in first out, over all folders; what agents ask; and terminals that ask to be operators. */
import type { Approval, Presentation } from '../../model/approval.ts';
import type { Pairing } from '../../gate/protocol.ts';
import type { FolderState, Folders } from '../gate/folders.ts';
import { byWhom } from '../gate/task.ts';
import { questionsIn, waitingIn, type Waiting, type WaitingQuestion } from '../gate/waiting.ts';
import { messageLine, titleOf, wholeQuestion } from '../questions/question-text.ts';
import { ageSince } from '../age.ts';
import { commands } from '../ids.ts';
import { Listeners } from '../listeners.ts';
import { colors, type Row, type TreeModel } from './node.ts';

export class ApprovalsModel implements TreeModel {
  private readonly folders: Folders;
  private readonly now: () => number;
  private readonly changed = new Listeners<Row | undefined>();
  /** The rows of what waits as they were last handed out, by their ids. */
  private readonly handedOut = new Map<string, Row>();
  private drawn = '';
  private ages = '';
  /** Milliseconds since the epoch at which rows last came or went, and so moved. */
  movedAt = 0;

  constructor(folders: Folders, now: () => number) {
    this.folders = folders;
    this.now = now;
    folders.onChange(() => this.follow());
  }

  onChange(listener: (row: Row | undefined) => void): () => void {
    return this.changed.add(listener);
  }

  /** Time has gone by: the rows with another age are drawn anew, and no other. A click on what is drawn anew just then is lost. */
  tick(): void {
    const folders = this.folders.all();
    const times = [...waitingIn(folders).map(({ approval }) => approval), ...questionsIn(folders).map(({ question }) => question)];
    const ages = times.map(({ requestedAt }) => ageSince(requestedAt, this.now())).join();
    if (ages === this.ages) return;
    this.ages = ages;
    for (const anew of this.rowsOf(folders)) {
      const row = this.handedOut.get(anew.id);
      if (row === undefined || row.description === anew.description) continue;
      // The editor knows rows by identity: the same object, drawn anew.
      Object.assign(row, anew);
      this.changed.fire(row);
    }
  }

  private follow(): void {
    const drawn = JSON.stringify(this.folders.all().map(({ path, status }) => [path, status.state?.approvals.map(({ id }) => id), status.state?.questions?.map(({ id }) => id), status.state?.pairings.map(({ id }) => id)]));
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.movedAt = this.now();
    this.handedOut.clear();
    this.changed.fire(undefined);
  }

  children(row: Row | undefined): Row[] {
    const folders = this.folders.all();
    if (row?.subject?.kind === 'folder') {
      const { folder } = row.subject;
      return this.handOut(this.rowsOf(folders.filter(({ path }) => path === folder)));
    }
    if (row !== undefined) return [];
    if (folders.length < 2) return this.handOut(this.rowsOf(folders));
    return folders.filter((folder) => this.rowsOf([folder]).length > 0).map((folder) => folderRow(folder, this.rowsOf([folder]).length));
  }

  private handOut(rows: Row[]): Row[] {
    for (const row of rows) this.handedOut.set(row.id, row);
    return rows;
  }

  private rowsOf(folders: readonly FolderState[]): Row[] {
    const now = this.now();
    const pairings = folders.flatMap(({ path, status }) => (status.state?.pairings ?? []).map((pairing) => pairingRow(path, pairing)));
    return [...pairings, ...questionsIn(folders).map((waiting) => questionRow(waiting, now)), ...waitingIn(folders).map((waiting) => approvalRow(waiting, now))];
  }
}

function folderRow(folder: FolderState, count: number): Row {
  return {
    id: `folder:${folder.path}`,
    label: folder.name,
    description: String(count),
    icon: { id: 'root-folder' },
    context: 'folder',
    expand: 'expanded',
    subject: { kind: 'folder', folder: folder.path },
  };
}

function pairingRow(folder: string, pairing: Pairing): Row {
  return {
    id: `pairing:${pairing.id}`,
    label: `${pairing.client.name} asks to be an operator`,
    description: pairing.code,
    tooltip: `${pairing.client.kind} ${pairing.client.name} ${pairing.client.version} (process ${pairing.client.pid}) wants to launch runs and answer approvals here.\nAccept only if it shows the code ${pairing.code}.`,
    icon: { id: 'key', color: colors.warning },
    context: 'pairing',
    expand: 'none',
    spoken: `${pairing.client.name} asks to be an operator, code ${pairing.code}`,
    subject: { kind: 'pairing', folder, pairing: pairing.id },
  };
}

function questionRow({ folder, question, task }: WaitingQuestion, now: number): Row {
  const age = ageSince(question.requestedAt, now);
  return {
    id: `question:${question.id}`,
    label: messageLine(question),
    description: `${byWhom(question.agent, task)}, ${age}`,
    tooltip: short(wholeQuestion(question, task)),
    icon: { id: 'question', color: colors.warning },
    context: 'question',
    expand: 'none',
    command: { id: commands.answerQuestion, title: 'Answer' },
    spoken: `${titleOf(question)}, waiting ${age}${task && `, for the task ${task}`}`,
    subject: { kind: 'question', folder, question: question.id },
  };
}

function approvalRow({ folder, approval, task }: Waiting, now: number): Row {
  const age = ageSince(approval.requestedAt, now);
  return {
    id: `approval:${approval.id}`,
    label: approval.title,
    description: `${byWhom(approval.agent, task)}, ${age}`,
    tooltip: approvalTooltip(approval, task),
    icon: { id: kindIcon(approval.kind), color: colors.warning },
    context: 'approval',
    expand: 'none',
    command: { id: commands.reviewApproval, title: 'Review' },
    spoken: `${approval.agent} wants to ${approval.title}, waiting ${age}${task && `, for the task ${task}`}`,
    subject: { kind: 'approval', folder, approval: approval.id, digest: approval.digest },
  };
}

/** The same picture for a kind of action everywhere. */
export function kindIcon(kind: string): string {
  const icons: Record<string, string> = { exec: 'terminal', read: 'eye', write: 'edit', fetch: 'globe', mcp: 'plug', other: 'tools' };
  return icons[kind] ?? 'tools';
}

const MAX_TOOLTIP = 4000;

/** A text whole where it is short enough; else its start, and a word that there is more. */
function short(text: string): string {
  return text.length > MAX_TOOLTIP ? `${text.slice(0, MAX_TOOLTIP).toWellFormed()}\n… (see it whole before you answer)` : text;
}

export function approvalTooltip(approval: Approval, task = ''): string {
  const shown = short(wholeText(approval.presentation));
  const findings = approval.findings.map(({ severity, reason }) => `${severity}: ${reason}`);
  return [approval.title, `Asked by ${byWhom(approval.agent, task)}`, '', shown.trimEnd(), '', ...findings, `Asked by rule ${approval.rule.id} (${approval.rule.layer}): ${approval.reason}`, `Digest ${approval.digest.slice(0, 12)}`].join('\n');
}

/** A presentation as one text. A diff is given by its files; the diff editor shows it better. */
export function wholeText(presentation: Presentation): string {
  if (presentation.form === 'document') return presentation.text;
  return presentation.files
    .map(({ path, before, after }) => `${before === null ? 'create' : after === null ? 'delete' : 'edit'} ${path}${after === null ? '' : `\n${after}`}`)
    .join('\n\n');
}
