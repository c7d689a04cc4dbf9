/** How long something has lasted, in words short enough for a tree row. */

/** @param ms elapsed milliseconds; below zero counts as zero. Seconds come in steps of five, so that a row does not flicker. */
export function ageText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${Math.floor(seconds / 5) * 5} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}

/** @param since an ISO time; one that cannot be read gives an empty text. @param now milliseconds since the epoch. */
export function ageSince(since: string, now: number): string {
  const start = Date.parse(since);
  return Number.isNaN(start) ? '' : ageText(now - start);
}

/** The date and time of a recorded run, for lists: today only the time. */
export function whenText(iso: string, now: number): string {
  const time = Date.parse(iso);
  if (Number.isNaN(time)) return '';
  const [then, today] = [new Date(time), new Date(now)];
  const clock = then.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
  if (then.toDateString() === today.toDateString()) return clock;
  const date = then.toLocaleDateString(undefined, { day: 'numeric', month: 'short', ...(then.getFullYear() === today.getFullYear() ? {} : { year: 'numeric' }) });
  return `${date}, ${clock}`;
}
