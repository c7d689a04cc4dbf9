/** Opens the inspector, which is loaded when the first run is inspected, and gives it what it may ask of the editor. */
import type * as vscode from 'vscode';
import type { GateLinks } from './gate/gate-links.ts';
import type { RunAccess, RunTarget } from './inspector/access.ts';
import type { InspectorPanels } from './inspector/panels.ts';
import { runFolderOf } from './records/run-disk.ts';
import { verifyInProcess } from './records/verifier.ts';

export interface InspectingParts {
  extensionUri: vscode.Uri;
  dist: string;
  links: GateLinks;
  /** Opens the prompt for one approval, and for one question. */
  review: (approval: string) => Promise<void>;
  answer: (question: string) => Promise<void>;
  log: vscode.LogOutputChannel;
}

export class Inspecting implements vscode.WebviewPanelSerializer {
  private readonly parts: InspectingParts;
  private panels: Promise<InspectorPanels> | undefined;
  private disposed = false;

  constructor(parts: InspectingParts) {
    this.parts = parts;
  }

  async open(target: RunTarget): Promise<void> {
    (await this.load()).open(target);
  }

  /** Called by the editor for a panel that was open when the window was reloaded. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    await (await this.load()).deserializeWebviewPanel(panel, state);
  }

  dispose(): void {
    this.disposed = true;
    void this.panels?.then((panels) => panels.dispose());
  }

  private load(): Promise<InspectorPanels> {
    this.panels ??= this.make();
    return this.panels;
  }

  private async make(): Promise<InspectorPanels> {
    const { InspectorPanels } = await import('./inspector/panels.ts');
    const { extensionUri, log } = this.parts;
    const panels = new InspectorPanels(extensionUri, this.access(), (error) => log.error(error instanceof Error ? error : String(error)));
    if (this.disposed) panels.dispose();
    return panels;
  }

  private access(): RunAccess {
    const { links, review, answer, dist } = this.parts;
    return {
      live: ({ folder, run }) => links.of(folder)?.status.state?.runs.find((each) => each.run === run),
      waiting: ({ folder, run }) => (links.of(folder)?.status.state?.approvals ?? []).filter((approval) => approval.run === run).map(({ id }) => id),
      questions: ({ folder, run }) => (links.of(folder)?.status.state?.questions ?? []).filter((question) => question.run === run),
      onDidChange: (listener) => links.onChange(listener),
      stop: async ({ folder, run }) => {
        const link = links.of(folder);
        if (link === undefined) throw new Error('The folder of this run is not open, or not trusted.');
        await link.request('run/stop', { run, what: 'run', reason: 'stopped in the inspector' });
      },
      review: (_, approval) => review(approval),
      answer: (_, question) => answer(question),
      verify: async (target) => {
        const dir = target.dir ?? (await runFolderOf(target.folder, target.run));
        const [{ verdictOf }, printed] = await Promise.all([import('./records/verdict.ts'), verifyInProcess(dist, target.folder, dir)]);
        return verdictOf(printed).verification;
      },
    };
  }
}
