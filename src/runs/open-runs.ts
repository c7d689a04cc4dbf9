/**
 * The runs that are open on this machine, kept outside the repository: what a gate needs to seal a run whose gate was killed.
 * Only runs listed here are ever sealed as interrupted; an unsealed record that came with the repository is left alone.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import * as z from 'zod';

const openRunSchema = z.object({
  run: z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/),
  /** Absolute path of the run's folder. */
  folder: z.string().min(1),
  /** The first snapshot, as `effects` made it. */
  before: z.unknown().optional(),
  /** The gate's process (`nameOf`), where the system tells it: while that lives the run is its own. */
  owner: z.string().optional(),
});
export type OpenRun = z.infer<typeof openRunSchema>;

export class OpenRuns {
  private readonly dir: string;
  private readonly owner: string | undefined;
  /** The runs that this process has open, each with those that were open at the same time. */
  private readonly company = new Map<string, Set<string>>();

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

  async save(run: Omit<OpenRun, 'owner'>): Promise<void> {
    const open: OpenRun = { ...run, ...(this.owner === undefined ? {} : { owner: this.owner }) };
    mkdirSync(this.dir, { recursive: true, mode: 0o700 });
    await writeFileAtomic(join(this.dir, `${open.run}.json`), JSON.stringify(open), { mode: 0o600 });
    for (const others of this.company.values()) others.add(open.run);
    this.company.set(open.run, new Set(this.company.keys()));
  }

  /** The ids of the runs that were open for some of the time that this one has been, oldest first. */
  beside(run: string): string[] {
    return [...(this.company.get(run) ?? [])];
  }

  remove(run: string): void {
    this.company.delete(run);
    rmSync(join(this.dir, `${run}.json`), { force: true });
  }

  private read(name: string): OpenRun[] {
    try {
      return [openRunSchema.parse(JSON.parse(readFileSync(join(this.dir, name), 'utf8')))];
    } catch {
      return [];
    }
  }
}
