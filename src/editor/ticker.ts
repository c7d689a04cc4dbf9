/** Calls back at a steady pace while there is an age to show, and not otherwise. */
export class Ticker {
  private readonly work: () => void;
  private readonly pace: number;
  private timer: NodeJS.Timeout | undefined;

  /** @param pace ms between calls. */
  constructor(pace: number, work: () => void) {
    this.pace = pace;
    this.work = work;
  }

  run(wanted: boolean): void {
    if (wanted === (this.timer !== undefined)) return;
    clearInterval(this.timer);
    this.timer = wanted ? setInterval(this.work, this.pace) : undefined;
  }

  dispose(): void {
    this.run(false);
  }
}
