/** Mistakes in policy files, where they stand. The gates find them; the editor only shows them. */
import * as vscode from 'vscode';
import { groupBy } from '../../model/group-by.ts';
import type { FolderState } from '../gate/folders.ts';

export class PolicyProblems {
  private readonly diagnostics = vscode.languages.createDiagnosticCollection('signalbox');
  private drawn = '';

  draw(folders: readonly FolderState[]): void {
    const problems = folders.flatMap(({ status }) => status.state?.policy.problems ?? []);
    const drawn = JSON.stringify(problems);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    const byFile = groupBy(problems, ({ file }) => file);
    this.diagnostics.clear();
    for (const [file, found] of byFile) {
      this.diagnostics.set(
        vscode.Uri.file(file),
        found.map(({ line = 1, column = 1, message }) => {
          const at = new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1));
          const diagnostic = new vscode.Diagnostic(new vscode.Range(at, at), `${message} The last good policy stays in force.`, vscode.DiagnosticSeverity.Error);
          diagnostic.source = 'Signalbox';
          return diagnostic;
        }),
      );
    }
  }

  dispose(): void {
    this.diagnostics.dispose();
  }
}
