/** The inspector's panels: at most one for each run, restored when the window restarts. */
import { ViewColumn, window, workspace, type Disposable, type Uri, type WebviewPanel, type WebviewPanelSerializer } from 'vscode';
import { RUN_ID } from '../../record/paths.ts';
import { inspectorPanel } from '../ids.ts';
import type { RunAccess, RunTarget } from './access.ts';
import { editorActions, StepDocuments } from './documents.ts';
import { InspectorPanel, resourceRoots } from './panel.ts';
import { panelStateSchema } from './schema.ts';

export class InspectorPanels implements Disposable, WebviewPanelSerializer {
  readonly #extensionUri: Uri;
  readonly #access: RunAccess;
  readonly #log: (error: unknown) => void;
  readonly #documents = new StepDocuments();
  readonly #panels = new Map<string, InspectorPanel>();

  /** `log` gets unexpected errors. To restore panels after a restart, register this as the serializer of `inspectorPanel`. */
  constructor(extensionUri: Uri, access: RunAccess, log: (error: unknown) => void) {
    this.#extensionUri = extensionUri;
    this.#access = access;
    this.#log = log;
  }

  /**
   * Opens the inspector of a run, or brings the one that is open to the front. `step` is then selected in its timeline.
   * @throws {RecordError} `invalid` when `target.run` is no id of a run and `target.dir` is not given.
   */
  open(target: RunTarget, step?: string): void {
    const known = this.#panels.get(target.run);
    if (known) return known.show(step);
    const panel = window.createWebviewPanel(inspectorPanel, 'Run', ViewColumn.Active, { enableScripts: true, localResourceRoots: resourceRoots(this.#extensionUri) });
    try {
      const opened = this.#fill(panel, target);
      if (step !== undefined) opened.session.reveal(step);
    } catch (error) {
      panel.dispose();
      throw error;
    }
  }

  /** Called by the editor. The state comes from the webview: a run is shown only from a folder of this workspace. */
  async deserializeWebviewPanel(panel: WebviewPanel, state: unknown): Promise<void> {
    const target = panelStateSchema.safeParse(state).data?.target;
    const folder = workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file' && uri.fsPath === target?.folder);
    if (!target || !folder || !RUN_ID.test(target.run) || this.#panels.has(target.run)) panel.dispose();
    else this.#fill(panel, target);
  }

  dispose(): void {
    for (const panel of this.#panels.values()) panel.dispose();
    this.#documents.dispose();
  }

  #fill(panel: WebviewPanel, target: RunTarget): InspectorPanel {
    const filled = new InspectorPanel(panel, this.#extensionUri, target, this.#access, editorActions(this.#documents), this.#log);
    this.#panels.set(target.run, filled);
    panel.onDidDispose(() => {
      this.#panels.delete(target.run);
      filled.dispose();
    });
    return filled;
  }
}
