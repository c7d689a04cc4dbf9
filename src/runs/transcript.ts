/** What a run says to whoever watches it in a terminal: bounded, the newest part is kept, and every listener gets what follows. */
import { visibleText } from '../model/visible.ts';

/** In UTF-16 units. */
const KEPT = 512 * 1024;

export class Transcript {
  private text = '';
  private readonly listeners = new Set<(text: string) => void>();
  private readonly redact: (text: string) => string;

  constructor(redact: (text: string) => string) {
    this.redact = redact;
  }

  /** @param text is redacted, and control sequences of the terminal other than Signalbox's own colours are made harmless. */
  write(text: string): void {
    this.add(this.redact(harmless(text)));
  }

  /** A line of Signalbox itself. `tone` sets its colour. */
  note(tone: Tone, text: string): void {
    const fresh = this.text === '' || this.text.endsWith('\n') ? '' : '\n';
    this.add(`${fresh}${colours[tone]}${this.redact(harmless(text))}${RESET}\n`);
  }

  attach(listener: (text: string) => void): { transcript: string; detach: () => void } {
    this.listeners.add(listener);
    return { transcript: this.text, detach: () => void this.listeners.delete(listener) };
  }

  private add(text: string): void {
    this.text = (this.text + text).slice(-KEPT);
    for (const listener of this.listeners) listener(text);
  }
}

export type Tone = 'quiet' | 'good' | 'bad' | 'waiting' | 'plain';

const RESET = '\u001b[0m';
const colours: Record<Tone, string> = { quiet: '\u001b[2m', good: '\u001b[32m', bad: '\u001b[31m', waiting: '\u001b[33m', plain: '' };

/** Control characters would let an agent move the cursor and repaint what Signalbox said; tabs and line ends stay. */
function harmless(text: string): string {
  return visibleText(text.replaceAll('\r\n', '\n'), 'prose');
}
