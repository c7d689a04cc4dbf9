/** What rules have decided in the records of each folder: read on demand, the newest runs only, each record once. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RuleTally } from '../../record/view-rules.ts';
import type { RunOnDisk } from '../views/runs-model.ts';
import { Listeners } from '../listeners.ts';

/** The newest runs that are read, and the longest record, in bytes. */
const MAX_RUNS = 200;
const MAX_RECORD = 64 * 1024 * 1024;

export interface FolderHistory {
  tally: RuleTally;
  runs: number;
  isCut: boolean;
}

export class PolicyHistory {
  private readonly list: (folder: string) => Promise<RunOnDisk[]>;
  private readonly read = new Map<string, { stamp: string; tally: Promise<RuleTally | undefined> }>();
  private readonly changed = new Listeners<void>();

  constructor(list: (folder: string) => Promise<RunOnDisk[]>) {
    this.list = list;
  }

  onChange(listener: () => void): () => void {
    return this.changed.add(listener);
  }

  /** Runs came, went or ended. */
  refresh(): void {
    this.changed.fire();
  }

  async of(folder: string): Promise<FolderHistory> {
    const { RuleTally: Tally } = await import('../../record/view-rules.ts');
    const all = await this.list(folder);
    const whole = new Tally();
    let runs = 0;
    // One after another: the extension host is shared.
    for (const run of all.slice(0, MAX_RUNS)) {
      const tally = await this.tallyOf(run.folder);
      if (tally === undefined) continue;
      whole.merge(tally);
      runs++;
    }
    return { tally: whole, runs, isCut: all.length > MAX_RUNS };
  }

  private async tallyOf(dir: string): Promise<RuleTally | undefined> {
    const found = await stat(join(dir, 'record.jsonl')).catch(() => undefined);
    if (found === undefined || found.size > MAX_RECORD) return undefined;
    const stamp = `${found.size} ${found.mtimeMs}`;
    const known = this.read.get(dir);
    if (known?.stamp === stamp) return known.tally;
    const tally = readTally(dir);
    this.read.set(dir, { stamp, tally });
    return tally;
  }
}

/** A record that cannot be read counts for nothing. */
async function readTally(dir: string): Promise<RuleTally | undefined> {
  const [{ RuleTally: Tally }, { readRecord }] = await Promise.all([import('../../record/view-rules.ts'), import('../../record/reader.ts')]);
  try {
    const tally = new Tally();
    tally.add((await readRecord(dir)).events);
    return tally;
  } catch {
    return undefined;
  }
}
