/** Whether a click was meant for the row that it came to: rows come and go while a hand is on its way. Pure. */

/** What came under the pointer so recently may not be what was aimed at, in ms. */
const AIM = 600;

/** @param movedAt when the row last came from another place; both in ms since the epoch. */
export function isAimed(movedAt: number, now: number): boolean {
  return now - movedAt >= AIM;
}
