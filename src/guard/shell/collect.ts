/** Gathers the segments of a command and what is found about each. */
import type { Finding, Severity } from '../../model/decision.ts';
import type { Segment } from '../types.ts';

const MAX_SEGMENTS = 400;
const MAX_FINDINGS = 1000;

export class Collector {
  readonly segments: Segment[] = [];
  readonly findings: Finding[] = [];
  readonly #seen = new Map<string, number>();
  readonly #segmentIds = new Map<string, number>();
  full = false;

  /** @returns the index of the segment; one that was gathered before (a loop's body is walked more than once) is not repeated */
  segment(segment: Segment): number {
    const key = `${segment.start}:${segment.end}:${JSON.stringify([segment.text, segment.argv])}`;
    const known = this.#segmentIds.get(key);
    if (known !== undefined) return known;
    if (this.segments.length >= MAX_SEGMENTS) {
      this.full = true;
      return this.segments.length - 1;
    }
    this.segments.push(segment);
    this.#segmentIds.set(key, this.segments.length - 1);
    return this.segments.length - 1;
  }

  /** @param segment index of the segment it is about; undefined: it is about the whole action */
  report(segment: number | undefined, id: string, severity: Severity, reason: string, start: number, end: number): void {
    const key = `${segment ?? ''}:${id}:${reason}`;
    if (this.#seen.has(key)) return;
    if (this.findings.length >= MAX_FINDINGS) {
      this.full = true;
      return;
    }
    const index = this.findings.push({ id, severity, reason: reason.slice(0, 1000), at: { field: 'command', start, end } }) - 1;
    this.#seen.set(key, index);
    if (segment !== undefined) this.segments[segment]?.findings.push(index);
  }
}
