import type { Locator, Page } from 'playwright-core';
import { textsOf } from './texts.ts';

/** The quick pick or input box, whichever is open. */
export class QuickPick {
  readonly box: Locator;

  constructor(page: Page) {
    this.box = page.locator('.quick-input-widget');
  }

  /** Waits until it is open; with a text, until its title has it. */
  async opened(title?: string | RegExp): Promise<void> {
    const box = title === undefined ? this.box : this.box.filter({ has: this.box.page().locator('.quick-input-title', { hasText: title }) });
    await box.filter({ visible: true }).waitFor();
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

  /** Clicks a button of the title bar, by its tooltip. */
  async pressButton(tooltip: string): Promise<void> {
    await this.box.locator(`.quick-input-titlebar .action-label[aria-label^="${tooltip}"], .quick-input-inline-action-bar .action-label[aria-label^="${tooltip}"]`).first().click();
  }

  /** Clicks a button of an item, by its tooltip. */
  async pressItemButton(text: string | RegExp, tooltip: string): Promise<void> {
    const item = this.items(text).first();
    await item.hover();
    await item.locator(`.action-label[aria-label^="${tooltip}"]`).click();
  }

  /** Puts a text into its input. */
  async type(text: string): Promise<void> {
    await this.box.locator('input[type="text"], input.input').first().fill(text);
  }

  /** Presses a key in its input, e.g. `Enter`. */
  async press(key: string): Promise<void> {
    await this.box.locator('input[type="text"], input.input').first().press(key);
  }
}
