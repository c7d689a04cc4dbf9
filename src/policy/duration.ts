/** Durations as policy files write them: `30s`, `10m`, `2h`. */

const units = { s: 1000, m: 60_000, h: 3_600_000 } as const;

/** Milliseconds of a duration as in `approvalTimeout`. */
export function parseDuration(text: string): number {
  const unit = text.at(-1);
  return Number.parseInt(text, 10) * (unit === 's' || unit === 'm' || unit === 'h' ? units[unit] : Number.NaN);
}
