/** A list of callbacks; what `vscode.EventEmitter` is, for code that runs without an editor. */
export class Listeners<T> {
  private readonly all = new Set<(value: T) => void>();

  /** @returns a function that removes the listener again. */
  add(listener: (value: T) => void): () => void {
    this.all.add(listener);
    return () => this.all.delete(listener);
  }

  fire(value: T): void {
    for (const listener of this.all) listener(value);
  }

  clear(): void {
    this.all.clear();
  }
}
