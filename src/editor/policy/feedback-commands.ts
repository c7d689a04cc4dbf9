/** *Mark as false* and *mark as missed*: a rule of the person's own policy, which they look at and save. */
import * as vscode from 'vscode';
import type { FeedbackCommand, FeedbackSubject } from '../../policy/feedback.ts';
import type { ToolCallView } from '../../record/view.ts';
import type { Waiting } from '../gate/waiting.ts';
import type { RunDisk } from '../records/run-disk.ts';
import { subjectOf } from '../subject.ts';
import { addRuleTo } from './policy-edits.ts';
import { userPolicyPath } from './policy-files.ts';
import { runCli } from './run-cli.ts';

export interface FeedbackParts {
  dist: string;
  disk: RunDisk;
  waiting: () => Waiting[];
  /** Where the record of a run of a folder is. */
  dirOf: (folder: string, run: string) => Promise<string>;
}

const CHECK_TIME = 20_000;

export class FeedbackCommands {
  private readonly parts: FeedbackParts;

  constructor(parts: FeedbackParts) {
    this.parts = parts;
  }

  async markFalse(argument: unknown): Promise<void> {
    const found = await this.callOf(argument);
    if (found === undefined) return;
    const { call, folder } = found;
    if (call.findings.length === 0) throw new Error('The guard found nothing in this action.');
    const picked = await vscode.window.showQuickPick(
      call.findings.map(({ id, reason, severity }) => ({ label: id, description: severity, detail: `It ${reason}.`, id })),
      { title: 'Which finding is false?', placeHolder: 'A rule of your own policy is made, which you look at and save' },
    );
    if (picked === undefined) return;
    const { falseFinding } = await import('../../policy/feedback.ts');
    await this.offer(falseFinding(await this.subject(folder, call), picked.id));
  }

  async markMissed(argument: unknown): Promise<void> {
    const found = await this.callOf(argument);
    if (found === undefined) return;
    const { missedFinding } = await import('../../policy/feedback.ts');
    await this.offer(missedFinding(await this.subject(found.folder, found.call)));
  }

  private async offer(feedback: { rule: string } | { why: string }): Promise<void> {
    if ('why' in feedback) return void vscode.window.showWarningMessage(`Signalbox: ${feedback.why}`);
    await addRuleTo(await userPolicyPath(), feedback.rule, false);
  }

  /** The commands of a line, as the guard reads them now. */
  private async subject(folder: string, { action, findings }: ToolCallView): Promise<FeedbackSubject> {
    if (action.kind !== 'exec') return { action, findings, commands: [] };
    const printed = await runCli(['check', '--jsonl', '--workspace', folder], { dist: this.parts.dist, folder, input: `${JSON.stringify({ id: 1, action })}\n`, time: CHECK_TIME });
    const { segments } = JSON.parse(printed) as { segments: FeedbackCommand[] };
    return { action, findings, commands: segments };
  }

  /** A step in the tree of runs, or an approval that waits. */
  private async callOf(argument: unknown): Promise<{ folder: string; call: ToolCallView } | undefined> {
    const place = await this.placeOf(argument);
    if (place === undefined) return undefined;
    const { turns } = await this.parts.disk.view(place.dir);
    const open = turns.flatMap(({ calls }) => calls);
    for (let call = open.pop(); call !== undefined; call = open.pop()) {
      if (call.step === place.step) return { folder: place.folder, call };
      open.push(...call.children);
    }
    throw new Error('This step is not in the record.');
  }

  private async placeOf(argument: unknown): Promise<{ folder: string; dir: string; step: string } | undefined> {
    const approval = subjectOf('approval', argument);
    if (approval !== undefined) {
      const waiting = this.parts.waiting().find((each) => each.approval.id === approval.approval);
      if (waiting === undefined) throw new Error('This approval does not wait any more.');
      return { folder: approval.folder, dir: await this.parts.dirOf(approval.folder, waiting.approval.run), step: waiting.approval.step };
    }
    const run = subjectOf('run', argument);
    const id = typeof argument === 'object' && argument !== null && 'id' in argument && typeof argument.id === 'string' ? argument.id : '';
    const [, step] = id.split('#call:');
    return run === undefined || step === undefined ? undefined : { folder: run.folder, dir: run.dir, step };
  }
}
