/**
 * Keeps a person from approving what they did not mean to: keys that were on their way when the prompt appeared, and Enter on a
 * prompt that nobody has touched. Pure.
 */

/** How long after a prompt appears (or shows something else) nothing is accepted, in ms. */
export const GRACE = 600;

export class AcceptGuard {
  private readonly now: () => number;
  private shownAt: number;
  private touched = false;

  constructor(now: () => number) {
    this.now = now;
    this.shownAt = now();
  }

  /** The prompt shows something new: the time starts anew, and it counts as untouched. */
  shown(): void {
    this.shownAt = this.now();
    this.touched = false;
  }

  /** The person moved, typed or clicked in the prompt. Within the grace that may have been meant for something else. */
  touch(): void {
    if (this.settled()) this.touched = true;
  }

  /**
   * An accept was refused. Who does it once more, and not in the same breath, means it: a click on what is active already moves nothing, and
   * would never count as a touch.
   */
  refused(): void {
    if (!this.settled()) return;
    this.touched = true;
    this.shownAt = this.now();
  }

  /** @param harmless whether accepting releases nothing: such an item needs the grace to be over, no more. */
  accepts(harmless: boolean): boolean {
    return this.settled() && (harmless || this.touched);
  }

  private settled(): boolean {
    return this.now() - this.shownAt >= GRACE;
  }
}
