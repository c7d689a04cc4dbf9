/** Times, durations and numbers in words. Pure: what is the time is passed in. */

/** `850 ms`, `12.4 s`, `3 min 20 s`, `1 h 5 min`. */
export function duration(ms: number): string {
  if (!Number.isFinite(ms) || ms < 0) return '';
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Milliseconds between two ISO times; undefined where one is none. */
export function between(from: string, to: string | undefined): number | undefined {
  if (to === undefined) return undefined;
  const ms = Date.parse(to) - Date.parse(from);
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

const dateTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

/** An ISO time in the reader's own zone and manner; what is no time comes back as it is. */
export function when(iso: string): string {
  const at = Date.parse(iso);
  return Number.isNaN(at) ? iso : dateTime.format(at);
}

export function clock(iso: string): string {
  const at = Date.parse(iso);
  return Number.isNaN(at) ? iso : time.format(at);
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString()} ${number === 1 ? one : many}`;
}

export function bytes(size: number): string {
  if (size < 1024) return count(size, 'byte');
  return size < 1024 * 1024 ? `${(size / 1024).toFixed(1)} KiB` : `${(size / 1024 / 1024).toFixed(1)} MiB`;
}

/** The first characters of a digest or an id: enough to compare by eye, never to trust. */
export function brief(digest: string): string {
  return digest.length <= 14 ? digest : `${digest.slice(0, 12)}…`;
}
