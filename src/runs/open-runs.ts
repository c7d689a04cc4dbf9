/**
 * The runs that are open on this machine, kept outside the repository: what a gate needs to seal a run whose gate was killed.
 * Only runs listed here are ever sealed as interrupted; an unsealed record that came with the repository is left alone.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import * as z from 'zod';

const runId = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/);

const openRunSchema = z.object({
  run: runId,
  /** Absolute path of the run's folder. */
  folder: z.string().min(1),
  /** The first snapshot, as `effects` made it. */
  before: z.unknown().optional(),
  /** The gate's process (`nameOf`), where the system tells it: while that lives the run is its own. */
  owner: z.string().optional(),
  /** The runs that were open for some of its time so far. Absent: it was opened by a version that did not keep them. */
  beside: z.array(runId).optional(),
});
export type OpenRun = z.infer<typeof openRunSchema>;

/** A run and those beside it; `left`: by another gate, that it is open says nothing of whether it is at work. */
interface Company {
  open: OpenRun;
  beside: Set<string>;
  left: boolean;
}

export class OpenRuns {
  private readonly dir: string;
  private readonly owner: string | undefined;
  /** The runs that this process has open or is to seal. */
  private readonly company = new Map<string, Company>();

  /** @param dir a private folder for one workspace. @param owner the process that runs belong to which are saved here. */
  constructor(dir: string, owner?: string) {
    this.dir = dir;
    this.owner = owner;
  }

  list(): OpenRun[] {
    let names: string[];
    try {
      names = readdirSync(this.dir);
    } catch {
      return [];
    }
    return names.filter((name) => name.endsWith('.json')).flatMap((name) => this.read(name));
  }

  /** Resolves when it, and what is open beside it, is on disk. */
  async save(run: Omit<OpenRun, 'owner' | 'beside'>): Promise<void> {
    const open: OpenRun = { ...run, ...(this.owner === undefined ? {} : { owner: this.owner }) };
    mkdirSync(this.dir, { recursive: true, mode: 0o700 });
    const others = [...this.company.values()];
    const own: Company = { open, beside: new Set(others.flatMap((other) => (other.left ? [] : [other.open.run]))), left: false };
    for (const { beside } of others) beside.add(open.run);
    this.company.set(open.run, own);
    for (const each of [own, ...others]) await this.write(each);
  }

  /**
   * Takes over the runs that gates have left which are gone, to be sealed as they are. All that are open here were open for some of the
   * time of each: none of them is sealed yet.
   */
  take(left: readonly OpenRun[]): void {
    const here = new Set([...this.list().map(({ run }) => run), ...this.company.keys()]);
    for (const open of left) {
      if (open.beside === undefined) continue;
      const beside = new Set([...open.beside, ...here]);
      beside.delete(open.run);
      this.company.set(open.run, { open, beside, left: true });
    }
  }

  /** The ids of the runs that were open for some of the time that this one has been, oldest first; none where it is not known. */
  beside(run: string): string[] {
    return [...(this.company.get(run)?.beside ?? [])].sort();
  }

  remove(run: string): void {
    this.company.delete(run);
    rmSync(this.file(run), { force: true });
  }

  private async write({ open, beside }: Company): Promise<void> {
    await writeFileAtomic(this.file(open.run), JSON.stringify({ ...open, beside: [...beside] }), { mode: 0o600 });
    // It may have ended meanwhile.
    if (!this.company.has(open.run)) rmSync(this.file(open.run), { force: true });
  }

  private file(run: string): string {
    return join(this.dir, `${run}.json`);
  }

  private read(name: string): OpenRun[] {
    try {
      return [openRunSchema.parse(JSON.parse(readFileSync(join(this.dir, name), 'utf8')))];
    } catch {
      return [];
    }
  }
}
