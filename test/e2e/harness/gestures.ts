/**
 * Gestures that take hold only while something else lasts: the pointer over a row, whose actions show only then; a menu that is open. The
 * window may draw itself anew in between, and on a busy machine it often does. Then the gesture has come to nothing, and is made again.
 */
import type { Locator, Page } from 'playwright-core';
import { brief, patience } from './patience.ts';

/** For `addInitScript`: counts in a window the presses of the left button that come to it. */
export const countPresses = `(() => {
  let count = 0;
  window.signalboxPresses = () => count;
  addEventListener('mousedown', ({ button }) => { if (button === 0) count++; }, true);
})()`;

/**
 * Makes a gesture until it is made whole.
 * @param attempt makes it once: it gets the time-out of each of its waits, in ms, and the only left click in it is its last move, by `press`
 * @throws what `attempt` threw, after thrice the usual patience; at once when a button was pressed, because that may have done something
 */
export async function insist(page: Page, attempt: (timeout: number) => Promise<void>): Promise<void> {
  const end = performance.now() + 3 * patience;
  for (;;) {
    const before = await presses(page);
    try {
      return await attempt(brief);
    } catch (error) {
      if (performance.now() > end || (await presses(page)) !== before) throw error;
    }
    // A hint that the pointer has called up may lie over the place.
    await page.mouse.move(0, 0);
  }
}

/** Clicks. What a click needs is waited for before it, for `timeout` ms: one that is broken off by a time-out may have done something. */
export async function press(on: Locator, timeout: number): Promise<void> {
  await on.hover({ timeout });
  await on.click({ timeout: patience });
}

function presses(page: Page): Promise<number> {
  return page.evaluate('window.signalboxPresses()');
}
