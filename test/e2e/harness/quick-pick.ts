import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';
import { eventually } from './eventually.ts';
import { insist, press } from './gestures.ts';
import { brief, grace, patience } from './patience.ts';
import { textsOf } from './texts.ts';

/** The quick pick or input box, whichever is open. */
export class QuickPick {
  readonly box: Locator;

  constructor(page: Page) {
    this.box = page.locator('.quick-input-widget');
  }

  /** Waits until it is open; with a text, until its title has it. */
  async opened(title?: string | RegExp, timeout = patience): Promise<void> {
    const box = title === undefined ? this.box : this.box.filter({ has: this.box.page().locator('.quick-input-title', { hasText: title }) });
    await box.filter({ visible: true }).waitFor({ timeout });
  }

  /** Closes it by Escape, and waits until it is closed. */
  async leave(): Promise<void> {
    await eventually(async () => {
      if (await this.box.isVisible()) await this.input().press('Escape', { timeout: brief });
      await this.box.waitFor({ state: 'hidden', timeout: brief });
    });
  }

  /** Waits until it is closed. */
  async closed(): Promise<void> {
    await this.box.waitFor({ state: 'hidden' });
  }

  /** The items, or those with a text. */
  items(text?: string | RegExp): Locator {
    const items = this.box.locator('.monaco-list-row');
    return text === undefined ? items : items.filter({ hasText: text });
  }

  /** The texts of the items that show: label, description and detail in one line. */
  async texts(): Promise<string[]> {
    await this.items().first().waitFor();
    return textsOf(this.items());
  }

  /** Picks the first item with a text by a click. */
  async pick(text: string | RegExp): Promise<void> {
    await this.items(text).first().click();
  }

  /** Picks the first item with a text as slowly as a person does: prompts ignore what comes too soon after they have appeared. */
  async choose(text: string | RegExp): Promise<void> {
    await this.settled(text);
    await this.pick(text);
  }

  /**
   * Waits until an item has been there for as long as a prompt ignores what a hand was already doing, in the same prompt, which does nothing else
   * just now.
   * @throws when that takes longer than `timeout` ms
   */
  async settled(text: string | RegExp, timeout = patience): Promise<void> {
    const end = performance.now() + timeout;
    const item = this.items(text).first();
    const busy = this.box.locator('.quick-input-progress.active').first();
    let was = '';
    for (let since = performance.now(); performance.now() - since < grace; await sleep(50)) {
      const there = (await item.isVisible()) && !(await busy.isVisible());
      const is = there ? `in ${(await this.box.locator('.quick-input-title').allInnerTexts()).join()}` : '';
      if (is === '' || is !== was) since = performance.now();
      was = is;
      if (performance.now() > end) throw new Error(`There is no ${String(text)} to choose: ${(await this.box.allInnerTexts()).join()}`);
    }
  }

  /** Clicks a button of the title bar, by its tooltip. */
  async pressButton(tooltip: string): Promise<void> {
    await this.box.locator(`.quick-input-titlebar .action-label[aria-label^="${tooltip}"], .quick-input-inline-action-bar .action-label[aria-label^="${tooltip}"]`).first().click();
  }

  /** Clicks a button of an item, by its tooltip. */
  async pressItemButton(text: string | RegExp, tooltip: string): Promise<void> {
    const item = this.items(text).first();
    await insist(this.box.page(), async (timeout) => {
      await item.hover({ timeout });
      await press(item.locator(`.action-label[aria-label^="${tooltip}"]`), timeout);
    });
  }

  /** What one types into. */
  input(): Locator {
    return this.box.locator('input[type="text"], input.input').first();
  }

  /** Puts a text into its input. */
  async type(text: string): Promise<void> {
    await this.input().fill(text);
  }

  /** Presses a key in its input, e.g. `Enter`. */
  async press(key: string): Promise<void> {
    await this.input().press(key);
  }
}
