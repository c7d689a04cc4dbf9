/**
 * The Runs tree: live runs from the gates, recorded ones from `.signalbox/runs`, newest first, those that wait on top. A list is
 * drawn from folder names and the heads of its records; a record is read whole only when its run is opened.
 */
import type { GateState, LiveRun } from '../../gate/protocol.ts';
import type { RunView } from '../../record/view.ts';
import type { FolderState, Folders } from '../gate/folders.ts';
import { Listeners } from '../listeners.ts';
import type { SubjectOf } from '../subject.ts';
import { Moves } from './moves.ts';
import { colors, type Row, type TreeModel } from './node.ts';
import { liveRunRow, recordedRunRow, rowsUnder, stepRows, type RunHead } from './run-rows.ts';

/** A run folder on disk. */
export interface RunOnDisk {
  run: string;
  folder: string;
}

export interface RunRecords {
  /** The runs of a workspace folder, newest first. */
  list(folder: string): Promise<RunOnDisk[]>;
  head(run: RunOnDisk): Promise<RunHead>;
  /** The run as it stands on disk now. @throws when its record cannot be read. */
  view(dir: string): Promise<RunView>;
}

/** Recorded runs that are drawn at once; the rest is a row further. */
const PAGE = 50;

export class RunsModel implements TreeModel {
  private readonly folders: Folders;
  private readonly records: RunRecords;
  private readonly now: () => number;
  private readonly changed = new Listeners<Row | undefined>();
  /** The rows of live runs as they were last handed out, by run folder. */
  private readonly drawn = new Map<string, Row>();
  private readonly seen = new Map<string, number>();
  /** The folders of runs whose rows have been unfolded. */
  private readonly unfolded = new Set<string>();
  private readonly moves: Moves;
  private shape = '';

  constructor(folders: Folders, records: RunRecords, now: () => number) {
    this.folders = folders;
    this.records = records;
    this.now = now;
    this.moves = new Moves(now);
    folders.onChange(() => this.follow());
  }

  onChange(listener: (row: Row | undefined) => void): () => void {
    return this.changed.add(listener);
  }

  /** The folders on disk have changed. */
  refresh(): void {
    this.changed.fire(undefined);
  }

  /** Time has gone by: the ages of live runs are drawn anew. */
  tick(): void {
    for (const { path, status } of this.folders.all()) for (const run of status.state?.runs ?? []) this.redraw(path, run, status.state, true);
  }

  async children(row: Row | undefined): Promise<Row[]> {
    const rows = await this.rowsBelow(row);
    const under = row?.subject?.kind === 'run' ? row.subject.dir : undefined;
    if (under !== undefined) this.unfolded.add(under);
    this.moves.drawn(row?.id ?? '', under, rows);
    return rows;
  }

  /** Milliseconds since the epoch at which the row of a run may last have come from another place. @param dir the run's folder */
  movedAt(dir: string): number {
    return this.moves.of(dir);
  }

  private async rowsBelow(row: Row | undefined): Promise<Row[]> {
    const folders = this.folders.all();
    const subject = row?.subject;
    if (row === undefined) {
      const [only] = folders;
      if (only !== undefined && folders.length === 1) return this.runRows(only, 0);
      const drawn = await Promise.all(folders.map(async (folder) => ({ folder, rows: await this.runRows(folder, 0) })));
      return drawn.filter(({ rows }) => rows.length > 0).map(({ folder }) => folderRow(folder));
    }
    if (subject?.kind === 'folder') {
      const folder = folders.find(({ path }) => path === subject.folder);
      return folder === undefined ? [] : this.runRows(folder, olderFrom(row.id));
    }
    return subject?.kind === 'run' ? this.under(row, subject) : [];
  }

  private async runRows(folder: FolderState, from: number): Promise<Row[]> {
    const live = folder.status.state?.runs ?? [];
    const onDisk = (await this.records.list(folder.path)).filter(({ run }) => live.every((each) => each.run !== run));
    const page = onDisk.slice(from, from + PAGE);
    const recorded = await Promise.all(page.map(async (each) => recordedRunRow(folder.path, each.folder, await this.records.head(each), this.now())));
    const older = onDisk.length > from + PAGE ? [olderRow(folder.path, from + PAGE, onDisk.length - from - PAGE)] : [];
    const rows = [...recorded, ...older];
    return from > 0 ? rows : [...inOrder(live, folder.status.state).map((run) => this.liveRow(folder.path, run, folder.status.state)), ...rows];
  }

  private liveRow(folder: string, run: LiveRun, state: GateState | undefined): Row {
    const row = liveRunRow(folder, run, this.now(), waitingSince(run, state));
    this.drawn.set(run.folder, row);
    return row;
  }

  private async under(row: Row, subject: SubjectOf<'run'>): Promise<Row[]> {
    try {
      const view = await this.records.view(subject.dir);
      return row.id === `run:${subject.dir}` ? stepRows(view, subject) : rowsUnder(view, row, subject);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return [{ id: `${subject.dir}#unreadable`, label: 'The record cannot be read', description: why, tooltip: why, icon: { id: 'warning', color: colors.bad }, context: 'fault', expand: 'none', subject }];
    }
  }

  /** The gates' state changed: redraws the list when its shape did, else only the runs that went on. */
  private follow(): void {
    const folders = this.folders.all();
    const shape = JSON.stringify(folders.map(({ path, status }) => [path, status.state?.runs.map((run) => [run.run, run.phase, run.title, run.problem])]));
    if (shape !== this.shape) {
      this.shape = shape;
      this.drawn.clear();
      this.changed.fire(undefined);
    }
    for (const { path, status } of folders) {
      for (const run of status.state?.runs ?? []) {
        if (this.seen.get(run.run) === run.events) continue;
        this.seen.set(run.run, run.events);
        this.redraw(path, run, status.state);
      }
    }
  }

  /** A click on what is drawn anew just then is lost. @param visiblyOnly not when the row would look the same; what is under it may have changed otherwise, once it was unfolded. */
  private redraw(folder: string, run: LiveRun, state: GateState | undefined, visiblyOnly = false): void {
    const row = this.drawn.get(run.folder);
    if (row === undefined) return;
    const anew = liveRunRow(folder, run, this.now(), waitingSince(run, state));
    if ((visiblyOnly || !this.unfolded.has(run.folder)) && JSON.stringify(anew) === JSON.stringify(row)) return;
    // The editor knows rows by identity: the same object, drawn anew.
    Object.assign(row, anew);
    this.changed.fire(row);
  }
}

/** Waiting ones first, the one that waits longest on top; then the newest first. */
function inOrder(runs: readonly LiveRun[], state: GateState | undefined): LiveRun[] {
  const since = (run: LiveRun) => (run.phase === 'waiting' ? (waitingSince(run, state) ?? run.startedAt) : undefined);
  return [...runs].sort((a, b) => {
    const [left, right] = [since(a), since(b)];
    if (left !== undefined && right !== undefined) return left.localeCompare(right);
    if (left !== undefined) return -1;
    return right !== undefined ? 1 : b.startedAt.localeCompare(a.startedAt);
  });
}

function waitingSince(run: LiveRun, state: GateState | undefined): string | undefined {
  const times = (state?.approvals ?? []).filter((approval) => approval.run === run.run).map((approval) => approval.requestedAt);
  return times.sort()[0];
}

function folderRow(folder: FolderState): Row {
  return { id: `folder:${folder.path}`, label: folder.name, icon: { id: 'root-folder' }, context: 'folder', expand: 'expanded', subject: { kind: 'folder', folder: folder.path } };
}

function olderRow(folder: string, from: number, count: number): Row {
  return { id: `older:${from}:${folder}`, label: `${count} older`, icon: { id: 'history' }, context: 'older', expand: 'collapsed', subject: { kind: 'folder', folder } };
}

function olderFrom(id: string): number {
  return Number(/^older:(\d+):/.exec(id)?.[1] ?? 0);
}
