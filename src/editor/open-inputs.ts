/** The inputs that a person is typing into. Signalbox opens nothing over them: what stands in them would be lost. */
export class OpenInputs {
  private readonly focus: () => void;
  private held = 0;

  /** @param focus brings the input that is open back into focus. */
  constructor(focus: () => void) {
    this.focus = focus;
  }

  get any(): boolean {
    return this.held > 0;
  }

  /** Counts as open until the work is done. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    this.held++;
    try {
      return await work();
    } finally {
      this.held--;
    }
  }

  /** The person goes back to the input that they have left open. @returns whether there is one; if not, nothing is done. */
  goBack(): boolean {
    if (this.any) this.focus();
    return this.any;
  }
}
