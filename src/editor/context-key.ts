/** A key for `when` clauses, told to the editor only when it changes. */
import * as vscode from 'vscode';

export class ContextKey {
  private readonly name: string;
  private value: boolean | undefined;

  constructor(name: string) {
    this.name = name;
  }

  set(value: boolean): void {
    if (value === this.value) return;
    this.value = value;
    void vscode.commands.executeCommand('setContext', this.name, value);
  }
}
