/**
 * One workspace folder's tie to its gate: connects when something needs it, connects again when the gate goes away while it is
 * needed, and tells the person once. Knows nothing of the editor.
 */
import { GateError, type GateConnection } from '../../gate/client-types.ts';
import type { GateState, NotificationName, Notice, Params, RequestName, Result } from '../../gate/protocol.ts';
import { Listeners } from '../listeners.ts';

export interface LinkStatus {
  /** `off`: nothing has needed it yet; `lost`: it was there and is not, or could not be reached. */
  phase: 'off' | 'connecting' | 'connected' | 'lost';
  /** The newest snapshot; kept while the gate is away only as long as it connects again at once. */
  state?: GateState;
  /** With `lost`: why. */
  problem?: string;
}

export interface LinkOptions {
  folder: string;
  /** @param start false: only to a gate that runs already; nothing is started and nobody is asked. */
  connect: (start: boolean) => Promise<GateConnection>;
  /** Tells the person that the gate is gone; called once until it is there again. */
  lost: (problem: string) => void;
  log: (level: 'debug' | 'info' | 'warn' | 'error', text: string) => void;
  /** Waits before each further attempt, in ms. */
  backoff?: readonly number[];
  /** How long an unneeded connection without runs is kept, in ms. */
  linger?: number;
}

/** No gate could be started or reached. The person has been told already, by `LinkOptions.lost`. */
export class GateUnreachable extends Error {
  override readonly name = 'GateUnreachable';
}

type AnyListener = (notice: never) => void;

export class GateLink {
  readonly folder: string;
  private readonly options: LinkOptions;
  private readonly changed = new Listeners<LinkStatus>();
  private readonly notices = new Map<NotificationName, Set<AnyListener>>();
  private current: LinkStatus = { phase: 'off' };
  private attempt: Promise<GateConnection> | undefined;
  private connection: GateConnection | undefined;
  private needs = 0;
  private failures = 0;
  private told = false;
  /** A gate died with live runs: a new one must seal them, whether or not anything is shown. */
  private owed = false;
  /** A gate is there and does not want this editor: it is asked again only when the person says so. */
  private refused = false;
  private disposed = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(options: LinkOptions) {
    this.folder = options.folder;
    this.options = options;
  }

  get status(): LinkStatus {
    return this.current;
  }

  onChange(listener: (status: LinkStatus) => void): () => void {
    return this.changed.add(listener);
  }

  /** Listens to the gate's notifications, across reconnections. */
  on<N extends NotificationName>(name: N, listener: (notice: Notice<N>) => void): () => void {
    const all = this.notices.get(name) ?? new Set<AnyListener>();
    this.notices.set(name, all);
    all.add(listener);
    return () => all.delete(listener);
  }

  /** Says that something shows the gate's state: it is connected, and reconnected, until the returned function is called. */
  need(): () => void {
    this.needs++;
    clearTimeout(this.timer);
    if (!this.refused) void this.open().catch(() => undefined);
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.needs--;
      this.letGo();
    };
  }

  /** Connects now, for instance because the person said to try again. @throws {GateUnreachable} when it cannot. */
  open(): Promise<GateConnection> {
    if (this.disposed) return Promise.reject(new Error('Signalbox is shutting down.'));
    if (this.connection !== undefined) return Promise.resolve(this.connection);
    clearTimeout(this.timer);
    this.attempt ??= this.connectOnce().finally(() => (this.attempt = undefined));
    return this.attempt;
  }

  /** Connects to a gate that runs already, for instance since before a reload of the window. Quietly does nothing without one. */
  async joinLive(): Promise<void> {
    if (this.disposed || this.connection !== undefined || this.attempt !== undefined) return;
    const connection = await this.options.connect(false).catch(() => undefined);
    if (connection === undefined) return;
    if (this.disposed || this.connection !== undefined) return connection.close();
    this.adopt(connection);
  }

  /** Connects when need be, then sends. @throws {GateError} the gate refused; {GateGone} it went away; {GateUnreachable} it could not be reached. */
  async request<R extends RequestName>(name: R, params: Params<R>, signal?: AbortSignal): Promise<Result<R>> {
    const release = this.need();
    try {
      return await (await this.open()).request(name, params, signal);
    } finally {
      release();
    }
  }

  dispose(): void {
    this.disposed = true;
    clearTimeout(this.timer);
    this.changed.clear();
    this.notices.clear();
    this.connection?.close();
    this.connection = undefined;
  }

  private async connectOnce(): Promise<GateConnection> {
    this.become({ phase: 'connecting', ...(this.current.state ? { state: this.current.state } : {}) });
    try {
      const connection = await this.options.connect(true);
      if (this.disposed) {
        connection.close();
        throw new Error('Signalbox is shutting down.');
      }
      this.adopt(connection);
      return connection;
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      if (this.disposed) throw error;
      this.options.log('error', `The gate cannot be reached: ${problem}`);
      this.refused = error instanceof GateError;
      this.failed(problem);
      throw new GateUnreachable(problem, { cause: error });
    }
  }

  private adopt(connection: GateConnection): void {
    this.connection = connection;
    this.failures = 0;
    this.told = false;
    this.owed = false;
    this.refused = false;
    connection.on('state', (state) => {
      if (this.connection !== connection) return;
      this.become({ phase: 'connected', state });
      this.deliver('state', state);
      this.letGo();
    });
    connection.on('transcript', (notice) => this.deliver('transcript', notice));
    connection.on('log', (notice) => this.deliver('log', notice));
    void connection.closed.then(() => this.ended(connection));
    this.become({ phase: 'connected', state: connection.state });
    this.letGo();
  }

  private ended(connection: GateConnection): void {
    if (this.connection !== connection) return;
    this.connection = undefined;
    const hadRuns = isBusy(this.current.state);
    if (this.disposed) return;
    if (!hadRuns && this.needs === 0) return this.become({ phase: 'off' });
    this.options.log('warn', `The gate of ${this.options.folder} went away.`);
    this.owed = hadRuns;
    this.failed(hadRuns ? 'It ended while a run was live. A new one seals what it finds interrupted.' : 'It ended.', !hadRuns);
  }

  /** @param quiet a gate without runs that goes away (it was idle, or another version takes over) is no news. */
  private failed(problem: string, quiet = false): void {
    this.become({ phase: 'lost', problem });
    if (!quiet && !this.told) {
      this.told = true;
      this.options.lost(problem);
    }
    if (this.refused || (this.needs === 0 && !this.owed)) return;
    const waits = this.options.backoff ?? [500, 2000, 5000, 15_000, 60_000];
    const wait = waits[Math.min(this.failures++, waits.length - 1)] ?? 60_000;
    this.timer = setTimeout(() => void this.open().catch(() => undefined), wait);
    this.timer.unref();
  }

  /** Lets an idle gate go when nothing shows it. */
  private letGo(): void {
    if (this.needs > 0 || this.connection === undefined || isBusy(this.current.state)) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.needs > 0 || isBusy(this.current.state)) return;
      const connection = this.connection;
      this.connection = undefined;
      connection?.close();
      this.become({ phase: 'off' });
    }, this.options.linger ?? 300_000);
    this.timer.unref();
  }

  private deliver<N extends NotificationName>(name: N, notice: Notice<N>): void {
    for (const listener of this.notices.get(name) ?? []) (listener as (notice: Notice<N>) => void)(notice);
  }

  private become(status: LinkStatus): void {
    this.current = status;
    this.changed.fire(status);
  }
}

/** Whether a gate has something that must not go unseen. */
function isBusy(state: GateState | undefined): boolean {
  return state !== undefined && (state.runs.some((run) => run.phase !== 'ended') || state.approvals.length > 0 || state.pairings.length > 0);
}
