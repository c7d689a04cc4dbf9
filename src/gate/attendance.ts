/** Whether a person is there to answer, and whether anybody needs the gate at all. */
export class Attendance {
  private operators = 0;
  private leftAt: number | undefined;
  private readonly patience: number;
  private readonly onUnattended: () => void;
  private timer: NodeJS.Timeout | undefined;
  private idle: { time: number; busy: () => boolean; end: () => void; since: number } | undefined;

  /**
   * @param patience how long, in ms, a person counts as there after the last operator has left: a window that reloads is back in seconds.
   * @param onUnattended called when that time has passed.
   */
  constructor(patience: number, onUnattended: () => void) {
    this.patience = patience;
    this.onUnattended = onUnattended;
  }

  get attended(): boolean {
    return this.operators > 0 || (this.leftAt !== undefined && performance.now() - this.leftAt < this.patience);
  }

  /** The number of operators that are connected now. */
  now(operators: number): void {
    clearTimeout(this.timer);
    if (operators === 0 && this.operators > 0) {
      this.leftAt = performance.now();
      this.timer = setTimeout(this.onUnattended, this.patience);
    }
    this.operators = operators;
  }

  /** Calls `end` once nobody was connected and nothing was busy for `time` ms. */
  whenIdle(time: number, busy: () => boolean, end: () => void): void {
    this.idle = { time, busy, end, since: performance.now() };
    setInterval(() => this.checkIdle(), Math.min(1000, time)).unref();
  }

  private checkIdle(): void {
    if (this.idle === undefined) return;
    if (this.operators > 0 || this.idle.busy()) this.idle.since = performance.now();
    else if (performance.now() - this.idle.since >= this.idle.time) this.idle.end();
  }
}
