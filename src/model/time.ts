/** The time of a place: what rules about hours need, and what replay on another machine must be told. */

/** ISO 8601 with the offset of this machine at that moment: `2026-11-23T09:30:00.000+01:00`. */
export function localTime(date: Date): string {
  const offset = -date.getTimezoneOffset();
  const there = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, -1);
  const size = Math.abs(offset);
  return `${there}${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

function two(count: number): string {
  return String(count).padStart(2, '0');
}

export interface LocalMoment {
  /** Milliseconds since 1970. */
  instant: number;
  /** `2026-11-23`, there. */
  date: string;
  /** Minutes since midnight, there. */
  minute: number;
}

/** Reads what `localTime` writes; undefined for anything else. */
export function readLocalTime(text: string): LocalMoment | undefined {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d):\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.exec(text);
  const instant = match ? Date.parse(text) : Number.NaN;
  if (!match || Number.isNaN(instant)) return undefined;
  return { instant, date: match[1] ?? '', minute: Number(match[2]) * 60 + Number(match[3]) };
}
