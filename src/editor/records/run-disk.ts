/** The records on disk as the views read them: cached, read on demand. The readers are loaded when the first run is looked at. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunView } from '../../record/view.ts';
import type { RunHead } from '../views/run-rows.ts';
import type { RunOnDisk, RunRecords } from '../views/runs-model.ts';

/** Something that follows one record: each call catches up with the disk. */
export interface RunReader {
  view(): Promise<RunView>;
}

/** Records that are kept read; more are read again when looked at. */
const MAX_OPEN = 20;

export class RunDisk implements RunRecords {
  private readonly heads = new Map<string, { stamp: string; head: Promise<RunHead> }>();
  private readonly readers = new Map<string, Promise<RunReader>>();
  private readonly openReader: (dir: string) => Promise<RunReader>;

  /** @param openReader begins to follow the record of a run folder. */
  constructor(openReader: (dir: string) => Promise<RunReader>) {
    this.openReader = openReader;
  }

  async list(folder: string): Promise<RunOnDisk[]> {
    const [{ listRuns }, { SIGNALBOX_FOLDER }] = await Promise.all([import('../../record/list.ts'), import('../../record/paths.ts')]);
    return listRuns(join(folder, SIGNALBOX_FOLDER));
  }

  async head({ run, folder }: RunOnDisk): Promise<RunHead> {
    const { readHead } = await import('./head.ts');
    const found = await stat(join(folder, 'record.jsonl')).catch(() => undefined);
    const stamp = `${found?.size} ${found?.mtimeMs}`;
    const known = this.heads.get(folder);
    if (known?.stamp === stamp) return known.head;
    const head = readHead(folder, run);
    this.heads.set(folder, { stamp, head });
    return head;
  }

  async view(dir: string): Promise<RunView> {
    const reader = this.readers.get(dir) ?? this.openReader(dir);
    this.readers.delete(dir);
    this.readers.set(dir, reader);
    const [oldest] = this.readers.keys();
    if (this.readers.size > MAX_OPEN && oldest !== undefined) this.readers.delete(oldest);
    try {
      return await (await reader).view();
    } catch (error) {
      this.readers.delete(dir);
      throw error;
    }
  }
}

/** Where a run of a workspace folder is recorded. @throws {RecordError} `invalid` for what is no id of a run. */
export async function runFolderOf(folder: string, run: string): Promise<string> {
  const { runFolder, SIGNALBOX_FOLDER } = await import('../../record/paths.ts');
  return runFolder(join(folder, SIGNALBOX_FOLDER), run);
}
