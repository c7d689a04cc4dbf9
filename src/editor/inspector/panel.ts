/** One inspector panel: a webview, the session behind it, and a watcher on its record. */
import { randomBytes } from 'node:crypto';
import { RelativePattern, Uri, workspace, type Disposable, type WebviewPanel } from 'vscode';
import { RECORD_FILE } from '../../record/paths.ts';
import type { EditorActions, RunAccess, RunTarget } from './access.ts';
import { inspectorHtml } from './html.ts';
import { InspectorSession } from './session.ts';
import { visibleLine } from '../../model/visible.ts';

const MAX_TITLE = 40;

/** The only folders that the webview may load from. */
export function resourceRoots(extensionUri: Uri): Uri[] {
  return [Uri.joinPath(extensionUri, 'dist', 'webview'), Uri.joinPath(extensionUri, 'media')];
}

export class InspectorPanel implements Disposable {
  readonly session: InspectorSession;
  readonly #panel: WebviewPanel;
  readonly #disposables: Disposable[] = [];

  /** Fills `panel`, which may be new or one that the editor restored. `log` gets unexpected errors. */
  constructor(panel: WebviewPanel, extensionUri: Uri, target: RunTarget, access: RunAccess, actions: EditorActions, log: (error: unknown) => void) {
    this.#panel = panel;
    const { webview } = panel;
    this.session = new InspectorSession(target, access, actions, (message) => void webview.postMessage(message).then(undefined, log), log);
    const root = Uri.joinPath(extensionUri, 'dist', 'webview');
    webview.options = { enableScripts: true, localResourceRoots: resourceRoots(extensionUri) };
    const watcher = workspace.createFileSystemWatcher(new RelativePattern(Uri.file(this.session.source.dir), RECORD_FILE));
    this.#disposables.push(
      webview.onDidReceiveMessage((message: unknown) => this.session.receive(message)),
      watcher,
      watcher.onDidCreate(() => this.session.refresh()),
      watcher.onDidChange(() => this.session.refresh()),
      watcher.onDidDelete(() => this.session.refresh()),
      { dispose: this.session.source.onChange(() => this.#retitle()) },
      this.session,
    );
    webview.html = inspectorHtml({
      script: webview.asWebviewUri(Uri.joinPath(root, 'inspector.js')).toString(),
      stylesheet: webview.asWebviewUri(Uri.joinPath(root, 'inspector.css')).toString(),
      cspSource: webview.cspSource,
      nonce: randomBytes(24).toString('base64url'),
      title: 'Run inspector',
      target: { folder: target.folder, run: target.run },
    });
  }

  /** Brings the panel to the front where it is, and goes to a step if one is named. */
  show(step?: string): void {
    this.#panel.reveal(undefined, false);
    if (step !== undefined) this.session.reveal(step);
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #retitle(): void {
    const view = this.session.source.view;
    if (!view) return;
    const title = visibleLine(view.title);
    this.#panel.title = `Run: ${title.length > MAX_TITLE ? `${title.slice(0, MAX_TITLE - 1)}…` : title}`;
  }
}
