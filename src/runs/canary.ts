/**
 * Whether the gate is in force is seen, not believed: an agent whose hooks gate it must let its session's start, or a first call, come
 * through them soon after it was told something. One that does not is stopped.
 */

export interface CanaryParts {
  /** How long after the first prompt a hook may take, in ms. */
  patience: number;
  now: () => Date;
  onReached: (how: string, durationMs: number) => void;
  /** Called once, with why. */
  onMissed: (why: string) => void;
}

export class Canary {
  private readonly parts: CanaryParts;
  private state: 'waiting' | 'reached' | 'missed' = 'waiting';
  private timer: NodeJS.Timeout | undefined;
  private armedAt: number;
  /** Resolves when it is known whether the gate is in force, or nobody wants to know any more. */
  readonly settled: Promise<void>;
  private settle: () => void = () => undefined;

  constructor(parts: CanaryParts) {
    this.parts = parts;
    this.settled = new Promise((resolve) => (this.settle = resolve));
    this.armedAt = parts.now().getTime();
  }

  get reached(): boolean {
    return this.state === 'reached';
  }

  /** The agent is told its first prompt now: from here on it must show that its calls come through. */
  arm(): void {
    if (this.state !== 'waiting' || this.timer !== undefined) return;
    this.armedAt = this.parts.now().getTime();
    this.timer = setTimeout(() => this.miss(`None of its hooks called within ${this.parts.patience / 1000} s.`), this.parts.patience);
  }

  /** A hook called. */
  seen(how: string): void {
    if (this.state !== 'waiting') return;
    this.state = 'reached';
    this.end();
    this.parts.onReached(how, Math.max(0, this.parts.now().getTime() - this.armedAt));
  }

  /** A call was seen that did not come through, or the agent ended without a word of its hooks. */
  miss(why: string): void {
    if (this.state === 'missed') return;
    this.state = 'missed';
    this.end();
    this.parts.onMissed(why);
  }

  end(): void {
    clearTimeout(this.timer);
    this.settle();
  }
}
