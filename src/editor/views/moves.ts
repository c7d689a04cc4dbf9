/** When rows of a tree of runs last came to lie elsewhere, so that a click can be told from one that was meant for another row. */
import type { Row } from './node.ts';

interface Drawn {
  ids: string;
  /** The run that these rows are under; absent for lists of runs. */
  run: string | undefined;
  at: number;
}

export class Moves {
  private readonly now: () => number;
  private readonly lists = new Map<string, Drawn>();

  constructor(now: () => number) {
    this.now = now;
  }

  /** Rows are about to be shown. @param parent id of the row that they are under, empty at the top. */
  drawn(parent: string, run: string | undefined, rows: readonly Row[]): void {
    const ids = JSON.stringify(rows.map(({ id }) => id));
    if (this.lists.get(parent)?.ids !== ids) this.lists.set(parent, { ids, run, at: this.now() });
  }

  /** In ms since the epoch; 0 where nothing was drawn. What comes and goes under a run does not move the run itself. */
  of(run: string): number {
    return Math.max(0, ...[...this.lists.values()].filter((list) => list.run !== run).map(({ at }) => at));
  }
}
