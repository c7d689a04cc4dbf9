import type { Locator, Page } from 'playwright-core';

/** The bar at the window's foot. */
export class StatusBar {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** The item with a text. */
  item(text: string | RegExp): Locator {
    return this.#page.locator('.part.statusbar .statusbar-item', { hasText: text }).first();
  }

  /** Clicks the item with a text, which runs its command. */
  async click(text: string | RegExp): Promise<void> {
    await this.item(text).locator('a').first().click();
  }

  /** The kind of background that an item has. */
  async kind(text: string | RegExp): Promise<'warning' | 'error' | 'plain'> {
    const classes = (await this.item(text).getAttribute('class')) ?? '';
    if (classes.includes('warning-kind')) return 'warning';
    return classes.includes('error-kind') ? 'error' : 'plain';
  }
}
