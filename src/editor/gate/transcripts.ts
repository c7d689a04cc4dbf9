/**
 * Shares one transcript among several terminals: the gate knows one listener a connection and run, so this editor attaches again
 * for each terminal (which replaces the listener and gives what was said so far) and detaches with the last one.
 */
import type { GateLink } from './gate-link.ts';

export interface Attachment {
  /** What was said so far: bounded, the newest part. */
  transcript: string;
  ended: boolean;
  detach: () => void;
}

export class Transcripts {
  private readonly watchers = new WeakMap<GateLink, Map<string, number>>();

  /** @param listener gets what is said from here on. @throws {GateError} no such run; {GateUnreachable | GateGone} no gate. */
  async attach(link: GateLink, run: string, listener: (text: string) => void): Promise<Attachment> {
    const counts = this.watchers.get(link) ?? new Map<string, number>();
    this.watchers.set(link, counts);
    counts.set(run, (counts.get(run) ?? 0) + 1);
    // Until the answer is here, notices belong to what the answer's transcript holds already.
    let listening = false;
    const stop = link.on('transcript', (notice) => {
      if (listening && notice.run === run) listener(notice.text);
    });
    const detach = once(() => {
      stop();
      const left = (counts.get(run) ?? 1) - 1;
      if (left > 0) return void counts.set(run, left);
      counts.delete(run);
      if (link.status.phase === 'connected') void link.request('run/detach', { run }).catch(() => undefined);
    });
    try {
      const { transcript, ended } = await link.request('run/attach', { run });
      listening = true;
      return { transcript, ended, detach };
    } catch (error) {
      detach();
      throw error;
    }
  }
}

function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    work();
  };
}
