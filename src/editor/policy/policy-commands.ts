/** Commands about the policy: replay, preview, how it is doing, taking back what was allowed. */
import * as vscode from 'vscode';
import { chooseFolder, chooseRun } from '../commands/choose.ts';
import type { GateLink } from '../gate/gate-link.ts';
import type { RunDisk } from '../records/run-disk.ts';
import { subjectOf } from '../subject.ts';
import type { PolicyHistory } from './history.ts';
import { policyFilesOf, workspacePolicyPath } from './policy-files.ts';
import { addRuleTo, removeRuleFrom } from './policy-edits.ts';
import type { Reports } from './reports.ts';

/** The newest runs that *all runs* means. */
const MAX_RUNS = 100;

export interface PolicyCommandParts {
  dist: string;
  disk: RunDisk;
  links: { of(folder: string): GateLink | undefined };
  history: PolicyHistory;
  reports: Reports;
}

export class PolicyCommands {
  private readonly parts: PolicyCommandParts;

  constructor(parts: PolicyCommandParts) {
    this.parts = parts;
  }

  async replayRun(argument: unknown): Promise<void> {
    const run = await chooseRun(argument, this.parts.disk, 'Replay which run?');
    if (run !== undefined) await this.replay(run.folder, [run.dir, '--current'], 'the current policy', 'replay');
  }

  async replayAll(argument: unknown): Promise<void> {
    const folder = await chooseFolder(argument);
    if (folder !== undefined) await this.replay(folder.uri.fsPath, ['--all', '--limit', String(MAX_RUNS), '--current'], 'the current policy', 'replay of all runs');
  }

  /** The policy file as it stands in its editor, saved or not. */
  async preview(argument: unknown): Promise<void> {
    const document = await this.policyDocument(argument);
    if (document === undefined) return;
    const folder = vscode.workspace.getWorkspaceFolder(document.uri);
    if (folder === undefined) throw new Error('This policy belongs to no folder of the workspace.');
    const words = document.isDirty ? 'this policy, which is not saved yet' : 'this policy';
    await this.replay(folder.uri.fsPath, ['--all', '--limit', String(MAX_RUNS), '--policy', '-'], words, 'preview', document.getText());
  }

  async showUse(argument: unknown): Promise<void> {
    const folder = await chooseFolder(argument);
    if (folder === undefined) return;
    const path = folder.uri.fsPath;
    const [{ useText }, { outlinePolicy }] = await Promise.all([import('./report-text.ts'), import('../../policy/outline.ts')]);
    const { tally, runs, isCut } = await this.parts.history.of(path);
    const rules = (await policyFilesOf(path)).flatMap(({ layer, text }) => outlinePolicy(text).rules.map(({ id, effect }) => ({ id, effect, layer })));
    const idle = rules.filter(({ id, layer }) => tally.use(id, layer) === undefined);
    await this.parts.reports.show('policy', useText({ uses: tally.list(), offers: tally.offered(3), idle, runs, isCut }));
  }

  /** A grant of a live run, or a rule of a policy file. */
  async revoke(argument: unknown): Promise<void> {
    const grant = subjectOf('grant', argument);
    if (grant !== undefined) {
      await this.parts.links.of(grant.folder)?.request('grant/revoke', { run: grant.run, grant: grant.grant });
      return;
    }
    const rule = subjectOf('rule', argument);
    if (rule === undefined) return;
    if (!(await removeRuleFrom(rule.path, rule.rule))) throw new Error(`There is no rule ${rule.rule} in ${rule.path} any more.`);
    this.parts.history.refresh();
  }

  /** Adds a rule on offer to the folder's policy. */
  async acceptOffer(argument: unknown): Promise<void> {
    const offer = subjectOf('offer', argument);
    if (offer === undefined) return;
    await addRuleTo(workspacePolicyPath(offer.folder), offer.rule, true);
    this.parts.history.refresh();
  }

  private async policyDocument(argument: unknown): Promise<vscode.TextDocument | undefined> {
    if (argument instanceof vscode.Uri) return vscode.workspace.openTextDocument(argument);
    const active = vscode.window.activeTextEditor?.document;
    if (active?.uri.path.endsWith('/.signalbox/policy.jsonc') === true) return active;
    const folder = await chooseFolder(argument);
    return folder === undefined ? undefined : vscode.workspace.openTextDocument(vscode.Uri.file(workspacePolicyPath(folder.uri.fsPath)));
  }

  private async replay(folder: string, args: readonly string[], by: string, name: string, input?: string): Promise<void> {
    const aborter = new AbortController();
    const replayed = await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: 'Deciding again what is recorded', cancellable: true }, async (_, token) => {
      token.onCancellationRequested(() => aborter.abort());
      const { replayInProcess } = await import('./replaying.ts');
      try {
        return await replayInProcess(args, { dist: this.parts.dist, folder, signal: aborter.signal, ...(input !== undefined && { input }) });
      } catch (error) {
        if (aborter.signal.aborted) return undefined;
        throw error;
      }
    });
    if (replayed === undefined) return;
    const { replayText } = await import('./report-text.ts');
    await this.parts.reports.show(name, replayText(replayed, by));
  }
}
