/** Read-only documents of what a record holds, for the editor's own diff and text editors. */
import { commands, env, languages, Uri, window, workspace, type Disposable, type TextDocumentContentProvider } from 'vscode';
import type { DiffFile, EditorActions } from './access.ts';
import { visibleLine } from '../../model/visible.ts';

/** Scheme of these documents. */
export const stepScheme = 'signalbox-step';

/** The contents are kept while a document of theirs is open, and the newest of them besides: an address alone says nothing. */
const KEEP = 50;

export class StepDocuments implements TextDocumentContentProvider, Disposable {
  readonly #texts = new Map<string, string>();
  readonly #registrations: Disposable[];
  #next = 1;

  constructor() {
    this.#registrations = [
      workspace.registerTextDocumentContentProvider(stepScheme, this),
      workspace.onDidCloseTextDocument((document) => {
        if (document.uri.scheme === stepScheme) this.#texts.delete(document.uri.toString());
      }),
    ];
  }

  provideTextDocumentContent(uri: Uri): string {
    return this.#texts.get(uri.toString()) ?? 'This document came from a run that is no longer open. Open it from the inspector again.';
  }

  /** `name` ends the address, so that the editor finds the language by its extension. */
  add(name: string, text: string): Uri {
    const uri = Uri.from({ scheme: stepScheme, path: `/${this.#next++}/${visibleLine(name).replace(/^[/\\]+/, '')}` });
    const open = new Set(workspace.textDocuments.map((document) => document.uri.toString()));
    for (const key of [...this.#texts.keys()].slice(0, -KEEP)) if (!open.has(key)) this.#texts.delete(key);
    this.#texts.set(uri.toString(), text);
    return uri;
  }

  dispose(): void {
    for (const registration of this.#registrations) registration.dispose();
    this.#texts.clear();
  }
}

/** The inspector's actions in this window. `documents` holds what is shown. */
export function editorActions(documents: StepDocuments): EditorActions {
  const side = (file: DiffFile, text: string | null): Uri => documents.add(file.path, text ?? '');
  return {
    async showDiff(title, files) {
      const [first] = files;
      if (first && files.length === 1) {
        await commands.executeCommand('vscode.diff', side(first, first.before), side(first, first.after), `${title}: ${visibleLine(first.path)}`, { preview: true });
        return;
      }
      const resources = files.map((file) => [
        documents.add(file.path, ''),
        file.before === null ? undefined : side(file, file.before),
        file.after === null ? undefined : side(file, file.after),
      ]);
      await commands.executeCommand('vscode.changes', title, resources);
    },
    async showText(title, text, language) {
      const document = await workspace.openTextDocument(documents.add(title.slice(0, 80).replaceAll('/', '∕'), text));
      const known = (await languages.getLanguages()).includes(language) ? await languages.setTextDocumentLanguage(document, language) : document;
      await window.showTextDocument(known, { preview: true });
    },
    async openFile(path) {
      await commands.executeCommand('vscode.open', Uri.file(path), { preview: true });
    },
    async copy(text) {
      await env.clipboard.writeText(text);
    },
  };
}
