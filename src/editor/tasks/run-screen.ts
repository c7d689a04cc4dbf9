/**
 * A run in a terminal: shows its transcript, Ctrl+C stops it. A task's terminal also stops its run when it is closed, but not at
 * once: a reload of the window closes terminals too, and must stop nothing. Knows nothing of the editor.
 */
import type { GateLink } from '../gate/gate-link.ts';
import type { Transcripts } from '../gate/transcripts.ts';

export interface ScreenOptions {
  link: GateLink;
  transcripts: Transcripts;
  /** Gives the run to show: launches it, or it is there already. `undefined`: the person changed their mind. */
  begin: (say: (line: string) => void, signal: AbortSignal) => Promise<string | undefined>;
  /** What closing the terminal does to the run. */
  closing: 'stop' | 'detach';
  write: (text: string) => void;
  /** The terminal is done; its exit code. */
  exit: (code: number) => void;
  /** How long after closing the run is stopped, in ms. */
  grace?: number;
}

const ctrlC = '\u0003';

export const exitCodes = { completed: 0, failed: 1, interrupted: 1, stopped: 130 } as const;

export class RunScreen {
  private readonly options: ScreenOptions;
  private readonly aborter = new AbortController();
  private run: string | undefined;
  private detach: (() => void) | undefined;
  private stopping = false;
  private hinted = false;
  private over = false;
  private closed = false;
  private disposed = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(options: ScreenOptions) {
    this.options = options;
  }

  /** The terminal is there: begins, and resolves when there is nothing more to show. */
  async open(): Promise<void> {
    try {
      const run = await this.options.begin((line) => this.say(line), this.aborter.signal);
      if (run === undefined) return this.finish(exitCodes.stopped, 'Nothing was started.');
      this.run = run;
      if (this.disposed) return;
      if (this.stopping || this.closed) this.stop(this.closed ? 'its terminal was closed' : 'Ctrl+C in its terminal');
      await this.follow(run);
    } catch (error) {
      this.finish(exitCodes.failed, error instanceof Error ? error.message : String(error));
    }
  }

  /** What is typed: Ctrl+C, or something that the agent does not get. */
  input(data: string): void {
    if (this.over) return this.options.exit(0);
    if (data === ctrlC) {
      this.say(this.stopping ? 'Still stopping…' : 'Stopping the run…');
      return this.stop('Ctrl+C in its terminal');
    }
    if (this.hinted) return;
    this.hinted = true;
    this.say('What you type here does not reach the agent. Use the command "Signalbox: Send a Prompt". Ctrl+C stops the run.');
  }

  /** The terminal was closed, by the person or by a window that goes away. */
  close(): void {
    this.closed = true;
    this.leave();
    if (this.over || this.options.closing === 'detach' || this.disposed) return;
    this.timer = setTimeout(() => this.stop('its terminal was closed'), this.options.grace ?? 1000);
  }

  /** The window goes away: the run goes on without it. */
  dispose(): void {
    this.disposed = true;
    clearTimeout(this.timer);
    this.leave();
  }

  private async follow(run: string): Promise<void> {
    const { link, transcripts } = this.options;
    const attachment = await transcripts.attach(link, run, (text) => this.show(text));
    this.detach = attachment.detach;
    if (this.closed) this.leave();
    this.show(attachment.transcript);
    const { end, problem } = await link.request('run/wait', { run });
    this.finish(exitCodes[end], problem);
  }

  private stop(reason: string): void {
    if (this.disposed) return;
    this.stopping = true;
    if (this.run === undefined) return this.aborter.abort();
    this.options.link.request('run/stop', { run: this.run, what: 'run', reason }).catch((error: unknown) => {
      this.say(`It could not be stopped: ${error instanceof Error ? error.message : String(error)}`);
    });
  }

  private finish(code: number, message: string | undefined): void {
    this.leave();
    if (this.over || this.closed) return;
    if (message !== undefined) this.say(message);
    this.over = true;
    if (this.options.closing === 'stop') return this.options.exit(code);
    // A terminal that exits disappears with what it shows.
    this.say('The run has ended. Press any key to close this terminal.');
  }

  private leave(): void {
    this.detach?.();
    this.detach = undefined;
  }

  private say(line: string): void {
    this.show(`\u001b[2m${line}\u001b[22m\n`);
  }

  private show(text: string): void {
    if (!this.closed && text !== '') this.options.write(text.replaceAll(/\r?\n/g, '\r\n'));
  }
}
