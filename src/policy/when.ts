/** Rules about time: the hours of a day, a last day, the age of a run. The clock is an input, so that replay gives the same. */
import { decodeTime, isValid } from 'ulid';
import { readLocalTime, type LocalMoment } from '../model/time.ts';
import { parseDuration } from './duration.ts';

/** `09:00-18:00`; one that ends before it begins goes on over midnight. The end does not belong to it. */
export function isWithinHours(hours: string, { minute }: LocalMoment): boolean {
  const [from = 0, to = 0] = hours.split('-').map(minutesOf);
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}

function minutesOf(text: string): number {
  const [hour = 0, minute = 0] = text.split(':').map(Number);
  return hour * 60 + minute;
}

/** A day, which lasts until its end there, or a moment. */
export function isBefore(until: string, now: LocalMoment): boolean {
  return until.includes('T') ? now.instant < Date.parse(until) : now.date <= until;
}

/** `<30m`: the run is younger; `>2h`: it is older. Undefined: the id of the run does not tell when it began. */
export function fitsAge(age: string, run: string | undefined, { instant }: LocalMoment): boolean | undefined {
  if (run === undefined || !isValid(run)) return undefined;
  const lived = instant - decodeTime(run);
  const limit = parseDuration(age.slice(1));
  return age.startsWith('<') ? lived < limit : lived > limit;
}

export function momentOf(at: string | undefined): LocalMoment | undefined {
  return at === undefined ? undefined : readLocalTime(at);
}
