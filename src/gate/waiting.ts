/** Things that wait for a person, oldest first. Each settles once: answered, when its time is over, or taken back; what comes later changes nothing. */

export type Unanswered = { how: 'timed-out' | 'withdrawn'; at: Date };

interface Waiter<T, A> {
  item: T;
  settle: (settlement: A | Unanswered) => void;
}

/** @typeParam A how an item is settled by an answer */
export class Waiting<T extends { id: string; expiresAt?: string | undefined }, A> {
  private readonly waiting = new Map<string, Waiter<T, A>>();
  private readonly changed: () => void;
  private readonly now: () => Date;

  constructor(changed: () => void, now: () => Date) {
    this.changed = changed;
    this.now = now;
  }

  list(): T[] {
    return [...this.waiting.values()].map(({ item }) => item);
  }

  /** The item with what settles it; undefined once it is settled. */
  get(id: string): Waiter<T, A> | undefined {
    return this.waiting.get(id);
  }

  /** Queues an item and resolves when it is settled. `signal`: it is taken back. */
  ask(item: T, signal: AbortSignal): Promise<A | Unanswered> {
    return new Promise((resolve) => {
      const settle = (settlement: A | Unanswered) => {
        if (!this.waiting.delete(item.id)) return;
        clearTimeout(timer);
        signal.removeEventListener('abort', withdraw);
        this.changed();
        resolve(settlement);
      };
      const withdraw = () => settle({ how: 'withdrawn', at: this.now() });
      const timer =
        item.expiresAt === undefined
          ? undefined
          : setTimeout(() => settle({ how: 'timed-out', at: this.now() }), Math.max(0, Date.parse(item.expiresAt) - this.now().getTime()));
      this.waiting.set(item.id, { item, settle });
      signal.addEventListener('abort', withdraw);
      if (signal.aborted) withdraw();
      else this.changed();
    });
  }

  /** Settles, as timed out, everything that waits without a deadline of its own: nobody is left to answer. */
  expireUnattended(): void {
    for (const { item, settle } of this.waiting.values()) {
      if (item.expiresAt === undefined) settle({ how: 'timed-out', at: this.now() });
    }
  }
}
